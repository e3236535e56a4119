import { type WebAPICallResult, WebAPIRateLimitedError, WebClient } from '@slack/web-api';
import { AppError } from '../errors.ts';

/**
 * A Web API client that keeps to what Slack asked for: after a 429 no message is sent by that method before the time is
 * over, whoever asks. Throws AppError `slack.unavailable` with the rest of the pause instead. Questions, which people
 * wait for, are paced by those who ask them.
 */
export class PacedClient extends WebClient {
  /** When each method may be called again, in milliseconds since 1970. */
  readonly #pauses = new Map<string, number>();

  override async apiCall(method: string, options?: Record<string, unknown>): Promise<WebAPICallResult> {
    const leftMs = (this.#pauses.get(method) ?? 0) - Date.now();
    if (leftMs > 0) {
      const message = `Slack asked to wait before the next ${method}; it is tried again then.`;
      throw new AppError('slack.unavailable', message, { retryable: true, details: { retryAfterMs: leftMs } });
    }
    try {
      return await super.apiCall(method, options);
    } catch (error) {
      const isSending = method.startsWith('chat.');
      if (isSending && error instanceof WebAPIRateLimitedError)
        this.#pauses.set(method, Date.now() + error.retryAfter * 1_000);
      throw error;
    }
  }
}
