import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { describeValue, fieldPath, InvalidTrace, printable } from '../../src/trace/errors.ts';

describe('InvalidTrace', () => {
  it('says file, line, field, what was expected, what was found and what to do', () => {
    const error = new InvalidTrace({
      file: 'a.jsonl',
      line: 7,
      field: 'prompt[3].role',
      expected: 'a string',
      actual: 'found a number (12)',
    });
    expect(error.message).toBe(
      'a.jsonl, line 7, field prompt[3].role: expected a string, found a number (12). ' +
        'Correct it, or skip such lines with --lenient.',
    );
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: 'trace.invalid', file: 'a.jsonl', line: 7, field: 'prompt[3].role' });
    expect(error.name).toBe('InvalidTrace');
  });

  it('calls - standard input', () => {
    const error = new InvalidTrace({ file: '-', line: null, field: null, expected: 'x', actual: 'found y' });
    expect(error.message).toMatch(/^standard input: expected x, found y\./);
  });

  it('lets no control character of a file or field name through', () => {
    const error = new InvalidTrace({
      file: 'a\u001b[31m.jsonl',
      line: 1,
      field: 'x\u202ey\u0007',
      expected: 'a string',
      actual: 'found \u001b]0;title\u0007',
    });
    expect(error.message).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});

describe('printable', () => {
  it('clips long text and never ends in half a character', () => {
    expect(printable('x'.repeat(100), 10)).toBe('xxxxxxxxx…');
    expect(printable(`${'x'.repeat(8)}😀😀`, 10)).toBe('xxxxxxxx…');
  });

  it('drops lone surrogates and control characters and keeps other scripts', () => {
    expect(printable('a\ud800b\u0000ü 漢😀', 20)).toBe('abü 漢😀');
  });
});

describe('describeValue', () => {
  it.each([
    [undefined, 'nothing'],
    [null, 'null'],
    [[1, 2], 'an array of 2'],
    [{}, 'an object'],
    ['', 'an empty string'],
    ['12', 'a string ("12")'],
    [-1.5, 'a number (-1.5)'],
    [true, 'a boolean (true)'],
  ])('describes %j', (value, text) => {
    expect(describeValue(value)).toBe(text);
  });

  it('shows little of a long value', () => {
    expect(describeValue('s'.repeat(10_000)).length).toBeLessThan(60);
  });
});

describe('fieldPath', () => {
  it('writes indices in brackets', () => {
    expect(fieldPath(['prompt', 3, 'role'])).toBe('prompt[3].role');
    expect(fieldPath([])).toBeNull();
  });
});
