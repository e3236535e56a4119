import { type Logger, LogLevel, type WebClient, type WebClientOptions } from '@slack/web-api';
import type { Log } from '../flows/ports.ts';
import { PacedClient } from './paced-client.ts';

export interface SlackClientOptions {
  /** The bot's token. */
  botToken: string;
  /** Null: Slack itself; else a server that speaks as Slack does, `http://127.0.0.1:3400/api/`. */
  apiUrl: string | null;
  /** Where warnings of Slack's library go; nowhere unless told. */
  log?: Log;
  /** How long one call may take; 20 s unless told. */
  timeoutMs?: number;
}

/**
 * A Web API client that tries once and says what happened: the outbox decides what is tried again and when. Slack's own
 * default would go on for half an hour.
 */
export function createSlackClient({ botToken, ...options }: SlackClientOptions): WebClient {
  return new PacedClient(botToken, clientOptions(options));
}

/** For whatever else makes a client, such as Bolt. */
export function clientOptions(options: Omit<SlackClientOptions, 'botToken'>): WebClientOptions {
  const { apiUrl, log, timeoutMs = 20_000 } = options;
  return {
    ...(apiUrl === null ? {} : { slackApiUrl: apiUrl }),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: timeoutMs,
    logger: quietLogger(log),
  };
}

/** The libraries of Slack log whole payloads: only the first text of a warning is passed on. */
export function quietLogger(log?: Log): Logger {
  const warn = (...said: readonly unknown[]): void => {
    const text = said.find((part) => typeof part === 'string' || part instanceof Error);
    const first = String(text instanceof Error ? text.message : (text ?? '')).slice(0, 300);
    log?.warn({ said: first }, 'Slack library');
  };
  return {
    debug() {},
    info() {},
    warn,
    error: warn,
    setLevel() {},
    getLevel: () => LogLevel.WARN,
    setName() {},
  };
}
