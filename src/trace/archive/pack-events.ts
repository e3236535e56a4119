import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { setImmediate as othersTurn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { createGzip, gunzip } from 'node:zlib';
import type { TraceEvent } from '../event.ts';

const unzip = promisify(gunzip);
const hashedAtOnce = 8 * 1024 * 1024;

/** A trace as it is kept: JSONL, gzipped. */
export interface PackedTrace {
  content: Buffer;
  /** SHA-256 of the JSONL text, hex. */
  sha256: string;
  /** Length of the JSONL text. */
  bytes: number;
  events: number;
}

/**
 * Packs events one by one as they come, so that only the packed form is held.
 * @returns null when the JSONL text is longer than `maxBytes`, or the packed form than `maxPackedBytes`.
 */
export async function packEvents(
  events: Iterable<TraceEvent> | AsyncIterable<TraceEvent>,
  { maxBytes, maxPackedBytes }: { maxBytes: number; maxPackedBytes: number },
): Promise<PackedTrace | null> {
  const hash = createHash('sha256');
  const gzip = createGzip();
  const packed: Buffer[] = [];
  let packedBytes = 0;
  gzip.on('data', (piece: Buffer) => {
    packed.push(piece);
    packedBytes += piece.length;
  });
  let bytes = 0;
  let count = 0;
  try {
    for await (const event of events) {
      const line = Buffer.from(`${JSON.stringify(event)}\n`);
      bytes += line.length;
      count += 1;
      if (bytes > maxBytes || packedBytes > maxPackedBytes) return null;
      hash.update(line);
      if (!gzip.write(line)) await once(gzip, 'drain');
    }
    gzip.end();
    await once(gzip, 'end');
  } finally {
    gzip.destroy();
  }
  if (packedBytes > maxPackedBytes) return null;
  return { content: Buffer.concat(packed), sha256: hash.digest('hex'), bytes, events: count };
}

/** The JSONL text of a packed trace; null when it is not the text that was packed. */
export async function unpackEvents({ content, sha256, bytes }: Omit<PackedTrace, 'events'>): Promise<Buffer | null> {
  const text = await unzip(content, { maxOutputLength: bytes + 1 }).catch(() => null);
  if (text === null) return null;
  const hash = createHash('sha256');
  // In parts, so that a large trace does not keep everybody else waiting.
  for (let from = 0; from < text.length; from += hashedAtOnce) {
    hash.update(text.subarray(from, from + hashedAtOnce));
    await othersTurn();
  }
  return hash.digest('hex') === sha256 ? text : null;
}
