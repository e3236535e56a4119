import type { Clock } from '../../../../src/guard/index.ts';
import { FakeClock } from '../../../guard/support/fake-clock.ts';
import { until } from '../../../guard/support/until.ts';

/** A clock that a test moves, and that knows how many sleep on it: one session that sleeps is doing nothing else. */
export class CountingClock implements Clock {
  readonly #fake = new FakeClock();
  readonly #startedAt = Date.now() - this.#fake.now();
  #sleeping = 0;

  /** Begins with the real time: acknowledgements dated long before their order are refused. */
  now(): number {
    return this.#startedAt + this.#fake.now();
  }

  elapsed(): number {
    return this.#fake.elapsed();
  }

  async wait(ms: number, signal?: AbortSignal): Promise<void> {
    this.#sleeping++;
    await this.#fake.wait(ms, signal);
    this.#sleeping--;
  }

  /** Moves on in steps, each taken only when the agent has done what it can at this time. */
  async advance(ms: number, stepMs: number): Promise<void> {
    for (let moved = 0; moved < ms; moved += stepMs) {
      await until(() => this.#sleeping === 1, 'the agent sleeps');
      await this.#fake.advance(stepMs);
    }
    await until(() => this.#sleeping === 1, 'the agent sleeps');
  }
}
