import { describe, expect, it } from 'vitest';
import { analyze } from '../../src/forensics/analyze.ts';
import { classify } from '../../src/forensics/classify.ts';
import { type FindingInput, finding } from '../../src/forensics/finding.ts';
import { type ForensicsReport, failureModes, type Totals, type Verdict } from '../../src/forensics/report.ts';
import { toSession } from '../../src/forensics/steps.ts';
import { weighFindings } from '../../src/forensics/weigh.ts';
import { type SessionBuilder, session } from '../support/session.ts';

const totals = (tokens: number | null, cost: number | null = null): Totals => ({
  events: 1,
  llm_calls: 1,
  tool_calls: 0,
  input_tokens: tokens,
  output_tokens: null,
  cost_usd: cost,
  duration_ms: null,
});
const read = toSession(session().user('Hello').llm('Good day.').events());
const classified = (inputs: FindingInput[], bill = totals(null), baseline = {}): ForensicsReport['classification'] =>
  classify(read, weighFindings(inputs.map(finding), null), bill, baseline);

const invention: FindingInput = {
  kind: 'invented_id',
  mode: 'hallucination_propagation',
  origin: 0,
  confidence: 0.95,
  evidence: 'boat-2211 came out of the blue',
};
const loop: FindingInput = {
  kind: 'loop',
  mode: 'cost_runaway',
  origin: 1,
  confidence: 0.95,
  evidence: 'over and over',
};

describe('classify', () => {
  it('gives the mode of the finding that explains the session, with its evidence', () => {
    const verdict = classified([invention]);
    expect(verdict.mode).toBe('hallucination_propagation');
    expect(verdict.confidence).toBe(verdict.scores.hallucination_propagation);
    expect(verdict.reasons).toEqual(['boat-2211 came out of the blue']);
  });

  it('is less sure when another mode is about as likely', () => {
    expect(classified([invention, loop]).confidence).toBeLessThan(classified([invention]).confidence);
    expect(classified([invention, { ...loop, confidence: 0.6 }]).confidence).toBe(classified([invention]).confidence);
  });

  it('says unclassified for a fault that none of the four modes describes, and is not sure of it', () => {
    const verdict = classified([{ ...invention, kind: 'suspicion', mode: null }]);
    expect(verdict.mode).toBe('unclassified');
    expect(verdict.confidence).toBeLessThan(0.8);
    expect(Object.values(verdict.scores)).toEqual([0, 0, 0, 0]);
  });

  it('names the triage step of each mode', () => {
    const steps = new Map<Verdict, string>();
    for (const mode of failureModes) steps.set(mode, classified([{ ...invention, mode }]).first_triage_step);
    steps.set('none', classified([]).first_triage_step);
    expect(new Set(steps.values()).size).toBe(5);
    expect(steps.get('hallucination_propagation')).toMatch(/first false assertion/);
    expect(steps.get('tool_misfire')).toMatch(/every tool call/);
    expect(steps.get('context_poisoning')).toMatch(/goal was overwritten/);
    expect(steps.get('cost_runaway')).toMatch(/^Kill/);
  });

  it.each<[what: string, bill: Totals, baseline: object, mode: Verdict]>([
    ['tokens far above the baseline', totals(60_000), { tokens: 10_000 }, 'cost_runaway'],
    ['cost far above the baseline', totals(null, 3), { cost_usd: 0.5 }, 'cost_runaway'],
    ['exactly five times', totals(50_000), { tokens: 10_000 }, 'none'],
    ['cost within the baseline though tokens are not', totals(60_000, 0.5), { tokens: 10_000, cost_usd: 0.5 }, 'none'],
    ['unknown tokens', totals(null), { tokens: 10_000 }, 'none'],
    ['a baseline of nothing', totals(60_000), { tokens: 0 }, 'none'],
    ['no baseline', totals(60_000_000), {}, 'none'],
  ])('reads the spend: %s', (_what, bill, baseline, mode) => {
    expect(classified([], bill, baseline).mode).toBe(mode);
  });

  it('names the spend beside another mode', () => {
    const verdict = classified([invention], totals(60_000), { tokens: 10_000 });
    expect(verdict.mode).toBe('hallucination_propagation');
    expect(verdict.scores.cost_runaway).toBeGreaterThan(0);
    expect(verdict.reasons.join(' ')).toContain('6.0 times');
  });
});

describe('a session in which nothing was found', () => {
  const confidence = (built: SessionBuilder): number => {
    const { mode, confidence: sure } = analyze(built.events()).classification;
    expect(mode).toBe('none');
    return sure;
  };

  it('is called clean with the more confidence the more of it was captured', () => {
    const full = session()
      .user('How warm is the greenhouse?')
      .llm('Measuring.')
      .tool('get_temperature', { house: 'glass' }, { celsius: 21 })
      .llm('It is 21 degrees.');
    const summaries = session()
      .user('How warm is the greenhouse?')
      .toolSummary('get_temperature', { house: 'glass' }, 'read the thermometer')
      .llmSummary('told the user');
    const blind = session().toolSummary('get_temperature', {}, 'read the thermometer').llmSummary('told the user');
    expect(confidence(full)).toBeGreaterThan(confidence(summaries));
    expect(confidence(summaries)).toBeGreaterThan(confidence(blind));
    expect(analyze(blind.events()).classification.reasons.join(' ')).toMatch(/cannot be checked/);
  });
});
