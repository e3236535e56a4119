import { describe, expect, it } from 'vitest';
import { analyze } from '../../../src/forensics/analyze.ts';
import { type SessionBuilder, session } from '../../support/session.ts';
import { originsOf } from '../findings.ts';

describe('the wrong tool for what was asked', () => {
  const move = (tool: string): SessionBuilder =>
    session()
      .user('Please move my lesson LES-40021 from Monday to Friday.')
      .llm('One moment.')
      .tool(tool, { lesson_id: 'LES-40021' }, { ok: true })
      .llm('Your lesson LES-40021 has been moved to Friday.');

  it('is found when the agent cancels what should be moved, and reports the move', () => {
    const report = analyze(move('cancel_lesson').events());
    expect(report.classification.mode).toBe('tool_misfire');
    expect(report.origin?.step).toBe(2);
    expect(report.origin?.why).toContain('cancel_lesson');
    expect(report.blast_radius.map((entry) => entry.step)).toEqual([3]);
  });

  it('is quiet for the right tool', () => {
    expect(originsOf(move('reschedule_lesson'), 'wrong_tool')).toEqual([]);
  });

  it('is quiet when the user agreed to the cancellation', () => {
    const built = session()
      .user('Please move my lesson LES-40021 from Monday to Friday.')
      .llm('Friday is full. Shall I cancel it and give you a new one next week?')
      .user('Yes, cancel it.')
      .llm('Done in a moment.')
      .tool('cancel_lesson', { lesson_id: 'LES-40021' }, { ok: true })
      .llm('Cancelled.');
    expect(originsOf(built, 'wrong_tool')).toEqual([]);
  });

  it('is quiet when the call failed: nothing happened', () => {
    const built = session()
      .user('Please move my lesson LES-40021 from Monday to Friday.')
      .llm('One moment.')
      .fails('cancel_lesson', { lesson_id: 'LES-40021' }, 'forbidden')
      .llm('I could not move it.');
    expect(originsOf(built, 'wrong_tool')).toEqual([]);
  });
});
