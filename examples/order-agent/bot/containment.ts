import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { z } from 'zod';
import { type Answer, type Exchange, refuse } from '../http/exchange.ts';
import type { AgentRecord } from '../record.ts';
import type { Credentials } from '../store/credentials.ts';
import { pingPath } from '../store/store-door.ts';

/** What the bot sends when a responder confirmed a containment. */
const Containment = z.looseObject({
  type: z.enum(['containment.execute', 'containment.verify', 'containment.undo']),
  action_id: z.string().min(1).max(200),
  kind: z.string(),
  session_id: z.string().min(1),
  sessions: z.array(z.string()).max(10_000).default([]),
});
type Containment = z.infer<typeof Containment>;

export interface ContainmentOptions {
  /** `whsec_…`, shared with the bot. */
  secret: string;
  credentials: Credentials;
  record: AgentRecord;
  /** Where the store answers. */
  storeUrl: () => string;
}

/** Takes the bot's signed requests (Standard Webhooks) to revoke a session's key, to check that, and to undo it. */
export function createContainment(options: ContainmentOptions): (exchange: Exchange) => Promise<Answer> {
  const { credentials, record } = options;
  const webhook = new Webhook(options.secret);
  const undone = new Set<string>();

  function execute({ action_id, known, missing }: Target): Answer {
    // A late repetition of the order must not take back what a responder gave back since.
    if (undone.has(action_id)) return refuse(409, `action ${action_id} was undone; order a new one`);
    record.write('revoked', { action_id, sessions: known });
    credentials.revoke(known, action_id);
    return accept(`the store key of ${count(known)} is revoked${andMissing(missing)}`);
  }

  function undo({ action_id, known }: Target): Answer {
    record.write('revocation_undone', { action_id, sessions: known });
    undone.add(action_id);
    credentials.restore(action_id);
    const closed = known.filter((id) => credentials.isRevoked(id));
    const but = closed.length === 0 ? '' : `; ${count(closed)} stays revoked by another action`;
    return accept(`action ${action_id} no longer holds any key back${but}`);
  }

  async function check(sessionId: string): Promise<number | null> {
    try {
      const response = await fetch(`${options.storeUrl()}${pingPath}`, {
        headers: { authorization: `Bearer ${credentials.keyOf(sessionId) ?? ''}` },
        signal: AbortSignal.timeout(5_000),
      });
      await response.body?.cancel();
      return response.status;
    } catch {
      return null;
    }
  }

  async function verify({ known, missing }: Target): Promise<Answer> {
    const statuses = await Promise.all(known.map(check));
    const open = statuses.filter((status) => status !== null && status !== 401).length;
    const silent = statuses.filter((status) => status === null).length;
    const state = open > 0 ? 'pending' : silent > 0 ? 'unknown' : 'effective';
    const detail = {
      pending: `the store still answers the key of ${open} of ${count(known)}`,
      unknown: `the store gave no answer for the key of ${silent} of ${count(known)}`,
      effective:
        known.length === 1
          ? "the store answered 401 to the session's key"
          : `the store answered 401 to the keys of ${count(known)}`,
    }[state];
    return { status: 200, body: { state, detail: `${detail}${andMissing(missing)}` } };
  }

  return async (exchange) => {
    const body = readSigned(webhook, exchange);
    if (body === null)
      return refuse(401, 'the signature or its timestamp does not hold; check the webhook secret and the clock');
    const parsed = Containment.safeParse(body.json);
    if (!parsed.success)
      return refuse(
        422,
        'the body is no containment request: type, action_id, kind, session_id and sessions are needed',
      );
    const { type, action_id, kind, session_id, sessions } = parsed.data;
    record.write('containment_asked', { request: type, action_id, kind, session_id, sessions });
    if (kind !== 'revoke') return refuse(422, 'this webhook can only revoke; kill and rate_limit go through the guard');
    if (credentials.keyOf(session_id) === null)
      return refuse(404, 'this agent has no such session; it may have been restarted since');
    const target = targetOf(parsed.data, (id) => credentials.keyOf(id) !== null);
    const answer =
      type === 'containment.verify'
        ? await verify(target)
        : type === 'containment.undo'
          ? undo(target)
          : execute(target);
    record.write('containment_answered', { request: type, action_id, status: answer.status, ...answer.body });
    return answer;
  };
}

interface Target {
  action_id: string;
  known: string[];
  /** How many of the sessions named this agent does not know. */
  missing: number;
}

function targetOf({ action_id, session_id, sessions }: Containment, isKnown: (id: string) => boolean): Target {
  const all = [...new Set([session_id, ...sessions])];
  const known = all.filter(isKnown);
  return { action_id, known, missing: all.length - known.length };
}

/** @returns null when the signature does not hold; `json` is undefined when the body is no JSON. */
function readSigned(webhook: Webhook, { body, headers }: Exchange): { json: unknown } | null {
  const names = ['webhook-id', 'webhook-timestamp', 'webhook-signature'];
  try {
    webhook.verify(body, Object.fromEntries(names.map((name) => [name, String(headers[name] ?? '')])), {
      jsonParse: false,
    });
  } catch (error) {
    if (error instanceof WebhookVerificationError) return null;
    throw error;
  }
  try {
    return { json: JSON.parse(body) };
  } catch {
    return { json: undefined };
  }
}

function accept(detail: string): Answer {
  return { status: 200, body: { status: 'accepted', detail } };
}

function count(sessions: readonly string[]): string {
  return sessions.length === 1 ? '1 session' : `${sessions.length} sessions`;
}

function andMissing(missing: number): string {
  return missing === 0 ? '' : `; ${missing} of the sessions named are not known here`;
}
