import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Core } from '../core.ts';
import { SlackFailure } from '../failure.ts';
import type { Fault } from '../faults.ts';
import { parseArguments, readBody, sendJson } from '../http.ts';
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
  sendJson(response, 200, answer);
}

function attempt(
  core: Core,
  name: string,
  token: unknown,
  args: Readonly<Record<string, unknown>>,
  fault: Fault | undefined,
): Answer {
  try {
    if (fault !== undefined) throw new SlackFailure(fault.error, scopeHint(core, name, fault.error));
    if ('malformed json' in args) throw new SlackFailure('json_not_object');
    const method = methods.get(name);
    if (method === undefined) throw new SlackFailure('unknown_method', { req_method: name });
    if (token === undefined || token === '') throw new SlackFailure('not_authed');
    if (token !== core.botToken) throw new SlackFailure('invalid_auth');
    if (method.scope !== null && core.scopes !== null && !core.scopes.has(method.scope)) {
      throw new SlackFailure('missing_scope', scopeHint(core, name, 'missing_scope'));
    }
    return { ok: true, ...method.run(core, args) };
  } catch (error) {
    if (error instanceof SlackFailure) return refuse(error.code, error.extra);
    throw error;
  }
}

function refuse(error: string, extra: Readonly<Record<string, unknown>> = {}): Answer {
  return { ok: false, error, ...extra };
}

function scopeHint(core: Core, name: string, error: string): Record<string, unknown> {
  if (error !== 'missing_scope') return {};
  return { needed: methods.get(name)?.scope ?? '', provided: [...(core.scopes ?? [])].join(',') };
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
