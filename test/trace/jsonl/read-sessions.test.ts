import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidTrace } from '../../../src/trace/errors.ts';
import { readSessions } from '../../../src/trace/jsonl/read-sessions.ts';
import { chunksOf, event, jsonl, read, rejection } from './support.ts';

describe('readSessions', () => {
  it('reads the events of a session', async () => {
    const { sessions, skipped } = await read(jsonl(event(1), event(2, { type: 'tool_call', tool: 'get_order' })));
    expect(sessions).toEqual([
      { sessionId: 'ses_1', events: [event(1), event(2, { type: 'tool_call', tool: 'get_order' })], warnings: [] },
    ]);
    expect(skipped).toBe(0);
  });

  it('reads CRLF, a BOM, blank lines, comments and a last line without newline', async () => {
    const one = JSON.stringify(event(1));
    const text = `\ufeff// exported\r\n${one}\r\n\r\n  \t\r\n  // note\r\n${JSON.stringify(event(2))}`;
    const { sessions } = await read(text);
    expect(sessions[0]?.events).toEqual([event(1), event(2)]);
    expect(sessions[0]?.warnings).toEqual([]);
  });

  it('counts comments and blank lines in line numbers', async () => {
    const error = await rejection(read(`// a\n\n${jsonl(event(1))}{"step":2}\n`));
    expect(error).toMatchObject({ line: 4, field: 'session_id' });
  });

  it('gives the same events wherever the chunks end', async () => {
    const bytes = Buffer.from(`\ufeff${jsonl(event(1, { summary: 'ä漢😀' }), event(2))}`);
    for (let size = 1; size <= bytes.length; size += 1) {
      const { sessions } = await readSessions(chunksOf(bytes, size), { file: 'x' });
      expect(sessions[0]?.events).toEqual([event(1, { summary: 'ä漢😀' }), event(2)]);
    }
  });

  it('separates sessions in order of first appearance', async () => {
    const other = (step: number) => event(step, { session_id: 'ses_0' });
    const { sessions } = await read(jsonl(event(1), other(1), event(2), other(2)));
    expect(sessions.map(({ sessionId, events }) => [sessionId, events.length])).toEqual([
      ['ses_1', 2],
      ['ses_0', 2],
    ]);
  });

  it('keeps only the session asked for, and none where it is absent', async () => {
    const text = jsonl(event(1), event(1, { session_id: '__proto__' }));
    expect((await read(text, { session: '__proto__' })).sessions.map(({ sessionId }) => sessionId)).toEqual([
      '__proto__',
    ]);
    expect(await read(text, { session: 'nobody' })).toEqual({ sessions: [], skipped: 0 });
  });

  it('shares repeated messages and tool definitions between events', async () => {
    const prompt = [{ role: 'user', content: 'hello' }];
    const tools = [{ name: 'get_order', parameters: { type: 'object' } }];
    const { sessions } = await read(jsonl(event(1, { prompt, tools }), event(2, { prompt, tools })));
    const [first, second] = sessions[0]?.events ?? [];
    expect(first?.prompt).toEqual(prompt);
    expect(second?.prompt?.[0]).toBe(first?.prompt?.[0]);
    expect(second?.tools).toBe(first?.tools);
  });

  it('reads a line of 30 MB', async () => {
    const completion = 'long '.repeat(6_000_000);
    const bytes = Buffer.from(jsonl(event(1, { completion })));
    const { sessions } = await readSessions(chunksOf(bytes, 65_536), { file: 'x' });
    expect(sessions[0]?.events[0]?.completion?.length).toBe(completion.length);
  });

  it('rejects an input without events', async () => {
    for (const text of ['', '\n\n', '// only a comment\n', '\ufeff']) {
      const error = await rejection(read(text));
      expect(error.message).toContain('expected at least one event, found none');
    }
  });

  it('reports progress at the end and every 64 chunks', async () => {
    const bytes = Buffer.from(jsonl(...Array.from({ length: 300 }, (_, i) => event(i + 1))));
    const seen: { bytes: number; events: number }[] = [];
    await readSessions(chunksOf(bytes, 100), { file: 'x', onProgress: (progress) => seen.push(progress) });
    expect(seen).toHaveLength(Math.floor(Math.ceil(bytes.length / 100) / 64) + 1);
    expect(seen.at(-1)).toEqual({ bytes: bytes.length, events: 300 });
  });

  it('passes on errors that are not about the trace', async () => {
    const broken = (async function* (): AsyncGenerator<Uint8Array> {
      yield Buffer.from(jsonl(event(1)));
      throw new Error('disk on fire');
    })();
    await expect(readSessions(broken, { file: 'x', lenient: true })).rejects.toThrow('disk on fire');
  });
});

