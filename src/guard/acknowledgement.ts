import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a guard can confirm. */
export const ackStates = ['stopped', 'paused', 'limited', 'resumed'] as const;
export type AckState = (typeof ackStates)[number];

/** A guard's confirmation that an order is in force. */
export interface Ack {
  /** The session whose guard speaks. */
  sessionId: string;
  /** The revision of the order it confirms. */
  revision: number;
  state: AckState;
  /** The last step that was allowed to begin; 0 when none was. No later step has begun. */
  step: number;
  /** When it came into force, exactly as `2026-11-22T13:00:00.000Z`. */
  at: string;
  /** The session the order was given to, when that is a parent of `sessionId`. */
  parentSessionId?: string;
}

/** The HTTP header that carries the signature. */
export const signatureHeader = 'x-guard-signature';

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/**
 * The secret of one session's guard, derived so that the bot needs to store none.
 *
 * @param masterKey - the bot's key; whoever has it can sign for every session.
 * @returns 64 hex digits: HMAC-SHA256 of `guard.v1.` + session id.
 */
export function deriveGuardSecret(masterKey: string, sessionId: string): string {
  return createHmac('sha256', masterKey).update(`guard.v1.${sessionId}`).digest('hex');
}

/** The exact text that is signed: `sessionId.revision.state.step.at`, then `.parentSessionId` if there is one. */
export function signedText(ack: Ack): string {
  const parts: (string | number)[] = [ack.sessionId, ack.revision, ack.state, ack.step, ack.at];
  return (ack.parentSessionId === undefined ? parts : [...parts, ack.parentSessionId]).join('.');
}

/** Signs an acknowledgement: `v1=` and the hex HMAC-SHA256 of its signed text, keyed with the secret's UTF-8 bytes. */
export function signAck(ack: Ack, secret: string): string {
  return `v1=${createHmac('sha256', secret).update(signedText(ack)).digest('hex')}`;
}

/**
 * Was this acknowledgement signed with the session's secret? Takes the same time for any wrong signature. Says nothing
 * about age or repetition: see `judgeAck`.
 *
 * @param signature - the header's value; `undefined` when it was missing.
 */
export function verifyAck(ack: Ack, signature: string | undefined, secret: string): boolean {
  if (secret === '' || typeof signature !== 'string' || !isWellFormed(ack)) return false;
  const expected = Buffer.from(signAck(ack, secret));
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** The order an acknowledgement must answer, as the bot's records have it. */
export interface ExpectedAck {
  revision: number;
  state: AckState;
  /** When the order was given, ISO 8601. */
  orderedAt: string;
  /** Milliseconds since 1970. */
  now: number;
  /** The acknowledgement of this order already accepted from this session; null when there is none. */
  accepted: Ack | null;
  /** How far the two clocks may differ, in milliseconds; five minutes unless told. */
  skewMs?: number;
}

/**
 * `accepted`: record it. `repeated`: the same again, answer as before and record nothing. `forged`: 401. `stale`: of
 * another revision, or dated before its order or in the future. `mismatch`: not the state the order asked for.
 */
export type AckVerdict = 'accepted' | 'repeated' | 'forged' | 'stale' | 'mismatch';

/** Decides what the bot does with an acknowledgement; pure, and only `accepted` may change anything. */
export function judgeAck(ack: Ack, signature: string | undefined, secret: string, expected: ExpectedAck): AckVerdict {
  if (!verifyAck(ack, signature, secret)) return 'forged';
  if (ack.revision !== expected.revision) return 'stale';
  if (expected.accepted !== null) return signedText(ack) === signedText(expected.accepted) ? 'repeated' : 'stale';
  const skewMs = expected.skewMs ?? 300_000;
  const at = Date.parse(ack.at);
  if (!(at >= Date.parse(expected.orderedAt) - skewMs) || at > expected.now + skewMs) return 'stale';
  return ack.state === expected.state ? 'accepted' : 'mismatch';
}

function isWellFormed(ack: Ack): boolean {
  return (
    typeof ack.sessionId === 'string' &&
    Number.isSafeInteger(ack.revision) &&
    ack.revision >= 0 &&
    ackStates.includes(ack.state) &&
    Number.isSafeInteger(ack.step) &&
    ack.step >= 0 &&
    typeof ack.at === 'string' &&
    instant.test(ack.at) &&
    (ack.parentSessionId === undefined || typeof ack.parentSessionId === 'string')
  );
}
