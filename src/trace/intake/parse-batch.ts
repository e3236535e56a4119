import { setImmediate as othersTurn } from 'node:timers/promises';
import { AppError } from '../../errors.ts';
import { InvalidTrace } from '../errors.ts';
import type { TraceEvent } from '../event.ts';
import { gunzipChunks } from '../jsonl/gunzip-chunks.ts';
import { createTraceMemory, parseEvent } from '../jsonl/parse-event.ts';
import { readLines } from '../jsonl/read-lines.ts';
import { checkStorable } from './storable-limits.ts';

export interface BatchLimits {
  /** Of the unpacked text. */
  maxBytes: number;
  maxEvents: number;
}

/** What one request may carry. */
export const batchLimits: BatchLimits = { maxBytes: 64 * 1024 * 1024, maxEvents: 50_000 };

const file = 'the request body';

/**
 * The events of one batch: NDJSON, plain or gzipped (known by its first bytes), one event per line; blank lines and
 * lines that begin with `//` are left out. All or nothing: the first line that is no event is an error.
 * @param body the body as it came, or its chunks.
 * @throws InvalidTrace naming line and field; AppError `trace.batch-too-large` with `details.limit`.
 */
export async function parseBatch(
  body: Uint8Array | AsyncIterable<Uint8Array>,
  limits: BatchLimits = batchLimits,
): Promise<TraceEvent[]> {
  const memory = createTraceMemory();
  const events: TraceEvent[] = [];
  try {
    for await (const lines of readLines(limited(unpacked(body), limits.maxBytes), limits.maxBytes)) {
      for (const { line, text } of lines) {
        if (isEmpty(text)) continue;
        const event = parseEvent(text, { file, line }, memory);
        checkStorable(event, { file, line });
        if (events.push(event) > limits.maxEvents) throw tooLarge(`${limits.maxEvents} events`);
      }
    }
  } catch (error) {
    throw error instanceof InvalidTrace ? withWayOut(error) : error;
  }
  return events;
}

function isEmpty(text: string): boolean {
  if (text.startsWith('{')) return false;
  const start = text.trimStart();
  return start === '' || start.startsWith('//');
}

async function* unpacked(body: Uint8Array | AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let chunks = body instanceof Uint8Array ? inChunks(body) : body;
  // A chunk may be a single byte, so the mark of gzip is looked for in what has come so far.
  const start: Uint8Array[] = [];
  let length = 0;
  const iterator = chunks[Symbol.asyncIterator]();
  while (length < 2) {
    const next = await iterator.next();
    if (next.done === true) break;
    start.push(next.value);
    length += next.value.length;
  }
  const first = Buffer.concat(start);
  chunks = startingWith(first, iterator);
  yield* first[0] === 0x1f && first[1] === 0x8b ? gunzipChunks(chunks, file) : chunks;
}

/** Between chunks others have their turn: 64 MiB take a good half second. */
async function* inChunks(body: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < body.length; from += chunkBytes) {
    yield body.subarray(from, from + chunkBytes);
    await othersTurn();
  }
}

const chunkBytes = 256 * 1024;

async function* startingWith(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

async function* limited(chunks: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw tooLarge(`${Math.floor(maxBytes / 1024 / 1024)} MiB unpacked`);
    yield chunk;
  }
}

function tooLarge(limit: string): AppError {
  const message = `The batch is larger than ${limit}; nothing of it was stored. Send it in several smaller ones.`;
  return new AppError('trace.batch-too-large', message, { details: { limit } });
}

/** Who sends a batch has no command line. */
function withWayOut({ file, line, field, expected, actual, cutOff, cause }: InvalidTrace): InvalidTrace {
  const next = 'Nothing of the batch was stored: correct it and send it again.';
  return new InvalidTrace({ file, line, field, expected, actual, cutOff, next, cause });
}
