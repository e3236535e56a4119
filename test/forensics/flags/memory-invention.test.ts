import { describe, expect, it } from 'vitest';
import { analyze } from '../../../src/forensics/analyze.ts';
import { type SessionBuilder, session } from '../../support/session.ts';
import { flagged, originsOf } from '../findings.ts';

const type = 'CONTEXT_DRIFT';
const note = 'The guest prefers locker LCK-70431.';
const desk = (): SessionBuilder => session().user('I would like a locker for today.').llm('Noting your preference.');

describe('an invention written to memory', () => {
  it('is flagged at the note when a later call acts on it', () => {
    const built = desk()
      .memory(note)
      .llm('Assigning.')
      .tool('assign_locker', { locker_id: 'LCK-70431' }, { done: true });
    const report = analyze(built.events());
    expect(report.flags.map((flag) => `${flag.step} ${flag.type}`)).toEqual([`3 ${type}`]);
    expect(report.origin?.step).toBe(3);
    expect(report.classification.mode).toBe('context_poisoning');
    expect(report.cascade.map((entry) => entry.step)).toContain(5);
  });

  it('is flagged as well when the runtime calls the note a tool', () => {
    const built = desk()
      .tool('save_memory', { note }, { saved: true })
      .llm('Assigning.')
      .tool('assign_locker', { locker_id: 'LCK-70431' }, { done: true });
    expect(originsOf(built, 'memory_invention')).toEqual([3]);
  });

  it('is flagged at the note although the words before it said it first', () => {
    const built = session()
      .user('I would like a locker for today.')
      .llm('You like LCK-70431 best, I will keep that in mind.')
      .memory(note)
      .llm('Assigning.')
      .tool('assign_locker', { locker_id: 'LCK-70431' }, { done: true });
    expect(originsOf(built, 'memory_invention')).toEqual([3]);
    expect(flagged(built, 'ENTITY_HALLUCINATION')).toEqual([]);
  });
});

describe('a note that harms nobody', () => {
  it('is quiet when the user had said it', () => {
    const built = session()
      .user('I always take locker LCK-70431.')
      .llm('Noting your preference.')
      .memory(note)
      .tool('assign_locker', { locker_id: 'LCK-70431' }, { done: true });
    expect(flagged(built, type)).toEqual([]);
  });

  it('is quiet when nothing ever uses it', () => {
    expect(flagged(desk().memory(note).llm('Anything else?'), type)).toEqual([]);
  });

  it('is quiet when it holds no checkable fact', () => {
    const built = desk().memory('The guest likes a quiet corner.').tool('assign_locker', { corner: 'quiet' }, 'ok');
    expect(flagged(built, type)).toEqual([]);
  });
});
