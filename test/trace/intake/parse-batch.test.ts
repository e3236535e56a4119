import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { parseBatch } from '../../../src/trace/intake/parse-batch.ts';

const line = (fields: object = {}): string =>
  `${JSON.stringify({ session_id: 'ses_a', step: 1, type: 'other', ...fields })}\n`;
const bytes = (text: string): Buffer => Buffer.from(text);

describe('parseBatch', () => {
  it('reads events in the order they were sent, repeats included', async () => {
    const events = await parseBatch(bytes(`${line({ step: 2 })}\n// note\n${line()}${line()}`));
    expect(events.map(({ step }) => step)).toEqual([2, 1, 1]);
    expect(await parseBatch(bytes(''))).toEqual([]);
  });

  it('reads gzip by its first bytes, and chunks of a single byte', async () => {
    const packed = gzipSync(line({ step: 7 }));
    expect(await parseBatch(packed)).toMatchObject([{ step: 7 }]);
    async function* slowly(text: Uint8Array) {
      for (const byte of text) yield Uint8Array.of(byte);
    }
    expect(await parseBatch(slowly(packed))).toMatchObject([{ step: 7 }]);
    expect(await parseBatch(slowly(bytes(line({ step: 8 }))))).toMatchObject([{ step: 8 }]);
  });

  it('is all or nothing, and names line and field', async () => {
    const error = await parseBatch(bytes(line() + line({ step: 0 }) + line())).catch((caught) => caught);
    expect(error).toMatchObject({ code: 'trace.invalid', line: 2, field: 'step' });
    expect(error.message).toBe(
      'the request body, line 2, field step: expected a whole number of 1 or more, found a number (0). ' +
        'Nothing of the batch was stored: correct it and send it again.',
    );
  });

  it.each<[what: string, body: string, expected: RegExp]>([
    ['a JSON array', `[${line()}]`, /expected/],
    ['a cut-off line', line() + line().slice(0, 20), /line 2/],
    ['a session id too long for the records', line({ session_id: 'x'.repeat(401) }), /session_id: expected .* 400/],
    ['a parent id too long', line({ parent_session_id: 'x'.repeat(401) }), /parent_session_id/],
    ['a step beyond the records', line({ step: 2 ** 31 }), /field step: .*2147483647/],
  ])('refuses %s', async (_what, body, expected) => {
    await expect(parseBatch(bytes(body))).rejects.toThrow(expected);
    await expect(parseBatch(gzipSync(body))).rejects.toThrow(expected);
  });

  it('refuses a damaged gzip', async () => {
    await expect(parseBatch(gzipSync(line().repeat(50)).subarray(0, 60))).rejects.toMatchObject({
      code: 'trace.invalid',
      line: null,
    });
  });

  it('takes exactly as many events and bytes as allowed, and not one more', async () => {
    const three = bytes(line().repeat(3));
    expect(await parseBatch(three, { maxEvents: 3, maxBytes: three.length })).toHaveLength(3);
    const tooMany = parseBatch(three, { maxEvents: 2, maxBytes: three.length });
    await expect(tooMany).rejects.toMatchObject({ code: 'trace.batch-too-large', details: { limit: '2 events' } });
    const tooLong = parseBatch(three, { maxEvents: 3, maxBytes: three.length - 1 });
    await expect(tooLong).rejects.toMatchObject({ code: 'trace.batch-too-large' });
  });

  it('counts what a gzip unpacks to, and reads no further than it has to', async () => {
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024, 0x20));
    let read = 0;
    async function* body() {
      for (let from = 0; from < bomb.length; from += 1_000) {
        read += 1_000;
        yield bomb.subarray(from, from + 1_000);
      }
    }
    await expect(parseBatch(body())).rejects.toMatchObject({ code: 'trace.batch-too-large' });
    expect(read).toBeLessThan(bomb.length / 2);
  });

  it('takes a field of 10 MB', async () => {
    const [event] = await parseBatch(gzipSync(line({ response: 'x'.repeat(10_000_000) })));
    expect(event?.response).toHaveLength(10_000_000);
  });
});
