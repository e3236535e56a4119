import { describe, expect, it } from 'vitest';
import { createPromptLog } from '../../src/trace/prompt-log.ts';

const place = { file: 'trace.jsonl', line: 1 };
type Message = Record<string, unknown>;
const copy = (messages: Message[]): unknown[] => JSON.parse(JSON.stringify(messages));
const say = (n: number): Message => ({ role: n % 2 === 0 ? 'user' : 'assistant', content: `message ${n}` });
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => say(from + i));

/** Interns the prompts one after the other; each comes from JSON of its own. */
function internAll(...prompts: Message[][]) {
  const log = createPromptLog();
  return prompts.map((prompt) => log.intern(copy(prompt), place, 'a'));
}

function distinct(prompts: readonly unknown[][]): number {
  return new Set(prompts.flat()).size;
}

describe('createPromptLog', () => {
  it('shares the messages of a growing conversation', () => {
    const prompts = internAll(range(0, 3), range(0, 5), range(0, 9));
    expect(distinct(prompts)).toBe(9);
    expect(prompts[2]).toEqual(range(0, 9));
    expect(prompts[2]?.[0]).toBe(prompts[0]?.[0]);
  });

  it('shares the messages of a sliding window, with and without a fixed system message', () => {
    const system = { role: 'system', content: 'be kind' };
    const windows = Array.from({ length: 50 }, (_, i) => range(i * 3, i * 3 + 20));
    expect(distinct(internAll(...windows))).toBe(49 * 3 + 20);
    expect(distinct(internAll(...windows.map((window) => [system, ...window])))).toBe(49 * 3 + 21);
  });

  it('shares messages across a jump larger than the look-ahead and after a reset', () => {
    expect(distinct(internAll(range(0, 1000), range(700, 1010), range(0, 20)))).toBe(1010);
  });

  it('shares across interleaved streams', () => {
    const log = createPromptLog();
    const first = log.intern(copy(range(0, 5)), place, 'a');
    const second = log.intern(copy(range(0, 5)), place, 'b');
    const third = log.intern(copy(range(0, 7)), place, 'a');
    expect(distinct([first, second, third])).toBe(7);
  });

  it('keeps the order and content whatever is inserted, replaced, removed or repeated', () => {
    const a = range(0, 10);
    const b = [...range(0, 4), say(99), ...range(4, 10)];
    const c = [...range(0, 4), { role: 'user', content: 'edited' }, ...range(5, 10)];
    const d = [...range(0, 2), ...range(6, 10), say(0), say(0)];
    const prompts = internAll(a, b, c, d);
    expect(prompts).toEqual([a, b, c, d]);
    expect(distinct(prompts)).toBe(12);
  });

  it('tells messages apart by role, by other keys and by parts', () => {
    const variants: Message[] = [
      { role: 'user', content: 'x' },
      { role: 'assistant', content: 'x' },
      { role: 'user', content: 'x', name: 'Ann' },
      { role: 'user', content: 'x', name: 'Bob' },
      { role: 'user', content: [{ type: 'text', text: 'x' }] },
      { role: 'user', content: [{ type: 'text', text: 'y' }] },
      { role: 'user', content: null },
      { role: 'user' },
      { role: 'assistant', content: '', tool_calls: [{ id: 1 }] },
      { role: 'assistant', content: '', tool_calls: [{ id: 2 }] },
    ];
    const once = internAll(variants);
    expect(distinct(once)).toBe(variants.length);
    expect(once[0]).toEqual(variants);
    const reversed = variants.toReversed();
    const twice = internAll(variants, reversed, variants);
    expect(twice[1]).toEqual(reversed);
    expect(distinct(twice)).toBe(variants.length);
    for (const left of variants) {
      for (const right of variants) expect(internAll([left], [right])[1]).toEqual([right]);
    }
  });

  it('does not take a __proto__ key for a missing one', () => {
    const log = createPromptLog();
    log.intern(copy([say(0)]), place, 'a');
    const hostile = JSON.parse('[{"role":"user","content":"message 0","__proto__":{"x":1}}]');
    const [message] = log.intern(hostile, place, 'a');
    expect(Object.hasOwn(message ?? {}, '__proto__')).toBe(false);
    expect(message).toEqual(say(0));
  });

  it('names the message that is not one, also after known ones', () => {
    const log = createPromptLog();
    log.intern(copy(range(0, 3)), place, 'a');
    expect(() => log.intern([...copy(range(0, 3)), { role: 4 }], place, 'a')).toThrow(/field prompt\[3\]\.role/);
    expect(() => log.intern([[]], place, 'a')).toThrow(/field prompt\[0\]/);
  });

  it('still shares after a rejected prompt', () => {
    const log = createPromptLog();
    const before = log.intern(copy(range(0, 3)), place, 'a');
    expect(() => log.intern([say(0), 5], place, 'a')).toThrow();
    expect(distinct([before, log.intern(copy(range(0, 4)), place, 'a')])).toBe(4);
  });
});
