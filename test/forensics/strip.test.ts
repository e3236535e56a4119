import { describe, expect, it } from 'vitest';
import type { BlastRadiusEntry, CascadeStep, Flag } from '../../src/forensics/report.ts';
import { toSession } from '../../src/forensics/steps.ts';
import { drawStrip } from '../../src/forensics/strip.ts';
import { session } from '../support/session.ts';

const read = toSession(
  session({}, 10)
    .times(6, (s) => s.llm('a'))
    .events(),
);
const flag = (step: number): Flag => ({ step, type: 'LOOP_DETECTED', confidence: 1, evidence: '', source: 'trace' });
const action = (step: number, effect: BlastRadiusEntry['effect'] = 'write'): BlastRadiusEntry => ({
  step,
  tool: 't',
  args: {},
  effect,
  outcome: 'ok',
  reversible: 'no',
  reversal: null,
});
const link = (step: number): CascadeStep => ({ step, because: '' });

describe('drawStrip', () => {
  it('has one mark per step, in order, by the numbers of the input', () => {
    const strip = drawStrip(read, { origin: null, wrongOutput: null, flags: [], cascade: [], blastRadius: [] });
    expect(strip.map((mark) => mark.step)).toEqual([10, 20, 30, 40, 50, 60]);
    expect(strip.every((mark) => mark.mark === 'quiet')).toBe(true);
  });

  it('shows the most important mark where several apply: origin, wrong output, flag, action, cascade', () => {
    const strip = drawStrip(read, {
      origin: 10,
      wrongOutput: 20,
      flags: [10, 20, 30].map(flag),
      blastRadius: [10, 20, 30, 40].map((step) => action(step)),
      cascade: [10, 20, 30, 40, 50].map(link),
    });
    expect(strip.map((mark) => mark.mark)).toEqual(['origin', 'wrong_output', 'flag', 'action', 'cascade', 'quiet']);
  });

  it('does not draw reads as actions', () => {
    const strip = drawStrip(read, {
      origin: null,
      wrongOutput: null,
      flags: [],
      cascade: [],
      blastRadius: [action(10, 'read'), action(20, 'unknown')],
    });
    expect(strip.map((mark) => mark.mark).slice(0, 2)).toEqual(['quiet', 'action']);
  });
});
