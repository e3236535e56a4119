import { describe, expect, it } from 'vitest';
import { analyze } from '../../src/forensics/analyze.ts';
import type { CascadeStep } from '../../src/forensics/report.ts';
import { type SessionBuilder, session } from '../support/session.ts';

const cascade = (built: SessionBuilder): CascadeStep[] => analyze(built.events()).cascade;

/** Step numbers are tens, so that a step and its position cannot be mistaken for one another. */
const invented = (): SessionBuilder =>
  session({}, 10)
    .user('When is my appointment with the vet?')
    .llm('Let me see.')
    .tool('get_appointment', { appointment_id: 'APT-40771' }, { room: 'ROOM-5518', day: 'Monday' });

describe('cascade', () => {
  it('names the used thing and the step that introduced it', () => {
    const [first] = cascade(invented().llm('It is on Monday.'));
    expect(first).toEqual({ step: 30, because: 'used APT-40771, introduced at step 20' });
  });

  it('reaches the answer that read the result, though it repeats no id', () => {
    const [, second] = cascade(invented().llm('It is on Monday.'));
    expect(second).toEqual({ step: 40, because: 'built on the result of step 30' });
  });

  it('is transitive: what the wrong record brought in taints what uses it', () => {
    const entries = cascade(
      invented()
        .llm('It is on Monday.')
        .user('And where?')
        .llm('I will ask for the way.')
        .tool('get_route', { room: 'ROOM-5518' }, { floor: 'second' })
        .llm('On the second floor.'),
    );
    expect(entries.map((entry) => entry.step)).toEqual([30, 40, 70, 80]);
    expect(entries[2]?.because).toBe('used ROOM-5518, introduced at step 30');
  });

  it('leaves out people and steps that have nothing to do with it', () => {
    const entries = cascade(
      invented()
        .llm('It is on Monday.')
        .user('Something else: how warm is it outside?')
        .llm('I will ask the weather station.')
        .tool('get_weather', { town: 'Bergen' }, { celsius: 12 })
        .llm('12 degrees.'),
    );
    expect(entries.map((entry) => entry.step)).toEqual([30, 40]);
  });

  it('leaves out the user who repeats what the agent made up', () => {
    const entries = cascade(
      invented()
        .llm('Your appointment APT-40771 is on Monday.')
        .user('Is APT-40771 in the morning?')
        .llm('Yes, APT-40771 is at nine.'),
    );
    expect(entries.map((entry) => entry.step)).toEqual([30, 40, 60]);
  });

  it('never holds the origin or anything before it', () => {
    const report = analyze(
      session({}, 10)
        .user('I have a cat.')
        .llm('Nice.')
        .llm('Your appointment is APT-40771.')
        .user('Move it to Friday.')
        .llm('Moving.')
        .tool('update_appointment', { appointment_id: 'APT-40771' }, { ok: true })
        .events(),
    );
    expect(report.origin?.step).toBe(30);
    expect(report.cascade.map((entry) => entry.step)).toEqual([60]);
  });

  it('is empty for a clean session', () => {
    expect(cascade(session().user('Good morning.').llm('Good morning.'))).toEqual([]);
  });
});
