import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Core } from '../core.ts';
import { SlackFailure } from '../failure.ts';
import type { Fault } from '../faults.ts';
import { parseArguments, readBody, sendJson } from '../http.ts';
import { type Method, scopesOf } from './method.ts';
import { methods } from './methods.ts';

type Answer = Record<string, unknown> & { ok: boolean };

/** Last accepted chat.postMessage of each channel, in milliseconds, per sandbox. */
export type PostTimes = Map<string, number>;

/** Answers one Web API call: faults, token, scope, arguments, the method; recorded before it is answered. */
export async function handleCall(
  core: Core,
  posts: PostTimes,
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', core.baseUrl());
  const body = await readBody(request);
  const faults = core.faults.take(name);
  const hit = (kind: Fault['fault']) => faults.find(({ fault }) => fault === kind);
  const delay = hit('delay');
  if (delay !== undefined) await new Promise((resolve) => setTimeout(resolve, delay.delay_ms));
  if (hit('reset') !== undefined) return void request.socket.destroy();
  if (hit('server_error') !== undefined) return sendJson(response, 500, { ok: false, error: 'internal_error' });

  const { token, ...args } = readArguments(url, request, body);
  const limit = hit('rate_limited')?.retry_after ?? throttled(core, posts, name, args, hit('throttle'));
  const answer =
    limit === null ? attempt(core, name, bearer(request) ?? token, args, hit('error')) : refuse('ratelimited');
  core.record.append('api', core.clock.now(), { method: name, args, ok: answer.ok, response: answer });
  if (limit !== null) return sendJson(response, 429, answer, { 'retry-after': String(limit) });
  if (answer.ok && name === 'chat.postMessage') posts.set(String(args.channel), core.clock.now());
  // Accepted, and the bot will never hear of it.
  if (hit('lost_response') !== undefined) return void request.socket.destroy();
  sendJson(response, 200, answer, core.scopes === null ? {} : { 'x-oauth-scopes': [...core.scopes].join(',') });
}

function attempt(
  core: Core,
  name: string,
  token: unknown,
  args: Readonly<Record<string, unknown>>,
  fault: Fault | undefined,
): Answer {
  try {
    const method = methods.get(name);
    if (fault !== undefined) throw refusedByFault(core, method, args, fault.error);
    if ('malformed json' in args) throw new SlackFailure('json_not_object');
    if (method === undefined) throw new SlackFailure('unknown_method', { req_method: name });
    checkToken(core, method, token);
    const missing = missingScope(core, method, args);
    if (missing !== undefined) throw scopeFailure(core, missing);
    return { ok: true, ...method.run(core, args) };
  } catch (error) {
    if (error instanceof SlackFailure) return refuse(error.code, error.extra);
    throw error;
  }
}

/** https://docs.slack.dev/authentication/tokens: a bot's and an app's token open different methods. */
function checkToken(core: Core, method: Method, token: unknown): void {
  if (token === undefined || token === '') throw new SlackFailure('not_authed');
  const [right, other] = method.forApp ? [core.appToken, core.botToken] : [core.botToken, core.appToken];
  if (token === right) return;
  throw new SlackFailure(token === other ? 'not_allowed_token_type' : 'invalid_auth');
}

/** https://docs.slack.dev/reference/scopes: the first scope this call needs and the token has not. */
function missingScope(core: Core, method: Method, args: Readonly<Record<string, unknown>>): string | undefined {
  const { scopes } = core;
  if (scopes === null) return undefined;
  return scopesOf(method, core, args).find((scope) => !scope.split('|').some((one) => scopes.has(one)));
}

function refuse(error: string, extra: Readonly<Record<string, unknown>> = {}): Answer {
  return { ok: false, error, ...extra };
}

function scopeFailure(core: Core, needed: string): SlackFailure {
  const provided = [...(core.scopes ?? [])].join(',');
  return new SlackFailure('missing_scope', { needed: needed.replaceAll('|', ','), provided });
}

function refusedByFault(core: Core, method: Method | undefined, args: Readonly<Record<string, unknown>>, code: string) {
  if (code !== 'missing_scope') return new SlackFailure(code);
  return scopeFailure(core, method === undefined ? '' : (scopesOf(method, core, args)[0] ?? ''));
}

/** Seconds to wait before the next post to this channel, or null; about one per second, as Slack says. */
function throttled(
  core: Core,
  posts: PostTimes,
  name: string,
  args: Readonly<Record<string, unknown>>,
  fault: Fault | undefined,
): number | null {
  if (fault === undefined || name !== 'chat.postMessage') return null;
  const last = posts.get(String(args.channel));
  return last !== undefined && core.clock.now() - last < 1_000 ? 1 : null;
}

function bearer(request: IncomingMessage): string | undefined {
  return /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
}

function readArguments(url: URL, request: IncomingMessage, body: Buffer): Record<string, unknown> {
  try {
    return parseArguments(url, request.headers['content-type'] ?? '', body);
  } catch {
    return { 'malformed json': true };
  }
}
