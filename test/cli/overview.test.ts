import { describe, expect, it } from 'vitest';
import { displayWidth } from '../../src/cli/display-width.ts';
import { overviewHead, overviewLine, overviewSummary } from '../../src/cli/overview.ts';
import { hostileText, minimalReport, orderReport, overflowingReport, reportSaying } from './reports.ts';

const options = { width: 80, unicode: true };

describe('overview', () => {
  it('has one line per session, in columns', () => {
    const lines = [
      overviewHead(options),
      overviewLine(orderReport, 'examples/a.jsonl', options),
      overviewLine(minimalReport, 'b.jsonl', options),
      overviewLine(overflowingReport, 'traces/of/last/week/ses_0123456789.jsonl', options),
    ];
    expect(`\n${lines.join('\n')}`).toBe(`
    SESSION            VERDICT             ORIGIN     ACTS FILE
🔴  ses_abc123         Hallucination 90 %  3 of 5     0    examples/a.jsonl
🟢  ses_quiet          No fault 95 %                  0    b.jsonl
🔴  ses_0123456789abc… Runaway 79 %        213 of 913 40   …ses_0123456789.jsonl`);
  });

  it('never exceeds the width, and needs no UTF-8', () => {
    for (const width of [40, 80, 120]) {
      const line = overviewLine(reportSaying(hostileText), hostileText, { width, unicode: true });
      expect(displayWidth(line)).toBeLessThanOrEqual(width);
    }
    expect(overviewLine(reportSaying('注文'), '注文', { width: 80, unicode: false })).toMatch(/^[\x20-\x7e]+$/);
  });

  it('counts the sessions by verdict', () => {
    const counts = new Map([['none', 9] as const, ['tool_misfire', 3] as const]);
    expect(overviewSummary(counts)).toBe('12 sessions: 3 tool misfire, 9 no fault found');
  });
});
