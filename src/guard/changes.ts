import { setMaxListeners } from 'node:events';
import type { Clock } from './clock.ts';

/** Wakes everyone who waits for the guard's state to change. */
export class Changes {
  readonly #clock: Clock;
  #waiting = createSignal();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  notify(): void {
    const waiting = this.#waiting;
    this.#waiting = createSignal();
    waiting.abort();
  }

  /** Resolves at the next `notify`, or after `ms` milliseconds if given. */
  next(ms?: number): Promise<void> {
    const { signal } = this.#waiting;
    if (ms !== undefined) return this.#clock.wait(ms, signal);
    return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  }
}

/** Any number of an agent's branches may wait: that is no leak to be warned of. */
function createSignal(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}
