import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { displayWidth } from '../../src/cli/display-width.ts';
import { renderReportText } from '../../src/cli/report-text.ts';
import { hostileText, minimalReport, orderReport, overflowingReport, reportSaying } from './reports.ts';

const clean = `🟢 No fault found · 95 %             ses_quiet · type unknown · liveness unknown

Checked   ids nobody had said, tool arguments against their schemas, results
          about another entity, goals changed without the user, repeated calls.
Totals    1 event (1 LLM call, 0 tool calls)
          tokens unknown in, unknown out · cost unknown · time unknown
`;

const full = `🔴 Hallucination propagation · 90 %        ses_abc123 · order-support · finished

Origin    step 3 of 5 · 90 %. The model used ord_555; nobody had said it before.
          > "referenced an order_id not present in prior context"
Output    step 5 gave the wrong output.
          > "Order ord_555 is confirmed for your account."
Steps     · · ▲ ! ✗
          ▲ origin  ! flagged  ✗ wrong output  · quiet
Do first  Find the first false assertion: trace back from the wrong output.
Why       An id nobody had said was used as a fact.
Or maybe  step 4  30 %. The result was about another customer.
Flags     step 3  ENTITY_HALLUCINATION · 90 % · detected
                  ord_555 stands nowhere before step 3.
          step 4  ENTITY_MISMATCH · 85 % · from the trace
                  Asked about cust_789; the order found belongs to cust_012.
Cascade   step 4  used ord_555, introduced at step 3
Actions   blast radius: no external action at or after the origin (and 1 read)
Totals    5 events (3 LLM calls, 2 tool calls)
          tokens 3,862 in, 980 out · cost $0.026 · time 4.7 s
Verdict   A bug, no postmortem.
          No external action was taken.
File      examples/traces/ses_abc123.jsonl
`;

function widest(text: string): number {
  return Math.max(...stripVTControlCharacters(text).split('\n').map(displayWidth));
}

describe('renderReportText', () => {
  it('is short and calm for a clean session, and says what was checked', () => {
    expect(renderReportText(minimalReport)).toBe(clean);
  });

  it('reads from the verdict down to what to do', () => {
    expect(renderReportText(orderReport, { file: 'examples/traces/ses_abc123.jsonl' })).toBe(full);
  });

  it('does not give a reason twice', () => {
    const reasons = ['It follows: ord_555 stands nowhere before step 3.', 'A reason of its own.'];
    const text = renderReportText({ ...orderReport, classification: { ...orderReport.classification, reasons } });
    expect(text).toMatch(/^Why {7}A reason of its own\.$/m);
    expect(text.match(/ord_555 stands nowhere/g)).toHaveLength(1);
  });

  it('cuts what is too long and says how much is missing', () => {
    const text = renderReportText(overflowingReport);
    expect(widest(text)).toBeLessThanOrEqual(80);
    expect(text).toMatchSnapshot();
  });

  it('prints hostile trace text as one harmless paragraph', () => {
    const text = renderReportText(reportSaying(hostileText), { file: hostileText });
    expect(text.replaceAll('\n', '').replaceAll('\u200d', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
    expect(widest(text)).toBeLessThanOrEqual(80);
    expect(text).toMatchSnapshot();
  });

  it('fits any width from 40 columns, with any text in the trace', () => {
    const width = fc.integer({ min: 40, max: 130 });
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 120 }), width, fc.boolean(), (said, columns, color) => {
        const text = renderReportText(reportSaying(said), { width: columns, color });
        expect(widest(text)).toBeLessThanOrEqual(columns);
      }),
      { numRuns: 60 },
    );
  });

  it('falls back to ASCII where the terminal has no UTF-8, trace text included', () => {
    const text = renderReportText(reportSaying('Grüße 注文 \u009b31m'), { unicode: false });
    expect(text).toMatch(/^[\x20-\x7e\n]*$/);
    expect(text).toContain('. . ^ ! X');
    expect(text).toContain('[!] Hallucination propagation - 90 %');
  });

  it('says the same with and without colour', () => {
    const plain = renderReportText(overflowingReport);
    const colored = renderReportText(overflowingReport, { color: true });
    expect(colored).not.toBe(plain);
    expect(stripVTControlCharacters(colored)).toBe(plain);
  });

  it('says that no origin is supported, and what to do then', () => {
    const { classification } = orderReport;
    const report = {
      ...orderReport,
      origin: null,
      classification: { ...classification, mode: 'unclassified' as const },
    };
    const text = renderReportText(report);
    expect(text).toContain('🟠 Faulty, none of the four modes · 90 %');
    expect(text).toContain('Origin    No step is supported as the origin. Name the step');
  });

  it('puts containment first while the session runs', () => {
    expect(renderReportText({ ...orderReport, liveness: 'running' })).toContain(
      'Do first  Contain before you investigate',
    );
  });
});
