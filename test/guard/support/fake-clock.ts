import type { Clock } from '../../../src/guard/clock.ts';

/** A clock that stands still until a test moves it. */
export class FakeClock implements Clock {
  #elapsed = 0;
  readonly #startMs = Date.parse('2026-11-22T12:00:00.000Z');
  readonly #sleepers = new Set<{ until: number; wake: () => void }>();

  now(): number {
    return this.#startMs + this.#elapsed;
  }

  elapsed(): number {
    return this.#elapsed;
  }

  wait(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted === true) return resolve();
      const wake = (): void => {
        this.#sleepers.delete(sleeper);
        resolve();
      };
      const sleeper = { until: this.#elapsed + ms, wake };
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', wake, { once: true });
    });
  }

  /** Moves on, waking sleepers in the order of their times and letting each act before the next wakes. */
  async advance(ms: number): Promise<void> {
    const target = this.#elapsed + ms;
    await settle();
    for (;;) {
      const [next] = [...this.#sleepers].filter(({ until }) => until <= target).sort((a, b) => a.until - b.until);
      if (next === undefined) break;
      this.#elapsed = Math.max(this.#elapsed, next.until);
      next.wake();
      await settle();
    }
    this.#elapsed = target;
  }
}

/** Lets everything that needs no time happen. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
