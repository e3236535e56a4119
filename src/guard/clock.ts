/** Time as the guard sees it; tests bring their own. */
export interface Clock {
  /** Milliseconds since 1970 (UTC), for what people and the bot read. */
  now(): number;
  /** Milliseconds of a clock that never goes back, for limits and deadlines. */
  elapsed(): number;
  /** Resolves after `ms` milliseconds, or as soon as `signal` aborts; never rejects. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
}

// setTimeout fires at once above this.
const longestTimerMs = 2 ** 31 - 1;

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  wait: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted === true) return resolve();
      const done = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, Math.min(Math.max(0, Math.ceil(ms)), longestTimerMs));
      signal?.addEventListener('abort', done, { once: true });
    }),
};
