import { describe, expect, it } from 'vitest';
import { analyze } from '../../src/forensics/analyze.ts';
import { costTimes, decideEscalation, externalActions } from '../../src/forensics/escalation.ts';
import type { BlastRadiusEntry, Totals } from '../../src/forensics/report.ts';
import { session } from '../support/session.ts';

const entry = (step: number, effect: BlastRadiusEntry['effect']): BlastRadiusEntry => ({
  step,
  tool: 'operate',
  args: {},
  effect,
  outcome: 'ok',
  reversible: 'unknown',
  reversal: null,
});
const totals: Totals = {
  events: 9,
  llm_calls: 4,
  tool_calls: 5,
  input_tokens: 40_000,
  output_tokens: 10_000,
  cost_usd: 2.5,
  duration_ms: null,
};

describe('decideEscalation', () => {
  it('is nothing for a clean session, whatever it did', () => {
    expect(decideEscalation('none', [entry(3, 'write')], totals, undefined).verdict).toBe('none');
  });

  it.each<['write' | 'unknown']>([['write'], ['unknown']])('is a postmortem after an action of effect %s', (effect) => {
    const { verdict, reasons } = decideEscalation('tool_misfire', [entry(3, 'read'), entry(7, effect)], totals, {});
    expect(verdict).toBe('postmortem');
    expect(reasons).toHaveLength(1);
    expect(reasons[0]).toContain('1 external action ');
    expect(reasons[0]).toContain('step 7');
  });

  it('is a bug when the session only read', () => {
    expect(decideEscalation('hallucination_propagation', [entry(3, 'read')], totals, undefined).verdict).toBe('bug');
  });

  it.each<[cost: number, verdict: string]>([
    [0.5, 'bug'],
    [0.49, 'postmortem'],
    [3, 'bug'],
  ])('is decided by cost above five times the baseline: %s US dollars make a %s', (cost, verdict) => {
    expect(decideEscalation('cost_runaway', [], totals, { cost_usd: cost }).verdict).toBe(verdict);
  });

  it('gives both reasons where both hold', () => {
    const { reasons } = decideEscalation('tool_misfire', [entry(3, 'write'), entry(4, 'write')], totals, {
      tokens: 5000,
    });
    expect(reasons).toHaveLength(2);
    expect(reasons[0]).toContain('2 external actions');
    expect(reasons[1]).toContain('10.0 times');
  });

  it('says that the cost is unknown where it is', () => {
    expect(decideEscalation('unclassified', [], { ...totals, cost_usd: null }, { cost_usd: 1 }).reasons[0]).toMatch(
      /unknown/,
    );
    expect(decideEscalation('unclassified', [], totals, { cost_usd: 1 }).reasons[0]).not.toMatch(/unknown/);
  });
});

describe('costTimes', () => {
  it('prefers cost, falls back on tokens, and is null where either side is unknown', () => {
    expect(costTimes(totals, { cost_usd: 1, tokens: 1 })).toBe(2.5);
    expect(costTimes({ ...totals, cost_usd: null }, { cost_usd: 1, tokens: 25_000 })).toBe(2);
    expect(costTimes({ ...totals, input_tokens: null, output_tokens: null }, { tokens: 25_000 })).toBeNull();
    expect(costTimes(totals, undefined)).toBeNull();
    expect(costTimes(totals, { cost_usd: 0, tokens: 0 })).toBeNull();
  });
});

describe('externalActions', () => {
  it('are writes and what may be one, never reads', () => {
    const entries = [entry(1, 'read'), entry(2, 'write'), entry(3, 'unknown')];
    expect(externalActions(entries).map((action) => action.step)).toEqual([2, 3]);
  });
});

describe('in a report', () => {
  it('actions before the origin do not count', () => {
    const report = analyze(
      session()
        .user('Log the start of the shift, then tell me the state of my boat.')
        .tool('log_shift_start', { shift: 'early' }, 'ok')
        .llm('Now the boat.')
        .tool('get_boat', { boat_id: 'boat-2211' }, { state: 'dry' })
        .llm('It is dry.')
        .events(),
    );
    expect(report.origin?.step).toBe(3);
    expect(report.blast_radius.map((action) => action.step)).toEqual([4]);
    expect(report.escalation.verdict).toBe('bug');
  });
});
