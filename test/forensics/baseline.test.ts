import { describe, expect, it } from 'vitest';
import { analyze } from '../../src/forensics/analyze.ts';
import { baselineOf, type SessionUse, usualOf } from '../../src/forensics/baseline.ts';
import { session } from '../support/session.ts';

const uses = (costs: (number | null)[]): SessionUse[] =>
  costs.map((cost, index) => ({ cost_usd: cost, tokens: (index + 1) * 100, steps: 7 }));
const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

describe('baselineOf', () => {
  it('says nothing before there are 20 sessions', () => {
    expect(baselineOf(uses(upTo(19)))).toBeNull();
    expect(baselineOf(uses(upTo(20)))).not.toBeNull();
  });

  it('is the middle and the 95th percentile, whatever the order', () => {
    const baseline = baselineOf(uses(upTo(21).reverse()));
    expect(baseline).toMatchObject({ sessions: 21, cost_usd: { median: 11, p95: 20, sessions: 21 } });
    expect(baseline?.steps).toEqual({ median: 7, p95: 7, sessions: 21 });
    expect(baselineOf(uses(upTo(20)))?.cost_usd).toMatchObject({ median: 10.5, p95: 19 });
  });

  it('one runaway among them does not move what is usual', () => {
    expect(baselineOf(uses([...Array(30).fill(0.02), 900]))?.cost_usd?.median).toBe(0.02);
  });

  it('leaves a figure open that fewer than 20 sessions know, and never counts unknown as 0', () => {
    const baseline = baselineOf(uses([...Array(19).fill(0.02), ...Array(30).fill(null)]));
    expect(baseline).toMatchObject({ sessions: 49, cost_usd: null, tokens: { sessions: 49 } });
    const known = baselineOf(uses([...Array(20).fill(0.02), ...Array(30).fill(null)]));
    expect(known?.cost_usd).toEqual({ median: 0.02, p95: 0.02, sessions: 20 });
  });

  it('compares nothing with what it does not know', () => {
    const baseline = baselineOf(uses(Array(20).fill(null)));
    expect(baseline === null ? null : usualOf(baseline)).toEqual({ tokens: 1050, sessions: { tokens: 20 } });
  });
});

describe('a session beside 20 usual ones', () => {
  const baseline = baselineOf(uses(Array(20).fill(0.02)));
  const spent = (cost: number) =>
    session({ session_type: 'order-support' }).user('Where is my order?').llm('On its way.', { cost_usd: cost });
  const reportOf = (cost: number) =>
    analyze(spent(cost).events(), baseline === null ? {} : { baseline: usualOf(baseline) });

  it('that cost six times as much is recommended for a postmortem, with the factor and the baseline', () => {
    const { escalation, classification } = reportOf(0.122);
    expect(classification.mode).toBe('cost_runaway');
    expect(escalation).toEqual({
      verdict: 'postmortem',
      reasons: ['It cost 6.1 times the usual $0.02 of order-support sessions, median of 20.'],
    });
  });

  it('that cost four times as much is not', () => {
    expect(reportOf(0.08).escalation.verdict).toBe('none');
  });
});
