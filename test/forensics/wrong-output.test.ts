import { describe, expect, it } from 'vitest';
import { analyze } from '../../src/forensics/analyze.ts';
import { type SessionBuilder, session } from '../support/session.ts';

const faulty = (): SessionBuilder =>
  session({}, 10)
    .user('When is my appointment with the vet?')
    .llm('Let me see.')
    .tool('get_appointment', { appointment_id: 'APT-40771' }, { day: 'Monday' })
    .llm('It is on Monday.')
    .user('How warm is it outside?')
    .llm('I will ask the weather station.')
    .tool('get_weather', { town: 'Bergen' }, { celsius: 12 })
    .llm('12 degrees.');

describe('the wrong output', () => {
  it('is the last answer that rests on the fault', () => {
    const report = analyze(faulty().events());
    expect(report.wrong_output_step).toBe(40);
    expect(report.wrong_output_quote).toBe('It is on Monday.');
  });

  it('is the origin itself when nothing rests on it', () => {
    const built = session().user('What do I owe?').tool('get_bill', {}, { total: 483.2 }).llm('You owe 438.20 EUR.');
    expect(analyze(built.events()).wrong_output_step).toBe(3);
  });

  it('is null when there is no answer', () => {
    const built = session()
      .user('Move it.')
      .tool('get_appointment', { appointment_id: 'APT-40771' }, { day: 'Monday' });
    const report = analyze(built.events());
    expect(report.origin?.step).toBe(2);
    expect(report.wrong_output_step).toBeNull();
    expect(report.wrong_output_quote).toBeNull();
  });

  it('is the step the responder gave', () => {
    const report = analyze(faulty().events(), { wrongOutputStep: 80 });
    expect(report.wrong_output_step).toBe(80);
    expect(report.wrong_output_quote).toBe('12 degrees.');
    expect(report.origin?.step).toBe(20);
    expect(report.strip.find((mark) => mark.step === 80)?.mark).toBe('wrong_output');
  });

  it('rules out faults that came later than what the responder gave', () => {
    const events = session({}, 10)
      .user('Good morning.')
      .llm('Good morning to you.')
      .user('When is my appointment?')
      .llm('Let me see.')
      .tool('get_appointment', { appointment_id: 'APT-40771' }, { day: 'Monday' })
      .llm('On Monday.')
      .events();
    expect(analyze(events).origin?.step).toBe(40);
    expect(analyze(events, { wrongOutputStep: 20 }).origin).toBeNull();
  });

  it('is a RangeError when the session has no such step', () => {
    expect(() => analyze(faulty().events(), { wrongOutputStep: 45 })).toThrow(RangeError);
    expect(() => analyze([], { wrongOutputStep: 1 })).toThrow(RangeError);
  });
});
