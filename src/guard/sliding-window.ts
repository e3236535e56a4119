import { highestLimit } from './control-order.ts';

const windowMs = 60_000;

/** Remembers when calls were let through, so that no 60 seconds, ends included, hold more than the limit. */
export class SlidingWindow {
  #times: number[] = [];

  /**
   * @param nowMs - a clock that never goes back.
   * @param limit - calls per minute.
   * @returns milliseconds to wait before the next call may go; 0 when it may go now.
   */
  delayMs(nowMs: number, limit: number): number {
    const oldest = this.#times[this.#times.length - limit];
    if (oldest === undefined || nowMs - oldest > windowMs) return 0;
    return oldest + windowMs - nowMs + 1;
  }

  /** Notes a call that goes now. Calls count before a limit is ordered too. */
  add(nowMs: number): void {
    this.#times.push(nowMs);
    if (this.#times.length > 2 * highestLimit) this.#times = this.#times.slice(-highestLimit);
  }
}
