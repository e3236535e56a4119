import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { packEvents, unpackEvents } from '../../../src/trace/archive/pack-events.ts';
import type { TraceEvent } from '../../../src/trace/event.ts';

const event = (step: number, more: Partial<TraceEvent> = {}): TraceEvent => {
  return { session_id: 'ses_a', step, type: 'other', ...more };
};
const roomy = { maxBytes: 1_000_000, maxPackedBytes: 1_000_000 };

describe('packEvents', () => {
  it('keeps one line per event; hash and length are those of the text', async () => {
    const events = [event(1, { summary: 'a “quoted”\nline \ud800' }), event(2)];
    const packed = await packEvents(events, roomy);
    const text = gunzipSync(packed?.content ?? new Uint8Array());
    expect(
      text
        .toString()
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(events);
    expect(packed).toMatchObject({ events: 2, bytes: text.length });
    expect(packed?.sha256).toBe(createHash('sha256').update(text).digest('hex'));
    expect(packed === null ? null : await unpackEvents(packed)).toEqual(text);
  });

  it('packs nothing as an empty text', async () => {
    const packed = await packEvents([], roomy);
    expect(packed).toMatchObject({ events: 0, bytes: 0 });
    expect(packed === null ? null : await unpackEvents(packed)).toHaveLength(0);
  });

  it('stops asking for events once there are too many, or too many packed', async () => {
    let given = 0;
    function* endless(): Generator<TraceEvent> {
      for (;;) {
        given += 1;
        yield event(given, { summary: createHash('sha512').update(`${given}`).digest('hex').repeat(10) });
      }
    }
    expect(await packEvents(endless(), { maxBytes: 200_000, maxPackedBytes: 1e9 })).toBeNull();
    expect(given).toBeLessThan(200);
    expect(await packEvents(endless(), { maxBytes: 1e12, maxPackedBytes: 50_000 })).toBeNull();
  });

  it('takes exactly the limit', async () => {
    const bytes = JSON.stringify(event(1)).length + 1;
    expect(await packEvents([event(1)], { ...roomy, maxBytes: bytes })).not.toBeNull();
    expect(await packEvents([event(1)], { ...roomy, maxBytes: bytes - 1 })).toBeNull();
  });

  it('passes on what the events end with', async () => {
    async function* broken(): AsyncGenerator<TraceEvent> {
      yield event(1);
      throw new Error('gone');
    }
    await expect(packEvents(broken(), roomy)).rejects.toThrow('gone');
  });
});

describe('unpackEvents', () => {
  it('gives nothing for content, hash or length that do not belong together', async () => {
    const packed = await packEvents([event(1), event(2)], roomy);
    const other = await packEvents([event(1), event(3)], roomy);
    if (packed === null || other === null) throw new Error('not packed');
    const damaged = Buffer.from(packed.content);
    damaged[20] = (damaged[20] ?? 0) ^ 1;
    expect(await unpackEvents({ ...packed, content: damaged })).toBeNull();
    expect(await unpackEvents({ ...packed, content: packed.content.subarray(0, -9) })).toBeNull();
    expect(await unpackEvents({ ...packed, content: other.content })).toBeNull();
    expect(await unpackEvents({ ...packed, sha256: other.sha256 })).toBeNull();
    expect(await unpackEvents({ ...packed, bytes: 3 })).toBeNull();
  });
});
