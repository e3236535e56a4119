import { describe, expect, it } from 'vitest';
import { measureBlastRadius } from '../../src/forensics/blast-radius.ts';
import type { BlastRadiusEntry } from '../../src/forensics/report.ts';
import { toSession } from '../../src/forensics/steps.ts';
import { type SessionBuilder, session, toolOf } from '../support/session.ts';

const measure = (built: SessionBuilder, from = 0): BlastRadiusEntry[] =>
  measureBlastRadius(toSession(built.events()), from);
const only = (built: SessionBuilder): BlastRadiusEntry | undefined => {
  const entries = measure(built);
  expect(entries).toHaveLength(1);
  return entries[0];
};

describe('which calls belong to it', () => {
  const built = session({}, 10)
    .tool('get_boat', { id: 'boat-2211' }, { berth: 4 })
    .llm('Now the rest.')
    .tool('send_letter', { to: 'ida@choir.example' }, { sent: true })
    .tool('get_tide', {}, { cm: 212 })
    .tool('frobnicate', {}, 'ok');

  it('every tool call from the origin on, by effect', () => {
    expect(measure(built, 1).map((entry) => [entry.step, entry.tool, entry.effect])).toEqual([
      [30, 'send_letter', 'write'],
      [40, 'get_tide', 'read'],
      [50, 'frobnicate', 'unknown'],
    ]);
  });

  it('the origin itself when it is a call', () => {
    expect(measure(built, 2)[0]?.step).toBe(30);
  });

  it('reads need no reversal', () => {
    expect(measure(built).find((entry) => entry.effect === 'read')).toMatchObject({
      reversible: 'yes',
      reversal: null,
    });
  });

  it('arguments are cut down to what a report can show', () => {
    const [entry] = measure(session().tool('send_letter', { text: 'x'.repeat(50_000) }, 'ok'));
    expect(JSON.stringify(entry?.args).length).toBeLessThan(5000);
  });
});

describe('what became of a call', () => {
  it.each<[error: string, outcome: string, effect: string]>([
    ['not found', 'refused', 'read'],
    ['letter has no recipient', 'refused', 'read'],
    ['gateway timeout after 30 s', 'failed', 'write'],
    ['connection reset by peer', 'failed', 'write'],
    ['503 service unavailable', 'failed', 'write'],
  ])('an error of "%s" is %s', (error, outcome, effect) => {
    const entry = only(session().fails('send_letter', { to: 'ida@choir.example' }, error));
    expect(entry).toMatchObject({ outcome, effect });
    if (outcome === 'refused') expect(entry?.reversal).toMatch(/nothing changed/);
  });

  it('is unknown when neither status nor result is known', () => {
    const built = session().other();
    const events = [
      ...built.events(),
      { session_id: 'ses_built', step: 2, type: 'tool_call' as const, tool: 'send_letter' },
    ];
    expect(measureBlastRadius(toSession(events), 0)[0]?.outcome).toBe('unknown');
  });

  it('is ok when the tool answered', () => {
    expect(only(session().tool('send_letter', {}, { sent: true }))?.outcome).toBe('ok');
  });
});

describe('how to reverse it', () => {
  it.each([
    ['create_booking', 'cancel_booking'],
    ['cancel_booking', 'reinstate_booking'],
    ['add_member', 'remove_member'],
    ['lockDoor', 'unlockDoor'],
    ['delete_file', 'restore_file'],
  ])('names the undo call that the session offers: %s by %s', (tool, undo) => {
    const built = session()
      .offers(toolOf(tool, {}), toolOf('get_weather', {}), toolOf('cancel_newspaper', {}), toolOf(undo, {}))
      .tool(tool, { id: 'BKG-7011' }, 'ok');
    expect(only(built)?.reversible).toBe('yes');
    expect(only(built)?.reversal).toContain(undo);
    expect(only(built)?.reversal).toContain('BKG-7011');
  });

  it('offers no undo call for another thing', () => {
    const built = session()
      .offers(toolOf('create_booking', {}), toolOf('cancel_newspaper', {}))
      .tool('create_booking', { id: 'BKG-7011' }, 'ok');
    expect(only(built)?.reversal).not.toContain('cancel_newspaper');
    expect(only(built)?.reversible).toBe('unknown');
  });

  it('points at the step that shows the values before a change', () => {
    const built = session({}, 10)
      .tool('get_valve', { valve_id: 'VLV-301' }, { open: 20 })
      .tool('get_valve', { valve_id: 'VLV-999' }, { open: 70 })
      .tool('update_valve', { valve_id: 'VLV-301', open: 90 }, 'ok');
    const entry = measure(built, 2)[0];
    expect(entry?.reversible).toBe('yes');
    expect(entry?.reversal).toContain('step 10');
  });

  it('says so when the values before are unknown', () => {
    const entry = only(session().tool('update_valve', { valve_id: 'VLV-301', open: 90 }, 'ok'));
    expect(entry?.reversible).toBe('unknown');
    expect(entry?.reversal).toMatch(/not in the trace/);
  });

  it.each<[tool: string, reversible: string, said: RegExp]>([
    ['send_letter', 'no', /unsent/],
    ['delete_recording', 'no', /backup/],
    ['pay_invoice', 'unknown', /settles/],
    ['refund_ticket', 'unknown', /settles/],
    ['create_booking', 'unknown', /Remove/],
    ['grant_access', 'unknown', /Take the access/],
    ['frobnicate', 'unknown', /Find out/],
  ])('%s can be reversed: %s', (tool, reversible, said) => {
    const entry = only(session().tool(tool, { ref: 'BKG-7011' }, 'ok'));
    expect(entry?.reversible).toBe(reversible);
    expect(entry?.reversal).toMatch(said);
  });
});
