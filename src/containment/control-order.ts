import { AppError } from '../errors.ts';
import { clip } from './clip.ts';

export type OrderState = 'run' | 'kill' | 'pause' | 'limit';
export type AckState = 'stopped' | 'paused' | 'limited' | 'resumed';

/** The order in force for one session. */
export interface ControlOrder {
  sessionId: string;
  state: OrderState;
  /** One higher with every order for the session. */
  revision: number;
  /** Calls per minute; of `limit` only. */
  limitPerMinute: number | null;
  by: string;
  reason: string | null;
  at: Date;
  /** The containment action it came from. */
  actionId: string;
}

/** What a guard confirmed. `sessionId` is the session that speaks. */
export interface GuardAck {
  sessionId: string;
  revision: number;
  state: AckState;
  /** The last step that was allowed to begin; 0 when none was. */
  step: number;
  /** ISO 8601 in UTC. */
  at: string;
  /** The session the order was given to, when that is a parent of the one that speaks. */
  parentSessionId?: string;
}

/** What a guard confirms for each order. */
export const ackStateOf: Readonly<Record<OrderState, AckState>> = {
  kill: 'stopped',
  pause: 'paused',
  limit: 'limited',
  run: 'resumed',
};

/** The most calls per minute that can be ordered; guards refuse more. */
export const highestLimit = 10_000;

/** The order as guards read it, in HTTP answers and in Redis; its form is documented in docs/guard.md. */
export function formatOrder(order: ControlOrder): string {
  return JSON.stringify({
    state: order.state,
    ...(order.limitPerMinute === null ? {} : { limit_per_minute: order.limitPerMinute }),
    revision: order.revision,
    by: clip(order.by, 200),
    ...(order.reason === null ? {} : { reason: clip(order.reason, 1_000) }),
    at: order.at.toISOString(),
  });
}

/** @throws AppError `containment.invalid-limit` unless it is a limit that guards obey. */
export function requireLimit(limitPerMinute: number | null): number {
  if (limitPerMinute !== null && Number.isSafeInteger(limitPerMinute)) {
    if (limitPerMinute >= 1 && limitPerMinute <= highestLimit) return limitPerMinute;
  }
  const message = `A limit must be a whole number of calls per minute from 1 to ${highestLimit}. Choose another, or kill the session to allow none.`;
  throw new AppError('containment.invalid-limit', message);
}
