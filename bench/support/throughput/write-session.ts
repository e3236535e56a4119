import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { generateSession, type SessionShape } from './generate-session.ts';

const batchChars = 1 << 20;

/** Writes a generated session to `file`, a piece at a time; memory stays flat. */
export async function writeSession(file: string, shape: SessionShape): Promise<void> {
  await pipeline(Readable.from(batches(generateSession(shape))), createWriteStream(file));
}

function* batches(lines: Iterable<string>): Generator<string> {
  let held = '';
  for (const line of lines) {
    held += line;
    if (held.length < batchChars) continue;
    yield held;
    held = '';
  }
  if (held !== '') yield held;
}
