import { describe, expect, it } from 'vitest';
import { readLiveness } from '../../src/forensics/liveness.ts';
import { toSession } from '../../src/forensics/steps.ts';
import { type SessionBuilder, session } from '../support/session.ts';

describe('readLiveness', () => {
  it.each<[what: string, add: (s: SessionBuilder) => SessionBuilder, liveness: string]>([
    ['an answer at the end', (s) => s.llm('The tide is at 212 cm.'), 'finished'],
    ['a summary of an answer', (s) => s.llmSummary('confirmed the tide to the user'), 'finished'],
    ['an end marker', (s) => s.other({ summary: 'session ended' }), 'finished'],
    ['an end marker of the backend', (s) => s.other({ original_type: 'session_end' }), 'finished'],
    ['a call at the end', (s) => s.llm('Measuring.').tool('get_tide', {}, { cm: 212 }), 'unknown'],
    ['a decision at the end', (s) => s.llmSummary('decided to call get_tide'), 'unknown'],
    ['an empty answer', (s) => s.llm(''), 'unknown'],
    ['a question of the user', (s) => s.user('Hello?'), 'unknown'],
    ['a step that still runs', (s) => s.tool('get_tide', {}, undefined, { status: 'running' }), 'running'],
    ['an answer in progress', (s) => s.llm('The ti', { status: 'in_progress' }), 'running'],
    ['an event that says nothing of an end', (s) => s.other({ summary: 'heartbeat' }), 'unknown'],
  ])('%s', (_what, add, liveness) => {
    expect(readLiveness(toSession(add(session().user('How high is the tide?')).events()))).toBe(liveness);
  });

  it('is unknown for no events', () => {
    expect(readLiveness(toSession([]))).toBe('unknown');
  });
});
