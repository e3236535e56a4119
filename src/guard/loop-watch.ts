import { callKey } from './call-key.ts';
import { LoopSuspected } from './errors.ts';

/** What to do when a limit of the guard's own is passed. */
export type Policy = 'pause' | 'stop' | 'alarm';

/** When repeated calls are a loop. */
export interface LoopLimit {
  /** Near-identical calls of one tool that are still fine; 3 unless told. */
  calls?: number;
  /** `pause` unless told: waits for a responder. */
  policy?: Policy;
  /** Tools that may repeat, such as those that poll. */
  ignoreTools?: readonly string[];
}

const mostKeys = 10_000;

/** Counts near-identical calls of a session. */
export class LoopWatch {
  readonly policy: Policy;
  readonly #limit: number;
  readonly #ignored: ReadonlySet<string>;
  readonly #counts = new Map<string, number>();

  constructor(limit: LoopLimit) {
    this.#limit = limit.calls ?? 3;
    if (!Number.isInteger(this.#limit) || this.#limit < 1) throw new TypeError('loopLimit.calls must be at least 1');
    this.policy = limit.policy ?? 'pause';
    this.#ignored = new Set(limit.ignoreTools);
  }

  /** Counts a call that is about to be made; returns the suspicion it raises, or null. */
  count(tool: string, args: unknown): LoopSuspected | null {
    if (this.#ignored.has(tool)) return null;
    const key = callKey(tool, args);
    const calls = (this.#counts.get(key) ?? 0) + 1;
    // Taken out first, so that the oldest key is the one not used for longest.
    this.#counts.delete(key);
    this.#counts.set(key, calls);
    const oldest = this.#counts.keys().next().value;
    if (this.#counts.size > mostKeys && oldest !== undefined) this.#counts.delete(oldest);
    return calls > this.#limit ? new LoopSuspected(tool, calls) : null;
  }

  /** Forgets what was counted: a responder has looked and let the session go on. */
  reset(): void {
    this.#counts.clear();
  }
}
