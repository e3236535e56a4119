import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isMissing, openInput } from '../../../src/trace/jsonl/open-input.ts';
import { readSessions } from '../../../src/trace/jsonl/read-sessions.ts';
import { chunksOf, collect, event, jsonl, rejection } from './support.ts';

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'agent-incident-'));
});
afterAll(() => rm(directory, { recursive: true }));

async function file(name: string, bytes: Uint8Array | string): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, bytes);
  return path;
}

async function bytesOf(path: string, stdin?: AsyncIterable<Uint8Array>): Promise<string> {
  return Buffer.concat(await collect(openInput(path, stdin))).toString();
}

/** Text that hardly compresses, so that a cut falls into the data. */
function noise(length: number, start = 1): string {
  let seed = start;
  return Array.from({ length }, () => {
    seed = (seed * 48271) % 2147483647;
    return String.fromCharCode(97 + (seed % 26));
  }).join('');
}
const events = Array.from({ length: 300 }, (_, i) => event(i + 1, { summary: noise(500, 7919 * (i + 1)) }));

describe('openInput', () => {
  it('gives the bytes of a plain file', async () => {
    expect(await bytesOf(await file('plain.jsonl', 'hello'))).toBe('hello');
    expect(await bytesOf(await file('empty.jsonl', ''))).toBe('');
    expect(await bytesOf(await file('one.jsonl', 'x'))).toBe('x');
  });

  it('recognises gzip by its first bytes, not by its name', async () => {
    expect(await bytesOf(await file('packed.jsonl', gzipSync('hello')))).toBe('hello');
    expect(await bytesOf(await file('not-packed.jsonl.gz', 'hello'))).toBe('hello');
  });

  it('reads several gzip members and an empty one', async () => {
    const members = Buffer.concat([gzipSync('one '), gzipSync(''), gzipSync('two')]);
    expect(await bytesOf(await file('members.gz', members))).toBe('one two');
    expect(await bytesOf(await file('nothing.gz', gzipSync('')))).toBe('');
  });

  it('reads standard input, plain or gzip, also byte by byte', async () => {
    expect(await bytesOf('-', chunksOf('hello', 1))).toBe('hello');
    expect(await bytesOf('-', chunksOf(gzipSync('hello'), 1))).toBe('hello');
    expect(await bytesOf('-', chunksOf(''))).toBe('');
  });

  it.each([
    ['little', [0xff, 0xfe, 0x7b, 0x00]],
    ['big', [0xfe, 0xff, 0x00, 0x7b]],
  ])('says that %s-endian UTF-16 is not UTF-8', async (name, bytes) => {
    const error = await rejection(bytesOf(await file(`utf16-${name}.jsonl`, Uint8Array.from(bytes))));
    expect(error.message).toContain('expected UTF-8 text, found UTF-16');
  });

  it('unpacks far more than it was fed', async () => {
    let total = 0;
    const path = await file('bomb.gz', gzipSync(Buffer.alloc(50_000_000, 0x61)));
    for await (const chunk of openInput(path)) total += chunk.length;
    expect(total).toBe(50_000_000);
  });

  it('leaves a missing path to the caller', async () => {
    const error = await collect(openInput(join(directory, 'nowhere'))).catch((reason: unknown) => reason);
    expect(isMissing(error)).toBe(true);
    expect(isMissing(new Error('other'))).toBe(false);
    expect(isMissing('ENOENT')).toBe(false);
  });

  it('stops early without complaint', async () => {
    const path = await file('early.gz', gzipSync(noise(1_000_000)));
    for await (const chunk of openInput(path)) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
  });
});

describe('openInput on a damaged gzip file', () => {
  const packed = gzipSync(jsonl(...events));
  const middle = packed.length >> 1;

  it('says that a truncated file is cut off', async () => {
    const path = await file('cut.gz', packed.subarray(0, middle));
    const error = await rejection(readSessions(openInput(path), { file: path }));
    expect(error.message).toContain('the gzip data is cut off');
    expect(error.message).toContain('--lenient');
  });

  it('says that corrupt data is damaged', async () => {
    const bytes = Buffer.from(packed);
    bytes.fill(0xff, middle, middle + 50);
    const path = await file('corrupt.gz', bytes);
    expect((await rejection(collect(openInput(path)))).message).toContain('damaged gzip data');
  });

  it('notices a wrong checksum', async () => {
    const bytes = Buffer.from(packed);
    bytes.writeUInt32LE(1, bytes.length - 8);
    const path = await file('checksum.gz', bytes);
    expect((await rejection(collect(openInput(path)))).message).toContain('incorrect data check');
  });

  it('keeps what was decoded when lenient, with a warning', async () => {
    const path = await file('cut-lenient.gz', packed.subarray(0, middle));
    const { sessions } = await readSessions(openInput(path), { file: path, lenient: true });
    const kept = sessions[0]?.events ?? [];
    expect(kept.length).toBeGreaterThan(100);
    expect(kept).toEqual(events.slice(0, kept.length));
    expect(sessions[0]?.warnings).toEqual([
      'the last line is cut off',
      'the input could not be read to its end: expected a whole gzip file, but the gzip data is cut off',
    ]);
  });

  it.each([2, 5, 12])('survives a file of %i bytes', async (length) => {
    const path = await file(`short-${length}.gz`, packed.subarray(0, length));
    expect((await rejection(collect(openInput(path)))).message).toContain('cut off');
  });
});
