import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asciiOnly, printable, printableLines } from '../../src/cli/printable.ts';

describe('printable', () => {
  it.each([
    ['colour codes', '\u001b[31mred\u001b[0m', 'red'],
    ['8-bit colour codes', '\u009b31mred\u009b0m', 'red'],
    ['hyperlinks', '\u001b]8;;https://evil.example\u0007text\u001b]8;;\u001b\\', 'text'],
    ['title changes that never end', '\u001b]0;title', '0;title'],
    ['a screen reset', '\u001bcafter', 'after'],
    ['line breaks', 'one\r\ntwo\n\n three\u2028four', 'one two three four'],
    ['bell and null', 'a\u0007b\u0000c', 'a\\x07b\\x00c'],
    ['bidi overrides', 'user\u202etxt.exe', 'user\\u{202e}txt.exe'],
    ['zero-width spaces', 'ord\u200b_5\ufeff55', 'ord_555'],
    ['tag characters', 'hi\u{e0041}', 'hi\\u{e0041}'],
    ['halves of surrogate pairs', 'a\ud800b', 'a\\u{d800}b'],
    ['piles of marks', `e${'\u0301'.repeat(90)}`, 'e\u0301\u0301\u0301\u0301'],
    ['joiners outside emoji', 'a\u200db', 'ab'],
  ])('makes %s harmless', (_, hostile, expected) => {
    expect(printable(hostile)).toBe(expected);
  });

  it('leaves honest text of any script alone', () => {
    const honest = 'Grüße, 注文 ord_555 👩‍👩‍👧‍👦 ❤️ नमस्ते — “fine”';
    expect(printable(honest)).toBe(honest);
  });

  it('lets no control or format character through but the joiner inside an emoji', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
        expect(printable(text).replaceAll('\u200d', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      }),
    );
  });

  it('takes time in proportion to the length, whatever the sequences', () => {
    const started = performance.now();
    for (const unit of ['\u001b]', '\u009d', '\u001b[1;', '\u001b[ ', '\u0301', '\u200d', '\u001bP\u001b']) {
      printable(unit.repeat(200_000));
    }
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

describe('printableLines', () => {
  it('keeps lines and indentation and makes each line harmless', () => {
    expect(printableLines('{\n\t"a": 1\u001b[2J\r\n}')).toEqual(['{', '  "a": 1', '}']);
  });
});

describe('asciiOnly', () => {
  it('gives one question mark per character outside ASCII', () => {
    expect(asciiOnly('Grüße 😀\u009b')).toBe('Gr??e ??');
  });
});
