import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import { isPublicAddress } from './public-address.ts';

export interface PostOptions {
  url: URL;
  headers: Readonly<Record<string, string>>;
  body: string;
  /** For everything, from the look-up of the name to the last byte. */
  timeoutMs: number;
  /** The most bytes of the answer that are read. */
  maxBytes: number;
  allowPrivate: boolean;
  resolve?: Resolve;
}

/** All addresses of a name. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;

export interface PostAnswer {
  status: number;
  /** The `retry-after` header. */
  retryAfter: string | null;
  /** Null when it was longer than `maxBytes`. */
  text: string | null;
}

/** The name leads to an address that may not be called. */
export class ForbiddenAddress extends Error {}

/**
 * One POST. Connects only to an address that was checked, follows no redirect, uses no proxy and no earlier connection.
 *
 * @throws ForbiddenAddress, or the error of the connection; a `TimeoutError` or `AbortError` when the time is up.
 */
export async function postJson(options: PostOptions): Promise<PostAnswer> {
  const { url, headers, body, timeoutMs } = options;
  const signal = AbortSignal.timeout(timeoutMs);
  const address = await raceAbort(findAddress(options), signal);
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  return await new Promise<PostAnswer>((resolve, reject) => {
    const outgoing = request(
      url,
      {
        method: 'POST',
        agent: false,
        signal,
        headers: { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
        // The name is not looked up again: a second answer could lead elsewhere.
        lookup: (_hostname, { all }, done) =>
          all ? done(null, [address]) : done(null, address.address, address.family),
      },
      (answer) => {
        read(answer, options.maxBytes).then(resolve, reject);
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

async function findAddress({ url, allowPrivate, resolve = lookUp }: PostOptions): Promise<LookupAddress> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const family = isIP(host);
  const addresses = family === 0 ? await resolve(host) : [{ address: host, family }];
  const [first] = addresses;
  if (first === undefined) throw new Error('its name has no address');
  // One address that is not public among them is reason enough: the name is not what it seems.
  if (!allowPrivate && !addresses.every(({ address }) => isPublicAddress(address))) throw new ForbiddenAddress();
  return first;
}

const lookUp: Resolve = (hostname) => lookup(hostname, { all: true });

async function read(answer: IncomingMessage, maxBytes: number): Promise<PostAnswer> {
  const status = answer.statusCode ?? 0;
  const retryAfter = answer.headers['retry-after'] ?? null;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) {
      answer.destroy();
      return { status, retryAfter, text: null };
    }
    chunks.push(chunk);
  }
  return { status, retryAfter, text: Buffer.concat(chunks).toString('utf8') };
}

async function raceAbort<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
  });
  return await Promise.race([answer, aborted]).finally(() => {
    if (stop !== undefined) signal.removeEventListener('abort', stop);
  });
}
