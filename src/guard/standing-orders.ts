import type { ControlOrder } from './control-order.ts';

/** An order and the session it was given to: the guard's own, or a parent. */
export interface StandingOrder extends ControlOrder {
  sessionId: string;
}

/** The orders in force for a session and its parents. They outlive every outage; a kill outlives everything. */
export class StandingOrders {
  readonly #bySession = new Map<string, StandingOrder>();

  /**
   * Takes an order if it is newer than the one in force. A kill counts at any revision, so that a control server that
   * lost its counter can still stop the agent, and only a newer kill replaces it.
   *
   * @returns the order now in force, or null when it was stale or known.
   */
  take(sessionId: string, order: ControlOrder): StandingOrder | null {
    const current = this.#bySession.get(sessionId);
    const isNewer = current === undefined || order.revision > current.revision;
    const isAccepted =
      order.state === 'kill' ? isNewer || current.state !== 'kill' : isNewer && current?.state !== 'kill';
    if (!isAccepted) return null;
    const standing = { ...order, sessionId };
    this.#bySession.set(sessionId, standing);
    return standing;
  }

  /** The order of this kind that stands, the guard's own session first. */
  find(state: 'kill' | 'pause'): StandingOrder | null {
    return [...this.#bySession.values()].find((order) => order.state === state) ?? null;
  }

  all(): StandingOrder[] {
    return [...this.#bySession.values()];
  }

  /** The strictest limit that stands, in calls per minute; null when there is none. */
  limitPerMinute(): number | null {
    const limits = [...this.#bySession.values()].flatMap((order) => order.limitPerMinute ?? []);
    return limits.length === 0 ? null : Math.min(...limits);
  }
}
