import type { IncomingMessage } from 'node:http';
import { createGunzip } from 'node:zlib';
import { HttpFailure } from './failure.ts';

/**
 * Reads a request's body, unpacked where it is gzip.
 *
 * @param maxBytes - of the body as it is sent and as it is unpacked.
 * @throws HttpFailure 413 when it is longer, 415 for another encoding, 400 when the gzip is broken or cut off.
 */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const zipped = isZipped(request.headers['content-encoding']);
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLong(maxBytes);
  return await new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let sent = 0;
    let unpacked = 0;
    const gunzip = zipped ? createGunzip() : null;

    // Not a pipeline: that would destroy the request, and with it the way back.
    const fail = (error: unknown): void => {
      request.off('data', take);
      request.off('end', end);
      request.resume();
      gunzip?.destroy();
      reject(error);
    };
    const keep = (chunk: Buffer): void => {
      unpacked += chunk.length;
      if (unpacked > maxBytes) fail(tooLong(maxBytes));
      else chunks.push(chunk);
    };
    const unpack = (chunk: Buffer): void => {
      if (gunzip === null || gunzip.write(chunk)) return;
      request.pause();
      gunzip.once('drain', () => request.resume());
    };
    const take = (chunk: Buffer): void => {
      sent += chunk.length;
      if (sent > maxBytes) fail(tooLong(maxBytes));
      else if (gunzip === null) keep(chunk);
      else unpack(chunk);
    };
    const end = (): void => {
      if (gunzip === null) resolve(Buffer.concat(chunks));
      else gunzip.end();
    };
    gunzip?.on('data', keep);
    gunzip?.on('end', () => resolve(Buffer.concat(chunks)));
    gunzip?.on('error', (cause) =>
      fail(new HttpFailure(400, 'http.bad-gzip', 'The gzip is broken or cut off. Send it again.', cause)),
    );
    request.on('data', take);
    request.on('end', end);
    request.on('error', fail);
    const cutOff = (): void => {
      if (!request.complete)
        fail(new HttpFailure(400, 'http.cut-off', 'The body did not arrive whole. Send it again.'));
    };
    if (request.destroyed) cutOff();
    else request.on('close', cutOff);
  });
}

/** The body as text. @throws HttpFailure 400 when it is no UTF-8; else as `readBody`. */
export async function readText(request: IncomingMessage, maxBytes: number): Promise<string> {
  const body = await readBody(request, maxBytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch (cause) {
    throw new HttpFailure(400, 'http.bad-text', 'The body is not UTF-8. Encode it so.', cause);
  }
}

function isZipped(encoding: string | undefined): boolean {
  const name = (encoding ?? '').trim().toLowerCase();
  if (name === '' || name === 'identity') return false;
  if (name === 'gzip' || name === 'x-gzip') return true;
  throw new HttpFailure(
    415,
    'http.bad-encoding',
    'This content encoding is not supported. Send the body as it is, or gzip it.',
  );
}

function tooLong(maxBytes: number): HttpFailure {
  const limit = maxBytes >= 1_048_576 ? `${maxBytes / 1_048_576} MiB` : `${maxBytes / 1_024} KiB`;
  return new HttpFailure(
    413,
    'http.too-large',
    `The body is longer than ${limit}, unpacked. Send it in several parts.`,
  );
}
