import { describe, expect, test } from 'vitest';
import { checkFloors } from '../../bench/support/forensics/floors.ts';
import type { ScoredCase, SessionLabel } from '../../bench/support/forensics/labelled-set.ts';
import { scoreSet } from '../../bench/support/forensics/score-set.ts';
import { analyze } from '../../src/forensics/analyze.ts';
import type { ForensicsReport } from '../../src/forensics/report.ts';

interface Said {
  mode?: ForensicsReport['classification']['mode'];
  step?: number;
  confidence?: number;
  others?: number[];
  writes?: number[];
  flagged?: boolean;
}

function reportOf({ mode = 'none', step, confidence = 0.9, others = [], writes = [], flagged = false }: Said) {
  const report = analyze([{ session_id: 's', step: 1, type: 'user_message', content: 'Hello.' }]);
  report.classification.mode = mode;
  if (step !== undefined) {
    const candidates = [step, ...others].map((at) => ({ step: at, score: confidence, why: 'so' }));
    report.origin = { step, confidence, why: 'so', quote: null, candidates };
  }
  report.blast_radius = writes.map((at) => {
    return { step: at, tool: 'pay', args: {}, effect: 'write', outcome: 'ok', reversible: 'no', reversal: null };
  });
  if (flagged) report.flags = [{ step: 1, type: 'CONTEXT_DRIFT', confidence: 1, evidence: 'so', source: 'detector' }];
  return report;
}

function caseOf(label: Partial<SessionLabel>, said: Said): ScoredCase {
  const steps = Array.from({ length: 10 }, (_, index) => index + 1);
  return { label: { file: 'a.jsonl', kind: 'faulty', ...label }, steps, report: reportOf(said), error: null };
}

const faulty = { mode: 'tool_misfire', origin_steps: [3, 4], external_steps: [5], fault: 'wrong-tool' };
const clean = { kind: 'clean', mode: 'none', fault: 'control' };

describe('scoreSet', () => {
  const score = scoreSet('set', [
    caseOf(faulty, { mode: 'tool_misfire', step: 4, writes: [5] }),
    caseOf(faulty, { mode: 'tool_misfire', step: 3, confidence: 0.5, writes: [5, 6] }),
    caseOf(faulty, { mode: 'cost_runaway', step: 9, others: [3] }),
    caseOf(faulty, { mode: 'unclassified' }),
    caseOf(clean, {}),
    caseOf(clean, { mode: 'context_poisoning', step: 2, flagged: true }),
  ]);

  test('counts an origin as exact on any accepted step, and misses where none is given', () => {
    expect(score.origin.exact).toEqual({ hits: 2, n: 4 });
    expect(score.origin.answered).toEqual({ hits: 3, n: 4 });
    expect(score.origin.rightWhenAnswered).toEqual({ hits: 2, n: 3 });
  });

  test('looks at the first three candidates and at the distance', () => {
    expect(score.origin.top3).toEqual({ hits: 3, n: 4 });
    expect(score.origin.within5).toEqual({ hits: 3, n: 4 });
  });

  test('judges confident origins on their own', () => {
    expect(score.origin.rightWhenConfident).toEqual({ hits: 1, n: 2 });
    expect(score.clean.confidentOrigin).toEqual({ hits: 1, n: 2 });
  });

  test('compares external actions only where the origin is right', () => {
    expect(score.external).toEqual({ hits: 1, n: 2 });
  });

  test('counts modes, flags on clean runs and kinds of faults', () => {
    expect(score.mode).toEqual({ hits: 3, n: 6 });
    expect(score.clean.flagged).toEqual({ hits: 1, n: 2 });
    expect(score.clean.calledFaulty).toEqual({ hits: 1, n: 2 });
    expect(score.faults['wrong-tool']).toEqual({ n: 4, mode: { hits: 2, n: 4 }, origin: { hits: 2, n: 4 } });
    expect(score.faults.control?.origin).toBeNull();
  });

  test('names what a guess and the best constant step would get', () => {
    expect(score.origin.random).toBeCloseTo(0.2);
    expect(score.origin.bestConstant).toEqual({ step: 3, rate: { hits: 4, n: 4 } });
  });

  test('lists every disagreement as a miss', () => {
    expect(score.misses.map(({ got }) => got.mode)).toEqual([
      'tool_misfire',
      'cost_runaway',
      'unclassified',
      'context_poisoning',
    ]);
  });

  test('keeps a session without a report out of the figures and names it', () => {
    const label = { file: 'b.jsonl', kind: 'faulty' };
    const lost = scoreSet('set', [{ label, steps: [], report: null, error: 'no trace' }]);
    expect(lost.failed).toEqual([{ file: 'b.jsonl', error: 'no trace' }]);
    expect(lost.mode.n).toBe(0);
  });
});

describe('checkFloors', () => {
  const good = scoreSet('good', [caseOf(clean, {}), caseOf(faulty, { mode: 'tool_misfire', step: 3, writes: [5] })]);
  const bad = scoreSet('bad', [caseOf(clean, { mode: 'tool_misfire' })]);

  test('pools the sets of a floor and leaves out absent ones', () => {
    const floors = [{ sets: ['good', 'bad', 'absent'], measure: 'clean called faulty', atMost: 0.4 }] as const;
    expect(checkFloors([good, bad], floors)).toMatchObject([{ rate: { hits: 1, n: 2 }, reached: false }]);
  });

  test('judges mode and origin of each kind of fault, but for those left out', () => {
    const floors = [{ sets: ['good'], measure: 'each fault', except: ['control'], atLeast: 0.9 }] as const;
    expect(checkFloors([good], floors).map(({ name, reached }) => [name, reached])).toEqual([
      ['good: wrong-tool, mode', true],
      ['good: wrong-tool, origin', true],
    ]);
  });

  test('does not judge what no session tells about', () => {
    expect(checkFloors([bad], [{ sets: ['bad'], measure: 'origin exact', atLeast: 1 }])).toEqual([]);
  });
});
