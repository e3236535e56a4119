import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyze } from '../../src/forensics/analyze.ts';
import { type SessionBuilder, session } from '../support/session.ts';

/** The model makes up a slip at step 4, and moves a boat into it. */
const moved = (): SessionBuilder =>
  session()
    .user('Please move the boat-2211 to a better place.')
    .llm('Looking at the boat.')
    .tool('get_boat', { boat_id: 'boat-2211' }, { id: 'boat-2211', berth: 'brt-104', owner: 'kpr_310' })
    .llm('Slip slp-90177 is free.')
    .tool('move_boat', { boat_id: 'boat-2211', slip_id: 'slp-90177' }, { moved: true })
    .llm('It lies in slp-90177 now.')
    .tool('send_letter', { to: 'kpr_310', text: 'Your boat moved.' }, { sent: true })
    .llm('Done, the owner knows.');

describe('an origin chosen by a responder', () => {
  it('the engine finds the invention by itself', () => {
    expect(analyze(moved().events()).origin).toMatchObject({ step: 4 });
    expect(analyze(moved().events()).origin).not.toHaveProperty('chosen');
  });

  it('moves cascade, blast radius and strip to the chosen step', () => {
    const report = analyze(moved().events(), { originStep: 6 });
    expect(report.origin?.step).toBe(6);
    expect(report.blast_radius.map(({ step }) => step)).toEqual([7]);
    expect(report.cascade.every(({ step }) => step > 6)).toBe(true);
    expect(report.strip.filter(({ mark }) => mark === 'origin')).toEqual([{ step: 6, mark: 'origin' }]);
    expect(report.escalation.reasons.join(' ')).toContain('step 7');
    expect(report.escalation.reasons.join(' ')).not.toContain('step 5');
  });

  it('an earlier one counts what came after it, the fault of the engine included', () => {
    const report = analyze(moved().events(), { originStep: 2 });
    expect(report.blast_radius.map(({ step }) => step)).toEqual([3, 5, 7]);
    const steps = report.cascade.map(({ step }) => step);
    expect(steps).toEqual(expect.arrayContaining([3, 4, 5, 6]));
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    expect(report.cascade.find(({ step }) => step === 4)?.because).toContain('slp-90177');
    expect(report.wrong_output_step).toBe(8);
  });

  it("keeps the engine's candidates first and is no promise of the engine", () => {
    const own = analyze(moved().events()).origin;
    const chosen = analyze(moved().events(), { originStep: 2 }).origin;
    expect(chosen).toMatchObject({ chosen: true, confidence: 0, why: 'Chosen by a responder.' });
    expect(chosen?.quote).toBe('Looking at the boat.');
    expect(chosen?.candidates).toEqual([
      ...(own?.candidates ?? []),
      { step: 2, score: 0, why: 'Chosen by a responder.' },
    ]);
  });

  it("keeps the engine's confidence and evidence where it is the engine's own step", () => {
    const own = analyze(moved().events());
    const same = analyze(moved().events(), { originStep: 4 });
    expect(same.origin).toEqual({ ...own.origin, why: `Chosen by a responder. ${own.origin?.why}`, chosen: true });
    expect({ ...same, origin: null }).toEqual({ ...own, origin: null });
  });

  it('follows what the chosen step was the first to say', () => {
    const events = session()
      .user('Which berth is free?')
      .retrieval('Berths of the week: brt-104, brt-377.')
      .llm('Let me look.')
      .tool('get_berth', { berth_id: 'brt-377' }, { id: 'brt-377', depth_m: 2 })
      .llm('brt-377 is free.')
      .events();
    const report = analyze(events, { originStep: 2 });
    expect(analyze(events).origin).toBeNull();
    expect(report.cascade.map(({ step }) => step)).toEqual([4, 5]);
    expect(report.cascade[0]?.because).toContain('introduced at step 2');
    expect(report.wrong_output_step).toBe(5);
  });

  it('does not hold what the model was told against the step that read it', () => {
    const events = session()
      .prompted([{ role: 'user', content: 'How are boat-2211 and boat-3050?' }], 'Let me think.')
      .user('And now?')
      .llm('boat-3050 is dry.')
      .events();
    expect(analyze(events, { originStep: 1 }).cascade).toEqual([]);
  });

  it('a session no detector objects to is not called clean any more, and is judged by what it did', () => {
    const events = session()
      .user('Log the start of the shift.')
      .llm('Doing it.')
      .tool('log_shift_start', { shift: 'early' }, 'ok')
      .llm('Done.')
      .events();
    expect(analyze(events)).toMatchObject({ classification: { mode: 'none' }, escalation: { verdict: 'none' } });
    const report = analyze(events, { originStep: 2 });
    expect(report.classification).toMatchObject({ mode: 'unclassified', confidence: 0 });
    expect(report.classification.reasons[0]).toContain('step 2');
    expect(report.blast_radius.map(({ step }) => step)).toEqual([3]);
    expect(report.escalation.verdict).toBe('postmortem');
  });

  it('refuses a step the session does not have, and one after the wrong output', () => {
    const events = moved().events();
    expect(() => analyze(events, { originStep: 9 })).toThrow(RangeError);
    expect(() => analyze(events, { originStep: 0 })).toThrow('no step 0');
    expect(() => analyze(events, { originStep: 7, wrongOutputStep: 6 })).toThrow(RangeError);
    expect(analyze(events, { originStep: 6, wrongOutputStep: 6 }).origin?.step).toBe(6);
  });

  it('speaks in the numbers of the input, whatever they are', () => {
    const events = moved()
      .events()
      .map((event) => ({ ...event, step: event.step * 10 }));
    const report = analyze(events, { originStep: 60 });
    expect(report.origin?.step).toBe(60);
    expect(report.blast_radius.map(({ step }) => step)).toEqual([70]);
  });

  it('for every step the parts agree with one another', () => {
    const events = moved().events();
    fc.assert(
      fc.property(fc.constantFrom(...events.map(({ step }) => step)), (step) => {
        const report = analyze(events, { originStep: step });
        expect(report.origin?.step).toBe(step);
        expect(report.origin?.candidates.map((candidate) => candidate.step)).toContain(step);
        expect(report.cascade.filter((link) => link.step <= step)).toEqual([]);
        expect(report.blast_radius.filter((entry) => entry.step < step)).toEqual([]);
        expect(report.wrong_output_step ?? step).toBeGreaterThanOrEqual(step);
        expect(report.escalation.verdict).not.toBe('none');
      }),
    );
  });
});

