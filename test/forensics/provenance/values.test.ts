import { describe, expect, it } from 'vitest';
import { canonicalJson, leavesOf, textOf, toStructured } from '../../../src/forensics/provenance/values.ts';

const nest = (depth: number): unknown => {
  let value: unknown = 'bottom';
  for (let i = 0; i < depth; i++) value = i % 2 === 0 ? [value] : { x: value };
  return value;
};

describe('canonicalJson', () => {
  it('is equal for values that differ only in key order, at any depth', () => {
    const a = { b: 1, a: { d: [1, { f: 2, e: 3 }], c: null } };
    const b = { a: { c: null, d: [1, { e: 3, f: 2 }] }, b: 1 };
    expect(canonicalJson(a)).toBe(canonicalJson(b));
    expect(JSON.parse(canonicalJson(a))).toEqual(a);
  });

  it.each<[a: unknown, b: unknown]>([
    [
      [1, 2],
      [2, 1],
    ],
    [{ a: 1 }, { a: '1' }],
    [{ a: null }, {}],
    ['x', ['x']],
    [{ a: { b: 1 } }, { a: 1, b: 1 }],
  ])('differs for %j and %j', (a, b) => {
    expect(canonicalJson(a)).not.toBe(canonicalJson(b));
  });

  it('cuts what is too deep and stays JSON', () => {
    const text = canonicalJson(nest(50_000));
    expect(text.length).toBeLessThan(1000);
    expect(() => JSON.parse(text)).not.toThrow();
  });

  it('has a text for what JSON has none for', () => {
    expect(canonicalJson(undefined)).toBe('null');
    expect(canonicalJson(Number.NaN)).toBe('null');
  });
});

describe('toStructured', () => {
  it.each<[what: string, value: unknown, structured: unknown]>([
    ['an object', { a: 1 }, { a: 1 }],
    ['a JSON string', '{"a":1}', { a: 1 }],
    ['a JSON string in a JSON string', '"{\\"a\\":1}"', { a: 1 }],
    ['a Python dict', "{'a': True}", { a: true }],
    ['a Python dict in quotes', '"{\'a\': 1}"', { a: 1 }],
    ['lines of pairs', 'state: open; berth: 4', { state: 'open', berth: '4' }],
    ['plain text', 'The kiln is hot.', 'The kiln is hot.'],
    ['truncated JSON', '{"a": [1, 2', '{"a": [1, 2'],
    ['a number', 7, 7],
    ['null', null, null],
  ])('reads %s', (_what, value, structured) => {
    expect(toStructured(value)).toEqual(structured);
  });
});

describe('leavesOf', () => {
  it('lists scalars with the keys that lead to them, without list positions', () => {
    expect(leavesOf({ boat: { id: 'b-1', crew: [{ name: 'Ida' }, { name: 'Bo' }] }, open: true })).toEqual([
      { path: ['boat', 'id'], value: 'b-1' },
      { path: ['boat', 'crew', 'name'], value: 'Ida' },
      { path: ['boat', 'crew', 'name'], value: 'Bo' },
      { path: ['open'], value: true },
    ]);
  });

  it('counts keys that carry a digit as values: records keyed by id', () => {
    expect(leavesOf({ 'LN-88213': { late: false } }).map((leaf) => leaf.value)).toEqual(['LN-88213', false]);
  });

  it('leaves nothing out but null and what is too deep', () => {
    expect(leavesOf([null, undefined, [], {}])).toEqual([]);
    expect(leavesOf(nest(40)).map((leaf) => leaf.value)).toEqual(['bottom']);
    expect(() => leavesOf(nest(50_000))).not.toThrow();
  });
});

describe('textOf', () => {
  it.each<[value: unknown, text: string]>([
    ['as is', 'as is'],
    [null, ''],
    [undefined, ''],
    [{ b: 1, a: [2] }, '{"a":[2],"b":1}'],
    [false, 'false'],
  ])('of %j is %j', (value, text) => {
    expect(textOf(value)).toBe(text);
  });
});
