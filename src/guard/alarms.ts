import type { Clock } from './clock.ts';

/** What a guard raises the alarm about. */
export type AlarmKind =
  | 'control_unreachable'
  | 'control_restored'
  | 'ack_refused'
  | 'budget_exceeded'
  | 'loop_suspected'
  | 'unknown_entity';

/** One alarm, for the runtime's own monitoring. */
export interface Alarm {
  kind: AlarmKind;
  sessionId: string;
  /** One sentence for people. */
  message: string;
  /** ISO 8601. */
  at: string;
  /** The last step that was allowed to begin. */
  step: number;
}

export type OnAlarm = (alarm: Alarm) => unknown;

const quietMs = 60_000;

/** Passes alarms on; an outage is told once and then at most each minute. */
export class Alarms {
  readonly #onAlarm: OnAlarm;
  readonly #sessionId: string;
  readonly #clock: Clock;
  #outageToldAt: number | null = null;
  #isOutageOpen = false;

  constructor(onAlarm: OnAlarm, sessionId: string, clock: Clock) {
    this.#onAlarm = onAlarm;
    this.#sessionId = sessionId;
    this.#clock = clock;
  }

  raise(kind: AlarmKind, message: string, step: number): void {
    if (kind === 'control_unreachable') {
      const now = this.#clock.elapsed();
      if (this.#outageToldAt !== null && now - this.#outageToldAt < quietMs) return;
      this.#outageToldAt = now;
      this.#isOutageOpen = true;
    }
    if (kind === 'control_restored') {
      if (!this.#isOutageOpen) return;
      this.#isOutageOpen = false;
    }
    const at = new Date(this.#clock.now()).toISOString();
    // A failing alarm handler may neither stop the agent nor let it past the guard.
    try {
      const result = this.#onAlarm({ kind, sessionId: this.#sessionId, message, at, step });
      if (result instanceof Promise) result.catch(() => undefined);
    } catch {
      // Nothing is left to tell it to.
    }
  }
}
