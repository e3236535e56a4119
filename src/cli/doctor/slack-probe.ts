import { LogLevel, WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebClient } from '@slack/web-api';
import type { SlackMode } from '../../config.ts';
import { codeOf } from './run-checks.ts';

/** What Slack said: the answer, its own word of refusal (`invalid_auth`), or that it could not be reached. */
export type SlackAnswer =
  | { kind: 'answer'; body: Readonly<Record<string, unknown>> }
  | { kind: 'refused'; error: string }
  | { kind: 'unreachable'; why: string };

/** Asks Slack, once per question. */
export interface SlackProbe {
  call(method: string, args?: Record<string, unknown>): Promise<SlackAnswer>;
  /** As `call`, with the app-level token. */
  callAsApp(method: string): Promise<SlackAnswer>;
  /** By how many ms our clock is ahead of Slack's, as its last answer showed; null where it showed nothing. */
  skewMs(): number | null;
}

export type Workspace = Exclude<SlackMode, { kind: 'sandbox' }>;

const silent = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => LogLevel.ERROR,
  setName() {},
};

export function createSlackProbe(slack: Workspace): SlackProbe {
  let skewMs: number | null = null;
  const ask: typeof fetch = async (input, init) => {
    const before = Date.now();
    const response = await fetch(input, init);
    const said = Date.parse(response.headers.get('date') ?? '');
    // Its header has whole seconds; the answer is on its way for half of the time.
    if (!Number.isNaN(said)) skewMs = (before + Date.now()) / 2 - (said + 500);
    return response;
  };
  const options = {
    ...(slack.apiUrl === null ? {} : { slackApiUrl: slack.apiUrl }),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: 7_000,
    logger: silent,
    fetch: ask,
  };
  const bot = new WebClient(slack.botToken, options);
  const app = new WebClient(slack.kind === 'socket' ? slack.appToken : undefined, options);
  return {
    call: (method, args) => answerOf(bot.apiCall(method, args)),
    callAsApp: (method) => answerOf(app.apiCall(method)),
    skewMs: () => skewMs,
  };
}

/** Not our mistake: https://docs.slack.dev/reference/methods/auth.test#errors */
const ownTrouble: ReadonlySet<string> = new Set([
  'fatal_error',
  'internal_error',
  'ratelimited',
  'request_timeout',
  'service_unavailable',
]);

async function answerOf(calling: Promise<object>): Promise<SlackAnswer> {
  try {
    return { kind: 'answer', body: { ...(await calling) } };
  } catch (error) {
    if (error instanceof WebAPIPlatformError) {
      const word = /^\w{1,80}$/.exec(error.data.error)?.[0] ?? 'unknown error';
      return ownTrouble.has(word) ? { kind: 'unreachable', why: word } : { kind: 'refused', error: word };
    }
    if (error instanceof WebAPIRateLimitedError) return { kind: 'unreachable', why: 'too many requests at the moment' };
    if (error instanceof WebAPIHTTPError) return { kind: 'unreachable', why: `HTTP ${error.statusCode}` };
    return { kind: 'unreachable', why: causeOf(error) };
  }
}

/** The library's own code says only that the request failed; what it wraps says why. */
function causeOf(error: unknown): string {
  const original = error instanceof Error && 'original' in error ? error.original : null;
  const inner = original instanceof Error ? (codeOf(original.cause) ?? codeOf(original)) : null;
  return inner ?? 'no answer';
}
