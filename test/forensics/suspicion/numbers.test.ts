import { describe, expect, it } from 'vitest';
import { numbersIn } from '../../../src/forensics/suspicion/numbers.ts';
import { readOutcome } from '../../../src/forensics/suspicion/outcome.ts';

describe('numbersIn', () => {
  it.each([
    ['$3,250,000 or 12%', [3_250_000, 12]],
    ['1,2,3 and 4.5', [1, 2, 3, 4.5]],
    ['the 3rd of 21', [3, 21]],
    ['ord_555, W12 and 12kg', []],
    ['v1.2.3', []],
  ])('reads %s', (text, values) => {
    expect(numbersIn(text).map((number) => number.value)).toEqual(values);
  });
});

describe('readOutcome', () => {
  it.each([
    ['three files were copied to the new disk', 'ok'],
    ['exit code: 0 (execution succeeded)\nCode output: []', 'empty'],
    ['no entries found', 'empty'],
    ['exit code: 1\nTraceback (most recent call last):\n  line 1\nValueError: x', 'fail'],
    [`exit code: 1\n${'a useful line\n'.repeat(20)}Traceback (most recent call last):\nValueError: x`, 'partial'],
    ['There is no code here for me to run.', 'idle'],
  ])('reads %j', (text, outcome) => {
    expect(readOutcome(text)).toBe(outcome);
  });
});
