import { expect, test } from 'vitest';
import { matchesGlob } from '../../src/containment/glob.ts';

test.each([
  ['order-agent', 'order-agent', true],
  ['order-agent', 'order-agen', false],
  ['order-agent', '*', true],
  ['', '*', true],
  ['order-agent', 'order-*', true],
  ['order-agent', '*-agent', true],
  ['order-agent', 'o*r-*t', true],
  ['order-agent', '*x*', false],
  ['aba', 'aba*aba', false],
  ['ab', 'a*b*b', false],
  ['a.c', 'a?c', false],
  ['abc', 'a.c', false],
  ['[a]*', '[a]*', true],
  [`${'a'.repeat(100_000)}b`, `${'*a'.repeat(50)}*c`, false],
])('%.20s against %.20s: %s', (text, pattern, expected) => {
  expect(matchesGlob(text, pattern)).toBe(expected);
});
