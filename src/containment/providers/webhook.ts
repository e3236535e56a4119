import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import { AppError } from '../../errors.ts';
import { clip, clipId } from '../clip.ts';
import type { ContainmentDraft, ContainmentProvider, ContainmentRequest, Outcome } from '../provider.ts';
import { ForbiddenAddress, type PostAnswer, postJson, type Resolve } from './post-json.ts';
import { checkWebhookUrl, isWebhookSecret, type WebhookSettings } from './webhook-settings.ts';

export interface WebhookParts {
  now?(): Date;
  /** How names become addresses; the system's way unless told. */
  resolve?: Resolve;
}

type Verb = 'execute' | 'verify' | 'undo';

const maxAnswerBytes = 65_536;
const detailChars = 200;
const longestRetryAfterMs = 3_600_000;

const AcceptedAnswer = z.object({ detail: z.string().nullish() });
const VerifyAnswer = z.object({ state: z.enum(['effective', 'pending', 'unknown']), detail: z.string().nullish() });

/**
 * A receiver of yours that contains agents, told by signed requests (Standard Webhooks). docs/containment.md describes
 * requests and answers.
 *
 * @throws AppError `containment.config` when URL or secret cannot be used.
 */
export function createWebhook(settings: WebhookSettings, parts: WebhookParts = {}): ContainmentProvider {
  const { name, kinds, secret, timeoutMs = 5_000, allowPrivate = false, canUndo = false } = settings;
  const problem = checkWebhookUrl(settings.url, allowPrivate);
  if (problem !== null) throw new AppError('containment.config', `The URL of webhook ${name} ${problem}.`);
  if (!isWebhookSecret(secret)) {
    const message = `The secret of webhook ${name} must be "whsec_" and the base64 of 24 to 64 bytes.`;
    throw new AppError('containment.config', message);
  }
  const url = new URL(settings.url);
  const signer = new Webhook(secret);
  const now = parts.now ?? (() => new Date());

  const send = async (verb: Verb, request: ContainmentRequest): Promise<PostAnswer> => {
    const body = formatBody(verb, request);
    // An execution is one message however often it is tried; each look at its effect is a new one.
    const id = `${request.actionId}.${verb}${verb === 'verify' ? `.${randomUUID()}` : ''}`;
    const sentAt = now();
    const headers = {
      'user-agent': 'agent-incident',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(sentAt.getTime() / 1_000)),
      'webhook-signature': signer.sign(id, sentAt, body),
    };
    const limits = { timeoutMs, maxBytes: maxAnswerBytes, allowPrivate };
    const resolve = parts.resolve === undefined ? {} : { resolve: parts.resolve };
    try {
      return await postJson({ url, headers, body, ...limits, ...resolve });
    } catch (error) {
      throw explainFailure(name, url.host, error);
    }
  };

  const act = async (verb: 'execute' | 'undo', request: ContainmentRequest): Promise<Outcome> => {
    const answer = await send(verb, request);
    requireAccepted(name, answer, now());
    const said = AcceptedAnswer.safeParse(parseJson(answer.text));
    return { detail: (said.success && clip(said.data.detail ?? '', detailChars)) || null };
  };

  const provider: ContainmentProvider = {
    name,
    kinds,
    canUndo: () => canUndo,
    plan: async (request) => planLines(request, url.host, name, canUndo),
    execute: (request) => act('execute', request),
    async verify(request) {
      const answer = await send('verify', request);
      if ([404, 405, 501].includes(answer.status)) {
        return { state: 'unknown', detail: 'cannot be verified by this provider' };
      }
      requireAccepted(name, answer, now());
      const said = VerifyAnswer.safeParse(parseJson(answer.text));
      if (!said.success) return { state: 'unknown', detail: `${name} answered, but not with a state and a detail` };
      const { state, detail } = said.data;
      return { state, detail: clip(detail ?? '', detailChars) || `${name} says: ${state}` };
    },
  };
  return canUndo ? { ...provider, undo: (request) => act('undo', request) } : provider;
}

