/** What a responder can order an agent session to do. */
export const orderStates = ['run', 'kill', 'pause', 'limit'] as const;
export type OrderState = (typeof orderStates)[number];

/** One order for one session, as the control server or Redis holds it. */
export interface ControlOrder {
  state: OrderState;
  /** Calls per minute; a number only when `state` is `limit`. */
  limitPerMinute: number | null;
  /** Counts up with every order for the session; 0 says that nobody has ordered anything yet. */
  revision: number;
  /** Who gave it, why, and when (ISO 8601); null where the sender left it out. */
  by: string | null;
  reason: string | null;
  at: string | null;
}

/** An answer of the control side that is no order. */
export class MalformedOrder extends Error {
  readonly code = 'guard.malformed-order';

  constructor(problem: string) {
    super(`control sent an unreadable order: ${problem}`);
    this.name = 'MalformedOrder';
  }
}

/** The most calls per minute that can be ordered. */
export const highestLimit = 10_000;
/** The longest order read, in UTF-8 bytes or characters, whichever the transport counts. */
export const longestOrder = 65_536;

/**
 * Reads an order from its JSON text. `by`, `reason` and `at` are for people: a wrong type there never voids a kill.
 *
 * @throws MalformedOrder when it is no JSON object, or `state`, `revision` or `limit_per_minute` are not as documented.
 */
export function parseControlOrder(text: string): ControlOrder {
  if (text.length > longestOrder) throw new MalformedOrder(`longer than ${longestOrder} characters`);
  const raw = parseObject(text);
  const state = orderStates.find((known) => known === raw.state);
  if (state === undefined) throw new MalformedOrder(`state must be one of ${orderStates.join(', ')}`);
  const revision = raw.revision;
  if (!isWhole(revision) || revision < 0) throw new MalformedOrder('revision must be a whole number from 0');
  return {
    state,
    revision,
    limitPerMinute: state === 'limit' ? parseLimit(raw.limit_per_minute) : null,
    by: textOrNull(raw.by),
    reason: textOrNull(raw.reason),
    at: textOrNull(raw.at),
  };
}

function parseObject(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new MalformedOrder('not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new MalformedOrder('not an object');
  return value as Record<string, unknown>;
}

function parseLimit(value: unknown): number {
  if (isWhole(value) && value >= 1 && value <= highestLimit) return value;
  throw new MalformedOrder(`limit_per_minute must be a whole number from 1 to ${highestLimit}`);
}

function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value);
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
