import { AppError } from '../errors.ts';

/** What becomes of a row whose handling failed. */
export type FailureVerdict = { result: 'retry'; delayMs: number } | { result: 'give_up' };

/** An error that nobody foresaw may still pass with time, but not for ever. */
export const unknownErrorAttempts = 20;

const firstDelayMs = 1_000;
const longestDelayMs = 300_000;
/** Nobody who asks us to wait means more than this. */
const longestAskedMs = 3_600_000;

/**
 * A retryable AppError is tried again for as long as it takes, another AppError never, an unknown error up to 20 times.
 * The pause is `details.retryAfterMs` where the error names one, else 1 s doubling to 5 min.
 *
 * @param attempts - how often it has been tried, this time included.
 * @param random - from 0 to 1; spreads the pause by up to a quarter, always upwards.
 */
export function judgeFailure(error: unknown, attempts: number, random: number): FailureVerdict {
  if (error instanceof AppError) {
    if (!error.retryable) return { result: 'give_up' };
    const asked = error.details.retryAfterMs;
    if (typeof asked === 'number' && asked >= 0) {
      return { result: 'retry', delayMs: spread(Math.min(asked, longestAskedMs), random) };
    }
  } else if (attempts >= unknownErrorAttempts) {
    return { result: 'give_up' };
  }
  return { result: 'retry', delayMs: backoffMs(attempts, random) };
}

/** The pause after try number `attempts`, in ms. */
export function backoffMs(attempts: number, random: number): number {
  const doubled = firstDelayMs * 2 ** Math.min(Math.max(attempts - 1, 0), 20);
  return spread(Math.min(doubled, longestDelayMs), random);
}

function spread(delayMs: number, random: number): number {
  return Math.round(delayMs * (1 + random / 4));
}
