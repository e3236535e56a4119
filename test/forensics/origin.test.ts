import { describe, expect, it } from 'vitest';
import { analyze } from '../../src/forensics/analyze.ts';
import { type FindingInput, finding } from '../../src/forensics/finding.ts';
import { locateOrigin, quoteOf } from '../../src/forensics/origin.ts';
import type { Origin } from '../../src/forensics/report.ts';
import { toSession } from '../../src/forensics/steps.ts';
import { weighFindings } from '../../src/forensics/weigh.ts';
import { session } from '../support/session.ts';

const read = toSession(
  session({}, 10)
    .times(8, (s, i) => s.llm(`thought ${'abcdefgh'[i]}`))
    .events(),
);
const locate = (...inputs: Partial<FindingInput>[]): Origin | null =>
  locateOrigin(
    read,
    weighFindings(
      inputs.map((input) =>
        finding({ kind: 'misquote', mode: 'tool_misfire', origin: 1, confidence: 0.9, evidence: 'told', ...input }),
      ),
      null,
    ),
  );

describe('locateOrigin', () => {
  it('is null when nothing supports one', () => {
    expect(locate()).toBeNull();
    expect(locate({ isConsequential: false })).toBeNull();
  });

  it('gives the step by the number of the input, with evidence and the words said there', () => {
    expect(locate({ origin: 3, evidence: 'it was said' })).toEqual({
      step: 40,
      confidence: 0.9,
      why: 'it was said',
      quote: 'thought d',
      candidates: [{ step: 40, score: 0.9, why: 'it was said' }],
    });
  });

  it('is less sure beside a rival of another mode at another step', () => {
    const alone = locate({ origin: 1 });
    const rivalled = locate({ origin: 1 }, { origin: 4, kind: 'loop', mode: 'cost_runaway' });
    expect(rivalled?.step).toBe(20);
    expect(rivalled?.confidence).toBeLessThan(0.8);
    expect(rivalled?.confidence).toBeLessThan(alone?.confidence ?? 0);
    expect(rivalled?.candidates.map((candidate) => candidate.step)).toEqual([20, 50]);
  });

  it('keeps its confidence beside a rival of the same mode', () => {
    expect(locate({ origin: 1 }, { origin: 4, kind: 'wrong_tool' })?.confidence).toBe(0.9);
  });

  it('lists each step once, what follows from another with half its weight', () => {
    const origin = locate(
      { kind: 'invented_id', mode: 'hallucination_propagation', origin: 1, items: ['x1'] },
      { kind: 'foreign_owner', origin: 2, items: ['x1'] },
      { kind: 'foreign_result', origin: 2, items: ['x1'] },
    );
    expect(origin?.candidates.map(({ step, score }) => [step, score])).toEqual([
      [20, 0.9],
      [30, 0.45],
    ]);
  });

  it('does not list candidates without end', () => {
    const many = Array.from({ length: 8 }, (_, i) => ({ origin: i }));
    expect(locate(...many)?.candidates.length).toBeLessThanOrEqual(8);
  });
});

describe('quoteOf', () => {
  const steps = toSession(
    session()
      .user('How high is the tide?')
      .llm('Measuring   the\n tide.')
      .tool('get_tide', { station: 'mole' }, { cm: 212 })
      .llm('x'.repeat(5000))
      .llm('')
      .events(),
  ).steps;
  const quotes = steps.map(quoteOf);

  it('shows what was said, asked or came back, on one line', () => {
    expect(quotes[0]).toBe('How high is the tide?');
    expect(quotes[1]).toBe('Measuring the tide.');
    expect(quotes[2]).toMatch(/^get_tide\(station: mole\).*212/);
  });

  it('is clipped, and null where there is no text', () => {
    expect(quotes[3]?.length).toBeLessThan(300);
    expect(quotes[4]).toBeNull();
  });
});

describe('in a session', () => {
  it('a clean one has no origin, no cascade, no blast radius', () => {
    const report = analyze(
      session()
        .user('Close the dome.')
        .llm('Closing.')
        .tool('close_dome', { dome: 'east' }, 'ok')
        .llm('Closed.')
        .events(),
    );
    expect(report).toMatchObject({ origin: null, cascade: [], blast_radius: [], wrong_output_step: null });
    expect(report.classification.mode).toBe('none');
    expect(report.escalation.verdict).toBe('none');
  });
});
