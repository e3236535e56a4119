import { describe, expect, it } from 'vitest';
import { analyze } from '../../src/forensics/analyze.ts';
import { type FindingInput, finding } from '../../src/forensics/finding.ts';
import { weighFindings } from '../../src/forensics/weigh.ts';
import { session } from '../support/session.ts';

const found = (input: Partial<FindingInput>): ReturnType<typeof finding> =>
  finding({ kind: 'misquote', mode: 'tool_misfire', origin: 3, confidence: 0.9, evidence: 'told', ...input });

describe('weighFindings', () => {
  it('finds nothing in nothing', () => {
    expect(weighFindings([], null)).toEqual({ primary: null, independent: [], explained: [] });
  });

  it('lets an invented id explain the mismatch it ran into', () => {
    const cause = found({ kind: 'invented_id', mode: 'hallucination_propagation', origin: 2, items: ['boat2211'] });
    const effect = found({ kind: 'foreign_owner', origin: 3, confidence: 0.95, items: ['boat2211', 'mbr604'] });
    const weighed = weighFindings([effect, cause], null);
    expect(weighed.primary).toBe(cause);
    expect(weighed.explained).toEqual([effect]);
  });

  it('does not explain what happened before', () => {
    const late = found({ kind: 'invented_id', mode: 'hallucination_propagation', origin: 6, items: ['boat2211'] });
    const early = found({ kind: 'foreign_owner', origin: 3, items: ['boat2211'] });
    const weighed = weighFindings([late, early], null);
    expect(weighed.primary).toBe(early);
    expect(weighed.explained).toEqual([]);
  });

  it('lets a loop explain the odd arguments of its own calls', () => {
    const loop = found({ kind: 'loop', mode: 'cost_runaway', origin: 4, steps: [4, 5, 6, 7] });
    const nonce = found({ kind: 'invented_id', mode: 'hallucination_propagation', origin: 4, at: 5 });
    expect(weighFindings([nonce, loop], null).primary).toBe(loop);
  });

  it('takes the earliest among findings that are about equally sure', () => {
    const early = found({ origin: 2, confidence: 0.88 });
    const late = found({ kind: 'loop', mode: 'cost_runaway', origin: 5, confidence: 0.95 });
    expect(weighFindings([late, early], null).primary).toBe(early);
    expect(weighFindings([early, late], null).primary).toBe(early);
  });

  it('takes the clearly surer one whatever the time', () => {
    const weak = found({ origin: 2, confidence: 0.6 });
    const sure = found({ kind: 'loop', mode: 'cost_runaway', origin: 5, confidence: 0.95 });
    expect(weighFindings([weak, sure], null).primary).toBe(sure);
  });

  it('leaves out what had no consequence, what is too unsure, and what came after the wrong output', () => {
    const harmless = found({ origin: 1, isConsequential: false });
    const unsure = found({ origin: 1, confidence: 0.2 });
    const later = found({ origin: 8 });
    expect(weighFindings([harmless, unsure, later], 6).primary).toBeNull();
    expect(weighFindings([harmless, unsure, later], 8).primary).toBe(later);
  });

  it('lets our own finding explain the flag that the backend delivered for it', () => {
    const ours = found({ kind: 'loop', mode: 'cost_runaway', flag: 'LOOP_DETECTED', origin: 2, steps: [2, 3, 4, 5] });
    const theirs = found({ kind: 'reported', mode: 'cost_runaway', flag: 'LOOP_DETECTED', origin: 5 });
    const weighed = weighFindings([theirs, ours], null);
    expect(weighed.primary).toBe(ours);
    expect(weighed.explained).toEqual([theirs]);
  });
});

describe('in a session', () => {
  it('the invention comes before the mismatch and the misfire it led to', () => {
    const built = session()
      .user('I am member mbr_118. Prolong my loan.')
      .llm('Your file first.')
      .tool('get_member', { member_id: 'mbr_118' }, { member_id: 'mbr_118', name: 'Tove Lind' })
      .llm('The loan is LN-88213.')
      .tool('get_loan', { loan_id: 'LN-88213' }, { loan_id: 'LN-88213', member_id: 'mbr_604' })
      .llm('Prolonging it.')
      .tool('update_loan', { loan_id: 'LN-88213', weeks: 2 }, { ok: true })
      .llm('Loan LN-88213 is prolonged.');
    const report = analyze(built.events());
    expect(report.flags.map((flag) => `${flag.step} ${flag.type}`)).toEqual([
      '4 ENTITY_HALLUCINATION',
      '5 ENTITY_MISMATCH',
    ]);
    expect(report.classification.mode).toBe('hallucination_propagation');
    expect(report.origin?.step).toBe(4);
    expect(report.origin?.candidates.map((candidate) => candidate.step)).toEqual([4, 5]);
    expect(report.cascade.map((entry) => entry.step)).toEqual([5, 6, 7, 8]);
  });

  it('a loop with invented nonces is a runaway', () => {
    const built = session()
      .user('How full is the silo?')
      .llm('Measuring.')
      .times(6, (s, i) => s.tool('read_silo', { silo: 'west', probe: `9f8e7d6c${i}a` }, { percent: 61 }));
    expect(analyze(built.events()).classification.mode).toBe('cost_runaway');
  });
});
