import { describe, expect, it } from 'vitest';
import { type Step, toSession } from '../../src/forensics/steps.ts';
import { type SessionBuilder, session } from '../support/session.ts';

const stepsOf = (built: SessionBuilder): Step[] => toSession(built.events()).steps;

describe('who decided a step', () => {
  it('is the LLM call right before, of the same agent, and else the step itself', () => {
    const steps = stepsOf(
      session()
        .llm('a')
        .tool('t', {}, 'r')
        .tool('t', {}, 'r')
        .llm('b', { agent: 'x' })
        .tool('t', {}, 'r', { agent: 'y' }),
    );
    expect(steps.map((step) => step.decidedBy)).toEqual([0, 0, 2, 3, 4]);
  });
});

describe('what is new to the model', () => {
  const hello = { role: 'user', content: 'Hello there' };
  const answer = { role: 'assistant', content: 'Good day' };

  it('is heard once though every prompt repeats it', () => {
    const more = { role: 'user', content: 'And the tide?' };
    const steps = stepsOf(
      session()
        .prompted([hello], 'Good day')
        .prompted([{ ...hello }, { ...answer }, more], '212 cm'),
    );
    expect(steps.map((step) => step.heard.map((heard) => heard.text))).toEqual([['Hello there'], ['And the tide?']]);
    expect(steps.map((step) => step.userTurn)).toEqual([true, true]);
  });

  it('does not count a result twice when the next prompt quotes it, however it is spaced', () => {
    const steps = stepsOf(
      session()
        .prompted([hello], 'Measuring')
        .tool('get_tide', {}, { cm: 212 })
        .prompted([{ ...hello }, { role: 'tool', content: '{ "cm": 212 }' }], '212 cm'),
    );
    expect(steps[2]?.heard).toEqual([]);
  });

  it('knows whether anything of the input was captured', () => {
    expect(toSession(session().user('Hi').events()).capture.input).toBe(true);
    expect(toSession(session().llmSummary('greeted').events()).capture.input).toBe(false);
  });
});

describe('what a tool gave back', () => {
  it('is captured, or only told in a summary without the name of the tool', () => {
    const [full, told, nothing] = stepsOf(
      session()
        .tool('get_tide', {}, '{"cm": 212}')
        .toolSummary('get_tide', {}, 'get_tide returned a tide of 212 cm')
        .tool('get_tide', {}),
    );
    expect(full?.returned).toMatchObject({ value: { cm: 212 }, captured: true });
    expect(told?.returned).toMatchObject({ text: 'a tide of 212 cm', captured: false });
    expect(nothing?.returned).toBeNull();
  });

  it.each<[what: string, add: (s: SessionBuilder) => SessionBuilder, failed: boolean]>([
    ['an error', (s) => s.tool('t', {}, undefined, { error: 'gauge offline' }), true],
    ['a failed status', (s) => s.tool('t', {}, 'r', { status: 'FAILED' }), true],
    ['an HTTP status', (s) => s.tool('t', {}, 'r', { status: '404' }), true],
    ['text that begins with an error', (s) => s.tool('t', {}, 'Error: no such boat'), true],
    ['a result', (s) => s.tool('t', {}, 'No errors were found'), false],
    ['an empty error', (s) => s.tool('t', {}, 'r', { error: '' }), false],
  ])('failed or not: %s', (_what, add, failed) => {
    expect(stepsOf(add(session()))[0]?.failed).toBe(failed);
  });
});