function formatBody(verb: Verb, { actionId, kind, target, limitPerMinute, by, at }: ContainmentRequest): string {
  return JSON.stringify({
    type: `containment.${verb}`,
    action_id: actionId,
    kind,
    session_id: target.sessionId,
    sessions: target.sessions,
    agent: target.agent,
    session_type: target.sessionType,
    limit_per_minute: limitPerMinute,
    requested_by: by,
    at: at.toISOString(),
  });
}

const verbOf: Record<ContainmentDraft['kind'], string> = {
  kill: 'kill',
  revoke: 'revoke the credentials of',
  rate_limit: 'rate-limit',
};

const mostNamed = 50;

function planLines(request: ContainmentDraft, host: string, name: string, canUndo: boolean): string[] {
  const { kind, target, limitPerMinute } = request;
  const { sessions } = target;
  const limit = kind === 'rate_limit' ? ` to ${limitPerMinute} calls per minute` : '';
  const agent = target.agent === null ? '' : ` of agent ${clipId(target.agent)}`;
  const children = sessions
    .filter((id) => id !== target.sessionId)
    .map((id) => `Its child session ${clipId(id)} is named, too.`);
  const more = children.length - mostNamed;
  return [
    `A signed request to ${host} (${name}) asks it to ${verbOf[kind]} ${clipId(target.sessionId)}${agent}${limit}. What it touches beyond that is up to ${host}.`,
    ...children.slice(0, mostNamed),
    ...(more > 0 ? [`${more} more child sessions are named, too: all ${children.length} that the trace shows.`] : []),
    canUndo ? `Undo asks ${host} to take it back.` : `This cannot be undone from here.`,
  ];
}

function requireAccepted(name: string, { status, retryAfter }: PostAnswer, now: Date): void {
  if (status >= 200 && status < 300) return;
  if (status === 410) {
    const message = `Webhook ${name} answered 410: its receiver is disabled. Enable it, or remove it from the containment file.`;
    throw new AppError('containment.webhook-disabled', message, { details: { status } });
  }
  if (status >= 300 && status < 400) {
    const message = `Webhook ${name} answered with a redirect (${status}), which is never followed. Configure its final URL.`;
    throw new AppError('containment.webhook-redirected', message, { details: { status } });
  }
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    const retryAfterMs = parseRetryAfter(retryAfter, now);
    const details = { status, ...(retryAfterMs === null ? {} : { retryAfterMs }) };
    const message = `Webhook ${name} answered ${status}. It is tried again; should it stay so, look at the receiver.`;
    throw new AppError('containment.webhook-unavailable', message, { details, retryable: true });
  }
  const message = `Webhook ${name} refused the request (${status}). Check its URL and secret, and the log of the receiver.`;
  throw new AppError('containment.webhook-refused', message, { details: { status } });
}

/** Seconds or a date, as milliseconds from now, an hour at most. Source: RFC 9110, 10.2.3. */
function parseRetryAfter(value: string | null, now: Date): number | null {
  if (value === null || value.length > 60) return null;
  const ms = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - now.getTime();
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), longestRetryAfterMs) : null;
}

/** Neither the URL, which may hold a token, nor the secret goes into an error. */
function explainFailure(name: string, host: string, error: unknown): AppError {
  if (error instanceof ForbiddenAddress) {
    const message = `Webhook ${name} was not called: ${host} leads to an address that is not public. If that is meant, set allow_private: true.`;
    return new AppError('containment.webhook-forbidden', message);
  }
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
  const isLate = error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError');
  const why = isLate ? 'did not answer in time' : `cannot be reached${code === null ? '' : ` (${code})`}`;
  const message = `Webhook ${name} at ${host} ${why}. It is tried again; should it stay so, check the receiver and its URL.`;
  return new AppError('containment.webhook-unavailable', message, {
    cause: error,
    retryable: true,
    details: isLate ? { timedOut: true } : {},
  });
}

function parseJson(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
