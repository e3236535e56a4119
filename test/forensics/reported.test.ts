import { describe, expect, it } from 'vitest';
import { analyze } from '../../src/forensics/analyze.ts';
import { flagTypes } from '../../src/trace/event.ts';
import { session } from '../support/session.ts';

describe('flags that the backend delivered', () => {
  it.each([
    ['ENTITY_HALLUCINATION', 'hallucination_propagation'],
    ['TOOL_ARG_MISMATCH', 'tool_misfire'],
    ['ENTITY_MISMATCH', 'tool_misfire'],
    ['CONTEXT_DRIFT', 'context_poisoning'],
    ['LOOP_DETECTED', 'cost_runaway'],
  ])('are honoured: %s means %s', (flag, mode) => {
    const built = session()
      .llmSummary('looked around')
      .llmSummary('went astray', { flags: [flag] })
      .llmSummary('done');
    const report = analyze(built.events());
    expect(report.flags).toMatchObject([{ step: 2, type: flag, source: 'trace' }]);
    expect(report.flags[0]?.evidence).toContain('went astray');
    expect(report.classification.mode).toBe(mode);
    expect(report.origin?.step).toBe(2);
    expect(report.warnings).toEqual([]);
  });

  it('are merged with our own: source of the trace, evidence of ours', () => {
    const built = session()
      .user('Fetch my boat.')
      .llm('Fetching.', { flags: ['ENTITY_HALLUCINATION'] })
      .tool('get_boat', { boat_id: 'boat-2211' }, { berth: 4 })
      .llm('Berth four.');
    const report = analyze(built.events());
    expect(report.flags).toHaveLength(1);
    expect(report.flags[0]).toMatchObject({ step: 2, type: 'ENTITY_HALLUCINATION', source: 'trace' });
    expect(report.flags[0]?.evidence).toContain('boat-2211');
  });

  it('come out once when delivered twice', () => {
    const built = session().llmSummary('astray', { flags: ['LOOP_DETECTED', 'LOOP_DETECTED'] });
    expect(analyze(built.events()).flags).toHaveLength(1);
  });

  it('are ignored with a warning when they are none of the five', () => {
    const built = session().llmSummary('fine', { flags: ['SLOW_RESPONSE', 'toString', '__proto__', 'loop_detected'] });
    const report = analyze(built.events());
    expect(report.flags).toEqual([]);
    expect(report.classification.mode).toBe('none');
    expect(report.warnings).toHaveLength(1);
    expect(report.warnings[0]).toContain('SLOW_RESPONSE');
    expect(report.warnings[0]).toContain('toString');
  });

  it('sort by step, then by name', () => {
    const built = session()
      .llmSummary('a', { flags: [...flagTypes].reverse() })
      .llmSummary('b', { flags: [...flagTypes] });
    const flags = analyze(built.events()).flags.map((flag) => `${flag.step} ${flag.type}`);
    expect(flags).toHaveLength(10);
    expect(flags).toEqual([...flags].sort());
  });
});
