import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';
import { AppError } from '../errors.ts';

/** Slack's words for trouble of its own that may be over soon. */
const passing = new Set([
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'ratelimited',
  'rate_limited',
  'team_added_to_org',
]);

/** What to do about the refusals that people can do something about. */
const advice: Readonly<Record<string, string>> = {
  not_in_channel: 'Invite the bot to the channel.',
  channel_not_found: 'Invite the bot to the channel, or correct its id in the configuration.',
  is_archived: 'The channel is archived: choose another.',
  invalid_auth: 'Check SLACK_BOT_TOKEN.',
  not_authed: 'Set SLACK_BOT_TOKEN.',
  account_inactive: 'Install the app into the workspace again.',
  token_revoked: 'Install the app into the workspace again.',
  unknown_method: 'This server does not know the method: check SLACK_API_URL.',
  plan_upgrade_required: 'The plan of this workspace does not include it.',
  restricted_action: 'The settings of this workspace do not allow it.',
};

/**
 * What went wrong with a call, in our words: `slack.unavailable` (retryable, `details.retryAfterMs` where Slack said
 * so) or `slack.refused` (`details.error` is Slack's word). `method` is the one that was called.
 */
export function toSlackError(error: unknown, method: string): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof WebAPIRateLimitedError) {
    return unavailable(method, `too many calls, wait ${error.retryAfter} s`, error, error.retryAfter * 1000);
  }
  if (error instanceof WebAPIPlatformError) {
    // A page instead of JSON comes from something in between, not from the method.
    const word = /^[a-z0-9_]{1,80}$/.test(error.data.error) ? error.data.error : 'no JSON was answered';
    if (passing.has(word) || word.includes(' ')) {
      const seconds = error.data.response_metadata?.retryAfter;
      return unavailable(method, word, error, seconds === undefined ? undefined : seconds * 1000);
    }
    return refused(method, word, error, error.data);
  }
  if (error instanceof WebAPIHTTPError && error.statusCode < 500) {
    return refused(method, `http_${error.statusCode}`, error, {});
  }
  if (error instanceof WebAPIHTTPError) {
    const seconds = Number(error.headers['retry-after']);
    return unavailable(method, `HTTP ${error.statusCode}`, error, seconds > 0 ? seconds * 1000 : undefined);
  }
  const why = error instanceof WebAPIRequestError ? 'no answer' : 'the call did not come through';
  return unavailable(method, why, error, undefined);
}

/** Slack's word for a refusal; null for anything else. */
export function refusalOf(error: unknown): string | null {
  if (!(error instanceof AppError) || error.code !== 'slack.refused') return null;
  return String(error.details.error);
}

function unavailable(method: string, why: string, cause: unknown, retryAfterMs: number | undefined): AppError {
  const details = { method, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  const message = `Slack could not be reached (${method}: ${why}). It is tried again; nothing needs to be done.`;
  return new AppError('slack.unavailable', message, { retryable: true, cause, details });
}

function refused(method: string, word: string, cause: unknown, data: object): AppError {
  const needed = 'needed' in data && typeof data.needed === 'string' ? data.needed.slice(0, 200) : null;
  const hint =
    word === 'missing_scope'
      ? `Add the scope ${needed ?? 'it needs'} to the app and install it again.`
      : (advice[word] ?? 'Look the word up in the documentation of the method.');
  const details = { method, error: word, ...(needed === null ? {} : { needed }) };
  return new AppError('slack.refused', `Slack refused ${method}: ${word}. ${hint}`, { cause, details });
}
