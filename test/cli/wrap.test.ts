import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clip, displayWidth } from '../../src/cli/display-width.ts';
import { printable } from '../../src/cli/printable.ts';
import { wrap, wrapClipped } from '../../src/cli/wrap.ts';

describe('displayWidth', () => {
  it.each([
    ['abc', 3],
    ['注文', 4],
    ['😀', 2],
    ['👩‍👩‍👧‍👦', 2],
    ['❤️', 2],
    ['e\u0301', 1],
    ['한국', 4],
    ['·▲░✗■', 5],
  ])('counts the columns of %s', (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });
});

describe('clip', () => {
  it('never cuts inside a character and never exceeds the columns', () => {
    expect(clip('注文です', 6)).toBe('注文…');
    expect(clip('a👩‍👩‍👧‍👦b', 3)).toBe('a…');
    expect(clip('short', 5)).toBe('short');
  });
});

describe('wrap', () => {
  it('breaks between words, and inside a word only where it is wider than the line', () => {
    expect(wrap('one two three', 8)).toEqual(['one two', 'three']);
    expect(wrap('a abcdefghij', 4)).toEqual(['a', 'abcd', 'efgh', 'ij']);
  });

  it('says with an ellipsis that lines are missing', () => {
    expect(wrapClipped('one two three four', 9, 1)).toEqual(['one two …']);
    expect(wrapClipped('abcdefghij', 5, 1)).toEqual(['abc …']);
  });

  it('keeps every line within the columns', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.integer({ min: 4, max: 60 }), (text, columns) => {
        for (const line of wrap(printable(text), columns)) expect(displayWidth(line)).toBeLessThanOrEqual(columns);
      }),
    );
  });
});
