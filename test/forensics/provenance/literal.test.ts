import { describe, expect, it } from 'vitest';
import { parseLiteral } from '../../../src/forensics/provenance/literal.ts';

describe('parseLiteral', () => {
  it.each<[text: string, value: unknown]>([
    ["{'id': 'LN-88213', 'late': True}", { id: 'LN-88213', late: true }],
    ["{'a': None, 'b': False, 'c': 1.5, 'd': -3}", { a: null, b: false, c: 1.5, d: -3 }],
    ['[\'x\', "y", 3]', ['x', 'y', 3]],
    ["('north', 4)", ['north', 4]],
    ["{'kiln': {'id': 'kiln-30981', 'logs': [1, 2,],},}", { kiln: { id: 'kiln-30981', logs: [1, 2] } }],
    ["{'owner': 'O\\'Neill'}", { owner: "O'Neill" }],
    ["{'owner': 'O'Neill'}", { owner: "O'Neill" }],
    ["{'note': 'the ship's bell', 'n': 2}", { note: "the ship's bell", n: 2 }],
    ["{'text': 'line\\nnext\\ttab'}", { text: 'line\nnext\ttab' }],
    ['{}', {}],
    ['[]', []],
    ["  {'a': 1}  ", { a: 1 }],
    ["{1: 'one'}", { '1': 'one' }],
    ['{"json": [true, null]}', { json: [true, null] }],
  ])('reads %s', (text, value) => {
    expect(parseLiteral(text)).toEqual(value);
  });

  it.each([
    '',
    "{'id': 'LN-88213'",
    "{'id': 'LN-88",
    "{'id' 'LN-88213'}",
    '[1 2]',
    '[1, 2',
    "{'a': 1} and more",
    '{kiln: lost}',
    'plain words',
    "{'a': <Boat object>}",
    '[,]',
    '{',
    "'",
  ])('is undefined for what is not one, whole and well formed: %s', (text) => {
    expect(parseLiteral(text)).toBeUndefined();
  });

  it('is undefined for nesting no sane producer prints, without overflowing', () => {
    expect(parseLiteral('['.repeat(100_000))).toBeUndefined();
    expect(parseLiteral(`${'['.repeat(5000)}1${']'.repeat(5000)}`)).toBeUndefined();
  });

  it('keeps a __proto__ key to itself', () => {
    const value = parseLiteral("{'__proto__': {'polluted': True}}");
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(Object.keys(value as object)).toEqual(['__proto__']);
  });

  it.each<[what: string, make: (size: number) => string]>([
    ['a long list', (size) => `[${"'ab', ".repeat(size)}'end']`],
    ['a long string', (size) => `['${'a'.repeat(size * 6)}']`],
    ['apostrophes that close nothing', (size) => `['${"'x".repeat(size * 3)}`],
    ['spaces', (size) => `[${' '.repeat(size * 6)}`],
    ['backslashes', (size) => `['${'\\'.repeat(size * 6)}`],
  ])('takes linear time for %s', (_what, make) => {
    const time = (size: number): number => {
      const text = make(size);
      const started = performance.now();
      parseLiteral(text);
      return performance.now() - started;
    };
    time(20_000);
    expect(time(60_000)).toBeLessThan(Math.max(400, time(20_000) * 12));
  });
});