describe('readSessions on a cut-off last line', () => {
  const text = `${jsonl(event(1))}{"session_id":"ses_1","step":2,"ty`;

  it('says that the file ends inside the line and what --lenient does', async () => {
    const error = await rejection(read(text));
    expect(error).toMatchObject({ line: 2, cutOff: true });
    expect(error.message).toContain('the file ends inside line 2');
    expect(error.message).toContain('--lenient to analyse the events before it');
  });

  it('is skipped with a warning when lenient', async () => {
    const { sessions, skipped } = await read(text, { lenient: true });
    expect(sessions[0]?.events).toEqual([event(1)]);
    expect(sessions[0]?.warnings).toEqual(['the last line is cut off']);
    expect(skipped).toBe(1);
  });

  it('is found wherever the cut is', async () => {
    const last = JSON.stringify(event(2, { args: { a: [1, 'é'] }, ok: true, ms: 12 }));
    for (let length = 1; length < last.length; length += 1) {
      expect(await rejection(read(`${jsonl(event(1))}${last.slice(0, length)}`))).toMatchObject({ cutOff: true });
    }
  });

  it('is not blamed for a last line that is whole but wrong', async () => {
    const error = await rejection(read(`${jsonl(event(1))}{"step":NaN}`));
    expect(error.message).toContain('NaN is not JSON');
    expect(error.cutOff).toBe(false);
  });
});

describe('readSessions in lenient mode', () => {
  it('skips bad lines, counts them and gives the first three reasons', async () => {
    const bad = ['{"step":1}', 'nonsense', '[1]', '{"session_id":"s","step":"1","type":"x"}', '{"a":NaN}'];
    const { sessions, skipped } = await read(`${bad.join('\n')}\n${jsonl(event(1))}`, { lenient: true });
    expect(skipped).toBe(5);
    expect(sessions[0]?.events).toEqual([event(1)]);
    expect(sessions[0]?.warnings).toEqual([
      '5 lines skipped: line 1, field session_id: expected a string that is not empty, found nothing; ' +
        'line 2: expected a JSON value, found nonsense; ' +
        'line 3: expected one JSON object per line, found an array of 1; and 2 more',
    ]);
  });

  it('tells every session of the file', async () => {
    const text = `oops\n${jsonl(event(1), event(1, { session_id: 'b' }))}`;
    const { sessions } = await read(text, { lenient: true });
    for (const { warnings } of sessions) expect(warnings).toHaveLength(1);
  });

  it('still rejects an input of which nothing can be read, with the reason', async () => {
    const error = await rejection(read('oops\n', { lenient: true }));
    expect(error.message).toContain('found none that can be read (1 line skipped: line 1');
  });
});

describe('readSessions on any bytes', () => {
  const fragments = fc.oneof(
    fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
    fc.json().map((text) => Buffer.from(text)),
    fc
      .constantFrom('\n', '\r\n', '// x\n', '{"', '\ufeff', 'NaN', '[[[[', '"\\ud800"')
      .map((text) => Buffer.from(text)),
    fc
      .record({ session_id: fc.string(), step: fc.oneof(fc.nat(5), fc.double()), type: fc.string() })
      .map((fields) => Buffer.from(jsonl(fields))),
    fc
      .record({ args: fc.json(), prompt: fc.array(fc.jsonValue()), tools: fc.jsonValue() }, { requiredKeys: [] })
      .map((fields) => Buffer.from(jsonl(event(1, fields)))),
  );

  it('fails with InvalidTrace or not at all, strict and lenient', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fragments, { maxLength: 8 }),
        fc.boolean(),
        fc.integer({ min: 1, max: 40 }),
        async (parts, lenient, size) => {
          try {
            const { sessions } = await readSessions(chunksOf(Buffer.concat(parts), size), { file: 'any', lenient });
            for (const { events } of sessions) expect(events.length).toBeGreaterThan(0);
          } catch (error) {
            if (!(error instanceof InvalidTrace)) throw error;
            expect(error.message).not.toMatch(/[\p{Cc}\p{Cs}]/u);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
