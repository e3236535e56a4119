import { expect, test } from 'vitest';
import { clip } from '../../src/containment/clip.ts';

test.each([
  ['short', 'stopped at step 4', 20, 'stopped at step 4'],
  ['exactly as long', 'abcde', 5, 'abcde'],
  ['too long', 'abcdef', 5, 'abcd…'],
  ['lines and escapes', 'a\r\n\x1b[31mb\u202ec', 20, 'a [31mb c'],
  ['an emoji at the cut', 'abc😀d', 5, 'abc…'],
  ['half a pair', 'a\ud83d', 5, 'a'],
  ['nothing but controls', '\0\0', 5, ''],
  ['much', 'x'.repeat(1_000_000), 5, 'xxxx…'],
])('%s', (_, text, max, clipped) => {
  expect(clip(text, max)).toBe(clipped);
});
