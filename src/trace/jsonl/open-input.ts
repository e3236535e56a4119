import { createReadStream } from 'node:fs';
import { InvalidTrace } from '../errors.ts';
import { gunzipChunks } from './gunzip-chunks.ts';

const chunkBytes = 256 * 1024;

/**
 * The bytes of a trace file, or of standard input for `-`; gzip is recognised by its first bytes, not by the name.
 * Nothing is opened before the first read. File system errors come through as they are (see `isMissing`); a damaged or
 * truncated gzip yields what could be decoded and then throws InvalidTrace, as does UTF-16 text at once.
 */
export async function* openInput(
  path: string,
  stdin: AsyncIterable<Uint8Array> = process.stdin,
): AsyncGenerator<Uint8Array> {
  const raw: AsyncIterable<Uint8Array> = path === '-' ? stdin : createReadStream(path, { highWaterMark: chunkBytes });
  const chunks = withWholeMagic(raw);
  const first = await chunks.next();
  if (first.done) return;
  const all = startingWith(first.value, chunks);
  const [one, two] = first.value;
  if ((one === 0xff && two === 0xfe) || (one === 0xfe && two === 0xff)) throw notUtf8(path);
  yield* one === 0x1f && two === 0x8b ? gunzipChunks(all, path) : all;
}

/** Whether an error says that a path does not exist. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** A pipe may deliver one byte at a time; the first chunk that goes on holds at least two. */
async function* withWholeMagic(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let start: Uint8Array | null = new Uint8Array(0);
  for await (const chunk of chunks) {
    if (start === null) {
      yield chunk;
      continue;
    }
    start = start.length === 0 ? chunk : Buffer.concat([start, chunk]);
    if (start.length < 2) continue;
    yield start;
    start = null;
  }
  if (start !== null && start.length > 0) yield start;
}

async function* startingWith(first: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  yield* rest;
}

/** What a redirect in Windows PowerShell writes. */
function notUtf8(file: string): InvalidTrace {
  const next = 'Save it as UTF-8.';
  return new InvalidTrace({ file, line: null, field: null, expected: 'UTF-8 text', actual: 'found UTF-16', next });
}
