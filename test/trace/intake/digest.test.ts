import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toStorableJson, toStorableText } from '../../../src/db/columns.ts';
import { digestOf } from '../../../src/trace/intake/digest.ts';

const digest = (value: unknown): string => digestOf(value, toStorableText);

describe('digestOf', () => {
  it('does not depend on the order of keys, at any depth', () => {
    expect(digest({ a: 1, b: { c: [1, 2], d: null } })).toBe(digest({ b: { d: null, c: [1, 2] }, a: 1 }));
  });

  it('tells values apart that differ anywhere', () => {
    const values = [
      {},
      [],
      null,
      '',
      '[]',
      0,
      { a: [1, 2] },
      { a: [2, 1] },
      { a: [1], b: [2] },
      { a: [[1], 2] },
      { a: '1,2' },
    ];
    expect(new Set(values.map(digest)).size).toBe(values.length);
    expect(digest({ a: 'x'.repeat(200_000) })).not.toBe(digest({ a: `${'x'.repeat(199_999)}y` }));
  });

  it('is the digest of what is read back from the records', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '\0', '\ud800', '\udc00', '😀', '\ufffd', '"') });
    const hostile = fc.letrec((tie) => ({
      value: fc.oneof(text, fc.jsonValue(), fc.array(tie('value')), fc.dictionary(text, tie('value'))),
    })).value;
    fc.assert(fc.property(hostile, (value) => digest(value) === digest(JSON.parse(toStorableJson(value)))));
  });
});
