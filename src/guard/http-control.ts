import { type Ack, signatureHeader } from './acknowledgement.ts';
import type { Clock } from './clock.ts';
import { longestOrder, parseControlOrder } from './control-order.ts';
import {
  type AckOutcome,
  type ControlListener,
  type ControlSource,
  describeProblem,
  retryDelayMs,
} from './control-source.ts';

/** Where the control server is and how to speak to it. */
export interface HttpControlOptions {
  /** `https://incidents.example.com`; the paths `/v1/control/…` are added. */
  url: string;
  /** Sent as `authorization: Bearer …`. */
  token: string;
  /** How long the server may hold an unanswered poll, in seconds; 25 unless told. */
  waitSeconds?: number;
  /** How long an answer may take beyond the wait, in milliseconds; 5,000 unless told. */
  timeoutMs?: number;
}

/** An answer faster than this that brings nothing new is no long poll: do not ask again at once. */
const shortestPollMs = 1_000;

/** Orders over HTTP, for runtimes without Redis. */
export function httpControl(options: HttpControlOptions): ControlSource {
  const base = parseBase(options.url);
  const waitSeconds = options.waitSeconds ?? 25;
  if (!Number.isInteger(waitSeconds) || waitSeconds < 0 || waitSeconds > 300)
    throw new TypeError('waitSeconds must be a whole number from 0 to 300');
  const timeoutMs = options.timeoutMs ?? 5_000;
  const headers = { authorization: `Bearer ${options.token}`, accept: 'application/json', 'cache-control': 'no-store' };
  const request = (path: string, wait: number, signal: AbortSignal, init: RequestInit = {}): Promise<Response> =>
    fetch(`${base}/v1/control/${path}`, {
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(wait * 1_000 + timeoutMs)]),
      ...init,
      headers: { ...headers, ...init.headers },
    });

  /** One poll; the new value of `since`. */
  const poll = async (id: string, since: number, wait: number, listener: ControlListener, signal: AbortSignal) => {
    const prefer = { prefer: `wait=${wait}` };
    const response = await request(`${encodeURIComponent(id)}?since=${since}`, wait, signal, { headers: prefer });
    if (response.status === 204) {
      listener.onReachable();
      return since;
    }
    if (response.status !== 200) throw await toRefusal(response);
    const order = parseControlOrder(await readText(response));
    listener.onReachable();
    listener.onOrder(order);
    return Math.max(since, order.revision);
  };

  return {
    watch: async (id, listener, clock, signal) => {
      let since = 0;
      let failures = 0;
      // The first answer, and the first after an outage, must not be held back: a step may be waiting for it.
      let wait = 0;
      while (!signal.aborted) {
        const startedAt = clock.elapsed();
        try {
          const newest = await poll(id, since, wait, listener, signal);
          const isIdle = newest === since && wait > 0;
          failures = 0;
          since = newest;
          if (isIdle || waitSeconds === 0) await rest(clock, startedAt, signal);
          wait = waitSeconds;
        } catch (error) {
          if (signal.aborted) return;
          failures++;
          wait = 0;
          listener.onUnreachable(describeProblem(error));
          const askedMs = error instanceof ControlRefusal ? error.retryAfterMs : 0;
          await clock.wait(Math.max(askedMs, retryDelayMs(failures)), signal);
        }
      }
    },
    acknowledge: async (ack, signature, signal) => {
      const response = await request(`${encodeURIComponent(ack.sessionId)}/ack`, 0, signal, {
        method: 'POST',
        body: JSON.stringify(toAckBody(ack)),
        headers: { 'content-type': 'application/json', [signatureHeader]: signature },
      });
      return toOutcome(response);
    },
    close: async () => undefined,
  };
}

/** The body of an acknowledgement; the session stands in the path. */
export function toAckBody(ack: Ack): Record<string, unknown> {
  const { revision, state, step, at, parentSessionId } = ack;
  const body = { revision, state, step, at };
  return parentSessionId === undefined ? body : { ...body, parent_session_id: parentSessionId };
}

/** A status that is no answer, with the pause the server asked for. */
class ControlRefusal extends Error {
  readonly retryAfterMs: number;

  constructor(status: number, retryAfterMs: number) {
    super(`control answered HTTP ${status}`);
    this.retryAfterMs = retryAfterMs;
  }
}

async function toRefusal(response: Response): Promise<ControlRefusal> {
  await response.body?.cancel();
  const seconds = Number(response.headers.get('retry-after') ?? 0);
  // A minute at most: a kill must not wait for a server's odd idea of later.
  return new ControlRefusal(response.status, Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0), 60) * 1_000 : 0);
}

async function toOutcome(response: Response): Promise<AckOutcome> {
  await response.body?.cancel();
  const { status } = response;
  if (status >= 200 && status < 300) return { result: 'accepted' };
  if (status >= 400 && status < 500 && status !== 408 && status !== 425 && status !== 429)
    return { result: 'refused', problem: `control refused the acknowledgement with HTTP ${status}` };
  throw new Error(`control answered HTTP ${status}`);
}

/** Reads a body, but never more than an order can have. */
async function readText(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  while (reader !== undefined) {
    const { done, value } = await reader.read();
    if (done) break;
    bytes += value.byteLength;
    if (bytes > longestOrder) {
      await reader.cancel();
      throw new Error(`control sent more than ${longestOrder} bytes`);
    }
    text += decoder.decode(value, { stream: true });
  }
  return text + decoder.decode();
}

async function rest(clock: Clock, startedAt: number, signal: AbortSignal): Promise<void> {
  const tookMs = clock.elapsed() - startedAt;
  if (tookMs < shortestPollMs) await clock.wait(shortestPollMs - tookMs, signal);
}

function parseBase(url: string): string {
  const { protocol, username } = new URL(url);
  if (protocol !== 'https:' && protocol !== 'http:') throw new TypeError('url must be http or https');
  if (username !== '') throw new TypeError('url must not carry credentials; use token');
  return url.replace(/\/+$/, '');
}
