import { describe, expect, it } from 'vitest';
import { pruneValue } from '../../src/forensics/prune.ts';

describe('pruneValue', () => {
  it.each<[value: unknown]>([[{ a: [1, 'two', null, true] }], ['text'], [7], [null], [undefined], [[]], [{}]])(
    'leaves small values as they are: %j',
    (value) => {
      expect(pruneValue(value)).toEqual(value);
    },
  );

  it('clips long text and says how long it was', () => {
    const text = pruneValue('x'.repeat(30_000)) as string;
    expect(text.length).toBeLessThan(3000);
    expect(text).toContain('30000 characters');
  });

  it('clips wide lists and objects and says how much is missing', () => {
    const list = pruneValue(Array.from({ length: 5000 }, (_, i) => i)) as unknown[];
    expect(list.length).toBeLessThan(100);
    expect(list.at(-1)).toBe(`… ${5000 - (list.length - 1)} more`);
    const wide = pruneValue(Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`k${i}`, i]))) as object;
    expect(Object.keys(wide).length).toBeLessThan(100);
    expect(Object.keys(wide)).toContain('…');
  });

  it('cuts what is deep', () => {
    let deep: unknown = 'bottom';
    for (let i = 0; i < 50_000; i++) deep = { x: deep };
    const text = JSON.stringify(pruneValue(deep));
    expect(text).not.toContain('bottom');
    expect(text).toContain('…');
  });

  it('copies', () => {
    const value = { list: [{ a: 1 }] };
    const copy = pruneValue(value) as typeof value;
    expect(copy.list[0]).not.toBe(value.list[0]);
  });
});