describe('a pattern seen before', () => {
  const read = session()
    .user('How is my boat?')
    .llm('Looking.')
    .tool('get_boat', { boat_id: 'boat-2211' }, { state: 'dry' })
    .llm('It is dry.')
    .events();
  const fingerprint = 'hallucination_propagation|ENTITY_HALLUCINATION|get_boat|boat_id=boat-#';

  it('makes a postmortem of what would be a bug, naming the session and how many more', () => {
    expect(analyze(read).escalation.verdict).toBe('bug');
    const similar = ['ses_x', 'ses_y', 'ses_z'];
    const report = analyze(read, { pattern: { fingerprint, similar } });
    expect(report.escalation).toEqual({ verdict: 'postmortem', reasons: ['The same pattern in ses_x and 2 more.'] });
    expect(report.pattern).toEqual({ fingerprint, similar });
    const one = analyze(read, { pattern: { fingerprint, similar: ['ses_x'] } });
    expect(one.escalation.reasons).toEqual(['The same pattern in ses_x.']);
  });

  it('that nobody else shows changes nothing', () => {
    const report = analyze(read, { pattern: { fingerprint, similar: [] } });
    expect(report.escalation).toEqual(analyze(read).escalation);
    expect(report.pattern).toEqual({ fingerprint, similar: [] });
    expect(analyze(read)).not.toHaveProperty('pattern');
  });
});
