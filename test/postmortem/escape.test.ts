import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compactJson, inline, inlineLines } from '../../src/postmortem/escape.ts';
import { renderMarkdownLine } from '../../src/postmortem/markdown.ts';

/** What a reader sees of Markdown that became HTML. */
function seen(html: string): string {
  const entities: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&amp;': '&' };
  return html.replace(/&(?:lt|gt|quot|amp);/g, (entity) => entities[entity] ?? entity).replaceAll('\u200b', '');
}

describe('foreign text in one line', () => {
  test('reads as it was and comes out as text alone, whatever it is', () => {
    const odd = fc.constantFrom(
      ...'\\`*_[]()<>|~$&{}@#!:+-=.1aä "\'/',
      '&lt;',
      '&#60;',
      '://',
      'www.',
      '<!--',
      '-->',
      'GH-1',
    );
    fc.assert(
      fc.property(fc.array(odd, { maxLength: 40 }), (parts) => {
        const text = parts.join('').replace(/\s+/g, ' ').trim();
        const html = renderMarkdownLine(inline(text, 400));
        expect(html).not.toMatch(/<(?!$)[a-z/!]/i);
        expect(seen(html)).toBe(text);
      }),
      { numRuns: 3000 },
    );
  });

  test('also at the start of a line, where lists, rules and headings begin', () => {
    for (const text of ['# x', '- x', '+ x', '1. x', '12) x', '===', '---', '> x', ': x', '| a | b |']) {
      expect(inline(text)).not.toMatch(/^(?:[-+#=:>|]|\d+[.)])/);
    }
  });

  test('keeps ids and plain words readable in the source', () => {
    expect(inline('ord_555 of cust_012: 3.5 kg (see a-b)')).toBe('ord_555 of cust_012: 3.5 kg (see a-b)');
  });

  test('is cut between graphemes with an ellipsis, and never grows beyond what was allowed', () => {
    expect(inline('abcdef', 4)).toBe('abc…');
    expect(inline('👨‍👩‍👧👨‍👩‍👧', 9)).toBe('👨‍👩‍👧…');
    expect(inline('@'.repeat(1000), 100).length).toBeLessThanOrEqual(220);
    expect(inline('@'.repeat(1000), 100)).toMatch(/…$/);
  });

  test('control and direction characters are made visible, invisible ones dropped', () => {
    expect(inline('a\u202eb\u0000c\u200bd\u001b[31m')).toBe('a\ufffdb\ufffdcd\ufffd\\[31m');
  });
});

test('lines keep their indentation and stop at the limit', () => {
  const lines = inlineLines('{\n\t"a": 1\n}\nrest', { lines: 3, characters: 100 });
  expect(lines).toEqual(['\\{', '\u00a0\u00a0"a": 1', '\\}', '…']);
});

test('JSON is read only as far as it is shown', () => {
  expect(compactJson({ id: 'ord_555', list: [1, null, true], deep: { x: {} } }, 200)).toBe(
    '{"id": "ord_555", "list": [1, null, true], "deep": {"x": {}}}',
  );
  expect(compactJson({ text: 'x'.repeat(1_000_000) }, 100).length).toBeLessThan(250);
  expect(
    compactJson(
      Array.from({ length: 100_000 }, (_, index) => index),
      100,
    ).length,
  ).toBeLessThan(250);
  let nested: unknown = 'end';
  for (let depth = 0; depth < 50_000; depth += 1) nested = [nested];
  expect(compactJson(nested, 100)).toContain('…');
});
