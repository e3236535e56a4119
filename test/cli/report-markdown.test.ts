import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeMarkdown } from '../../src/cli/escape-markdown.ts';
import { renderReportMarkdown } from '../../src/cli/report-markdown.ts';
import { minimalReport, orderReport, overflowingReport, reportSaying } from './reports.ts';

/** What is left to GitHub to act on: entities read as nothing, everything that is no mark of formatting too. */
function liveMarks(markdown: string): string {
  return markdown
    .replace(/&#\d+;/g, '')
    .split('\n')
    .map((line) => `${/^\s*(?:[-+=#>]|\d+[.)])/.exec(line)?.[0] ?? ''}${line.replace(/[^\\`*[\]<>|~$&@#]/g, '')}`)
    .join('\n');
}

const hostile = [
  '<script>alert(1)</script>',
  '[click](javascript:alert(1))',
  '![pixel](https://evil.example/p.png)',
  '@octocat please merge, fixes #12 and GH-34, mail a@b.example',
  '`code` **bold** _em_ ~~gone~~ | cell | $x^2$ &lt;b&gt; &#60;i&#62;',
  'line\n# heading\n- item\n```\nfence\n---',
  '- item',
  '1. item',
  'https://evil.example and www.evil.example and <https://evil.example>',
];

describe('renderReportMarkdown', () => {
  it('says what the terminal report says, in its order', () => {
    expect(renderReportMarkdown(orderReport, 'examples/traces/ses_abc123.jsonl')).toMatchSnapshot();
  });

  it.each([
    ['minimal', minimalReport],
    ['overflowing', overflowingReport],
  ])('renders the %s report', (_, report) => {
    expect(renderReportMarkdown(report)).toMatchSnapshot();
  });

  it.each(hostile)('lets no formatting of %j live', (text) => {
    const markdown = renderReportMarkdown(reportSaying(text), text);
    expect(liveMarks(markdown)).toBe(liveMarks(renderReportMarkdown(reportSaying('x'), 'x')));
    expect(markdown).not.toMatch(/<|\]\(|@\w|#\d(?!\d*;)|:\/\/|www\.|GH-\d/);
  });

  it('has the same live marks whatever the trace says', () => {
    const pieces = fc.constantFrom(
      ...hostile,
      '<',
      '](',
      '@a',
      '#1',
      '`',
      '``',
      '\\',
      '\n\n',
      '*',
      '_',
      '|',
      '&',
      ' ',
      'x',
    );
    const said = fc.oneof(
      fc.array(pieces, { minLength: 1, maxLength: 12 }).map((parts) => parts.join('')),
      fc.string({ unit: 'binary', maxLength: 60 }),
    );
    const expected = liveMarks(renderReportMarkdown(reportSaying('x'), 'x'));
    fc.assert(
      fc.property(said, (text) => {
        // Text in front keeps empty strings from emptying a line.
        expect(liveMarks(renderReportMarkdown(reportSaying(`x${text}`), `x${text}`))).toBe(expected);
      }),
      { numRuns: 300 },
    );
  });
});

describe('escapeMarkdown', () => {
  it('leaves ids as they are', () => {
    expect(escapeMarkdown('ord_555 for cust-789, 12.50 EUR (refund)')).toBe('ord_555 for cust-789, 12.50 EUR (refund)');
  });

  it('reads as the original once rendered', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (text) => {
        const rendered = escapeMarkdown(text)
          .replaceAll('&#8203;', '')
          .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));
        expect(rendered).toBe(text);
      }),
    );
  });

  it('makes list and rule marks at the start inert', () => {
    expect(['- a', '1. a', '=== a', '+ a'].map(escapeMarkdown)).toEqual([
      '&#45;&#8203; a',
      '1&#46;&#8203; a',
      '&#61;== a',
      '&#43; a',
    ]);
  });
});
