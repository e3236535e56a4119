import { z } from 'zod';
import { ackStateOf, type ControlOrder, type GuardAck } from './control-order.ts';
import type { ControlStore } from './store.ts';

/** What to make of an acknowledgement; `malformed`: it is none. The first two are answered 2xx. */
export type AckResult = 'accepted' | 'repeated' | 'forged' | 'stale' | 'mismatch' | 'malformed';

/** What an acknowledgement must answer. */
export interface AckExpectation {
  revision: number;
  state: GuardAck['state'];
  /** ISO 8601. */
  orderedAt: string;
  /** Milliseconds since 1970. */
  now: number;
  /** The one accepted before from this session for this order. */
  accepted: GuardAck | null;
}

export interface AckReceiverParts {
  store: Pick<ControlStore, 'get' | 'acksOf' | 'recordAck' | 'seen'>;
  /** Checks the signature first, then the rest; `judgeAck` of the guard. Must be pure. */
  judge(
    ack: GuardAck,
    signature: string | undefined,
    secret: string,
    expected: AckExpectation,
  ): Exclude<AckResult, 'malformed'>;
  /** The guard secret of the session that speaks. */
  secretOf(sessionId: string): string;
  now(): Date;
}

export interface AckReceiver {
  /** `sessionId` is that of the path, `text` the body, `signature` the header. */
  fromHttp(sessionId: string, text: string, signature: string | undefined): Promise<AckResult>;
  /** `sessionId` is that of the key, `text` its value, which holds the signature. */
  fromRedis(sessionId: string, text: string): Promise<AckResult>;
}

const longestAck = 65_536;

const AckBody = z.object({
  revision: z.number(),
  state: z.enum(['stopped', 'paused', 'limited', 'resumed']),
  step: z.number(),
  at: z.string(),
  parent_session_id: z.string().optional(),
  signature: z.string().optional(),
});

/** Takes what guards say, by either way, and records what holds; the form is documented in docs/guard.md. */
export function createAckReceiver({ store, judge, secretOf, now }: AckReceiverParts): AckReceiver {
  const receive = async (ack: GuardAck, signature: string | undefined): Promise<AckResult> => {
    const { sessionId } = ack;
    const orderedSessionId = ack.parentSessionId ?? sessionId;
    const at = now();
    const order = await store.get(orderedSessionId);
    const acks = order === null ? [] : await store.acksOf(orderedSessionId, order.revision);
    const accepted = acks.find((known) => known.sessionId === sessionId) ?? null;
    const verdict = judge(ack, signature, secretOf(sessionId), expect(order, accepted, at));
    if (verdict === 'accepted' || verdict === 'repeated') await store.seen(sessionId, at);
    if (verdict !== 'accepted') return verdict;
    const recorded = await store.recordAck({ sessionId, orderedSessionId, ack, now: at });
    return recorded === 'recorded' ? 'accepted' : recorded;
  };
  return {
    async fromHttp(sessionId, text, signature) {
      const parsed = parseAck(sessionId, text);
      return parsed === null ? 'malformed' : await receive(parsed.ack, signature);
    },
    async fromRedis(sessionId, text) {
      const parsed = parseAck(sessionId, text);
      return parsed === null ? 'malformed' : await receive(parsed.ack, parsed.signature);
    },
  };
}

/** Without an order no revision is the right one, but a wrong signature is still called so. */
function expect(order: ControlOrder | null, accepted: GuardAck | null, at: Date): AckExpectation {
  return {
    revision: order?.revision ?? -1,
    state: ackStateOf[order?.state ?? 'run'],
    orderedAt: (order?.at ?? at).toISOString(),
    now: at.getTime(),
    accepted,
  };
}

function parseAck(sessionId: string, text: string): { ack: GuardAck; signature: string | undefined } | null {
  if (text.length > longestAck) return null;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  const { success, data } = AckBody.safeParse(json);
  if (!success) return null;
  const { parent_session_id: parentSessionId, signature, ...rest } = data;
  return { ack: { sessionId, ...rest, ...(parentSessionId === undefined ? {} : { parentSessionId }) }, signature };
}
