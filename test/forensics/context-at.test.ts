import { describe, expect, it } from 'vitest';
import { contextAt } from '../../src/forensics/context-at.ts';
import { session, toolOf } from '../support/session.ts';

const prompt = [
  { role: 'system', content: 'You look after the observatory.' },
  { role: 'user', content: 'Is the dome closed?' },
  { role: 'assistant', content: 'Checking.', tool_calls: [{ name: 'get_dome' }] },
  { role: 'tool', name: 'get_dome', content: [{ type: 'text', text: 'closed' }] },
];

describe('a step whose prompt was captured', () => {
  const events = session({}, 10)
    .user('Earlier words that the prompt no longer holds.')
    .prompted(prompt, 'The dome is closed.', { model: 'gpt-4o', goal: 'Check the dome' })
    .tool('log_state', { dome: 'closed' }, 'ok')
    .events();

  it('shows exactly that prompt', () => {
    const context = contextAt(events, 20);
    expect(context).toMatchObject({ step: 20, model: 'gpt-4o', goal: 'Check the dome', captured: true });
    expect(context.system).toEqual(['You look after the observatory.']);
    expect(context.messages.map((message) => message.role)).toEqual(['user', 'assistant', 'tool']);
    expect(context.messages[0]?.text).toBe('Is the dome closed?');
    expect(context.messages[1]?.text).toContain('get_dome');
    expect(context.messages[2]).toMatchObject({ name: 'get_dome', step: null });
  });

  it('shows the same for the call it decided', () => {
    expect(contextAt(events, 30).messages).toEqual(contextAt(events, 20).messages);
  });
});

describe('a step without a captured prompt', () => {
  const events = session({}, 10)
    .offers(toolOf('get_dome', {}), toolOf('open_dome', {}))
    .user('Is the dome closed?', { goal: 'Check the dome' })
    .llm('Checking.')
    .tool('get_dome', { dome: 'east' }, { closed: true })
    .retrieval('Domes close by themselves when it rains.')
    .memory('The east dome is closed.')
    .llm('It is closed.')
    .llm('Anything else?')
    .events();

  it('is rebuilt from what was said, returned, retrieved and noted before', () => {
    const context = contextAt(events, 60);
    expect(context.captured).toBe(false);
    expect(context.goal).toBe('Check the dome');
    expect(context.tools).toEqual(['get_dome', 'open_dome']);
    expect(context.messages.map((message) => [message.step, message.role])).toEqual([
      [10, 'user'],
      [20, 'assistant'],
      [30, 'assistant'],
      [30, 'tool'],
      [40, 'retrieval'],
      [50, 'memory'],
    ]);
    expect(context.messages[2]?.text).toContain('east');
    expect(context.messages[3]?.text).toContain('true');
  });

  it('never shows the step itself or what came after', () => {
    const texts = contextAt(events, 60).messages.map((message) => message.text);
    expect(texts.join()).not.toContain('It is closed.');
    expect(contextAt(events, 70).messages.map((message) => message.text)).toContain('It is closed.');
  });

  it('is empty at the very beginning', () => {
    expect(contextAt(events, 10).messages).toEqual([]);
  });

  it('takes the system prompt from where it was captured', () => {
    const built = session()
      .prompted([{ role: 'system', content: 'You look after the observatory.' }], 'Hello.')
      .user('Is the dome closed?')
      .llm('Yes.');
    const context = contextAt(built.events(), 3);
    expect(context.system).toEqual(['You look after the observatory.']);
    expect(context.messages.map((message) => message.text)).toEqual(['Hello.', 'Is the dome closed?']);
  });

  it("is that agent's own decision when several agents work", () => {
    const built = session()
      .llm('Planning.', { agent: 'planner', model: 'gpt-4o' })
      .llm('Painting.', { agent: 'painter', model: 'claude-3-7-sonnet' })
      .tool('draw_plan', {}, 'ok', { agent: 'planner' });
    expect(contextAt(built.events(), 3).model).toBe('gpt-4o');
  });
});

describe('a step that the session does not have', () => {
  it.each([0, 15, 80, -1])('is a RangeError: %s', (step) => {
    const events = session({}, 10).user('Hello').events();
    expect(() => contextAt(events, step)).toThrow(RangeError);
    expect(() => contextAt(events, step)).toThrow(String(step));
  });
});
