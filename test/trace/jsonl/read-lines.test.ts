import { describe, expect, it } from 'vitest';
import { readLines } from '../../../src/trace/jsonl/read-lines.ts';
import { chunksOf, collect } from './support.ts';

async function texts(input: Uint8Array | string, size?: number, limit?: number): Promise<string[]> {
  const batches = await collect(readLines(chunksOf(input, size), limit));
  return batches.flat().map(({ text }) => text);
}

describe('readLines', () => {
  it('numbers lines from 1 and marks a last line without newline', async () => {
    const [batch, last] = await collect(readLines(chunksOf('a\n\nb')));
    expect(batch).toEqual([
      { line: 1, text: 'a', terminated: true, oversized: false },
      { line: 2, text: '', terminated: true, oversized: false },
    ]);
    expect(last).toEqual([{ line: 3, text: 'b', terminated: false, oversized: false }]);
  });

  it('yields the lines of one chunk together', async () => {
    expect(await collect(readLines(chunksOf('a\n'.repeat(1000))))).toHaveLength(1);
  });

  it('drops a BOM at the start only, and the CR of CRLF', async () => {
    expect(await texts('\ufeffa\r\nb\r\n\ufeffc\r\n')).toEqual(['a', 'b', '\ufeffc']);
  });

  it('keeps a CR that stands inside a line', async () => {
    expect(await texts('a\rb\n')).toEqual(['a\rb']);
  });

  it('gives the same lines wherever the chunks end', async () => {
    const input = Buffer.from('\ufeffä漢😀\r\nplain\n\n// é\nlast ü');
    const expected = ['ä漢😀', 'plain', '', '// é', 'last ü'];
    for (let size = 1; size <= input.length; size += 1) expect(await texts(input, size)).toEqual(expected);
    for (let cut = 0; cut <= input.length; cut += 1) {
      const parts = (async function* () {
        yield input.subarray(0, cut);
        yield new Uint8Array(0);
        yield input.subarray(cut);
      })();
      expect((await collect(readLines(parts))).flat().map(({ text }) => text)).toEqual(expected);
    }
  });

  it('reads a view into a larger buffer', async () => {
    const view = new Uint8Array(Buffer.from('xxa\nbxx')).subarray(2, 5);
    const parts = (async function* () {
      yield view;
    })();
    expect((await collect(readLines(parts))).flat().map(({ text }) => text)).toEqual(['a', 'b']);
  });

  it('replaces bytes that are not UTF-8', async () => {
    expect(await texts(Uint8Array.of(0x61, 0xff, 0x62, 0x0a))).toEqual(['a\ufffdb']);
  });

  it('joins a line of 30 MB that comes in small chunks', async () => {
    const [line] = await texts(`${'y'.repeat(30_000_000)}\n`, 4096);
    expect(line?.length).toBe(30_000_000);
  });

  it('reports a line over the limit once, as soon as it is, and goes on after it', async () => {
    const input = `ok\n${'z'.repeat(50)}\nafter\n`;
    for (const size of [1, 7, 1000]) {
      const lines = (await collect(readLines(chunksOf(input, size), 10))).flat();
      expect(lines.map(({ line, text, oversized }) => [line, text, oversized])).toEqual([
        [1, 'ok', false],
        [2, '', true],
        [3, 'after', false],
      ]);
    }
  });

  it('does not wait for the end of an endless line', async () => {
    const endless = (async function* () {
      for (;;) yield Buffer.alloc(8, 0x61);
    })();
    for await (const batch of readLines(endless, 20)) {
      expect(batch).toEqual([{ line: 1, text: '', terminated: true, oversized: true }]);
      break;
    }
  });
});
