import { describe, expect, test } from 'vitest';
import type { ContainmentState } from '../../src/incident/incident.ts';
import type { ContainmentProgress, IncidentEvent } from '../../src/incident/incident-event.ts';
import type { ContainmentRecord, IncidentRecord } from '../../src/incident/record.ts';
import { newIncident, transition } from '../../src/incident/transition.ts';
import { emptyReport } from './empty-report.ts';

const now = new Date('2026-11-22T10:05:00.000Z');
const at = now.toISOString();
const opened_at = '2026-11-22T10:00:00.000Z';
const fresh = newIncident({ id: 'inc_1', number: 1, session_id: 'ses_1', opened_by: 'U1', opened_at });

const action: ContainmentRecord = {
  ...{ id: 'act_1', kind: 'kill', state: 'requested', target: 'ses_1', card_revision: 3, provider: 'control-flag' },
  ...{ plan: ['Stops ses_1.'], limit_per_minute: null, needs_approval: false, approved_by: null },
  ...{ undo_requested_by: null, requested_by: 'U1', requested_at: opened_at, changed_at: opened_at, detail: null },
};

const withKill = (change: Partial<ContainmentRecord>): IncidentRecord => ({
  ...fresh,
  containment: [{ ...action, ...change }],
});

function apply(current: IncidentRecord, event: IncidentEvent) {
  return transition({ current, event, now });
}

/** The incident after events that must all be accepted. */
function follow(current: IncidentRecord, ...events: IncidentEvent[]): IncidentRecord {
  return events.reduce((incident, event) => {
    const result = apply(incident, event);
    if ('refused' in result) throw new Error(`${event.type}: ${result.refused}`);
    return result.next;
  }, current);
}

describe('a containment action', () => {
  const states: ContainmentState[] = [
    ...(['requested', 'approved', 'executing', 'executed'] as const),
    ...(['effective', 'unconfirmed', 'failed', 'undone'] as const),
  ];
  const allowed: Record<string, Partial<Record<ContainmentState, ContainmentState>>> = {
    'containment.withdrawn': { requested: 'failed', approved: 'failed' },
    'containment.executing': { requested: 'executing', approved: 'executing' },
    'containment.executed': { executing: 'executed' },
    'containment.effective': { executing: 'effective', executed: 'effective', unconfirmed: 'effective' },
    'containment.unconfirmed': { executing: 'unconfirmed', executed: 'unconfirmed' },
    'containment.failed': { executing: 'failed', executed: 'failed', unconfirmed: 'failed' },
    'containment.undo_requested': { executed: 'executed', effective: 'effective', unconfirmed: 'unconfirmed' },
  };
  const cases = Object.entries(allowed).flatMap(([type, moves]) =>
    states.map((from) => [type, from, moves[from]] as const),
  );

  test.each(cases)('%s from %s leads to %s', (type, from, to) => {
    const event = { type, by: 'bot', action_id: 'act_1', detail: 'said so' } as ContainmentProgress;
    const result = apply(withKill({ state: from }), event);
    if (to === undefined) expect(result).toHaveProperty('refused');
    else expect(result).toMatchObject({ next: { revision: 2, containment: [{ state: to }] } });
  });

  test('is executed after the request, verified after execution, each written down as an effect', () => {
    const { state: _state, id: action_id, ...rest } = action;
    const requested = apply(fresh, { ...rest, type: 'containment.requested', action_id, by: 'U1' });
    expect(requested).toEqual({
      next: {
        ...fresh,
        revision: 2,
        containment: [{ ...action, requested_at: at, changed_at: at }],
        checklist: fresh.checklist.map((item, index) =>
          index === 0 ? { ...item, state: 'in_progress', owner: 'U1', started_at: at } : item,
        ),
      },
      timeline: [{ at, by: 'U1', type: 'containment.requested', text: 'Kill of ses_1: requested.' }],
      outbox: [
        {
          ...{ kind: 'containment.execute', key: 'containment.execute:act_1', due_at: at },
          payload: { incident_id: 'inc_1', action_id: 'act_1' },
        },
        {
          ...{ kind: 'incident.card', key: 'incident.card:inc_1:2', due_at: at },
          payload: { incident_id: 'inc_1', revision: 2 },
        },
      ],
    });
    const executed = { type: 'containment.executed', by: 'bot', action_id: 'act_1', detail: null } as const;
    expect(apply(withKill({ state: 'executing' }), executed)).toMatchObject({
      timeline: [{ text: 'Kill of ses_1: accepted, not confirmed yet.' }],
      outbox: [{ key: 'containment.verify:act_1' }, {}],
    });
  });

  test('that needs approval waits for somebody else', () => {
    const waiting = withKill({ needs_approval: true });
    const by = (who: string) => ({ type: 'containment.approved', by: who, action_id: 'act_1' }) as const;
    expect(apply(waiting, { type: 'containment.executing', by: 'bot', action_id: 'act_1' })).toHaveProperty('refused');
    expect(apply(waiting, by('U1'))).toHaveProperty('refused');
    expect(apply(withKill({}), by('U2'))).toHaveProperty('refused');
    expect(apply(waiting, by('U2'))).toMatchObject({
      next: { containment: [{ state: 'approved', approved_by: 'U2' }] },
      outbox: [{ key: 'containment.execute:act_1' }, {}],
    });
  });

  test('ticks Contain when a kill is confirmed, not when it is merely accepted', () => {
    const executed = { type: 'containment.executed', by: 'bot', action_id: 'act_1', detail: null } as const;
    const effective = { type: 'containment.effective', by: 'bot', action_id: 'act_1', detail: 'stopped at 4' } as const;
    const accepted = follow(withKill({ state: 'executing' }), executed);
    expect(accepted.checklist[0]).toMatchObject({ state: 'open' });
    expect(follow(accepted, effective).checklist[0]).toMatchObject({ state: 'done', finished_at: at });
  });

  test('is undone once asked for; a failed undo can be asked for again under another key', () => {
    const ask = { type: 'containment.undo_requested', by: 'U2', action_id: 'act_1' } as const;
    const undone = { type: 'containment.undone', by: 'bot', action_id: 'act_1', detail: null } as const;
    const effective = withKill({ state: 'effective' });
    expect(apply(effective, undone)).toMatchObject({ code: 'conflict' });
    const asked = follow(effective, ask);
    expect(apply(asked, ask)).toMatchObject({ code: 'repeated' });
    expect(follow(asked, undone).containment[0]).toMatchObject({ state: 'undone', undo_requested_by: null });
    const failed = follow(asked, { ...undone, type: 'containment.undo_failed', detail: 'The proxy is down.' });
    expect(failed.containment[0]).toMatchObject({ state: 'effective', undo_requested_by: null });
    const keys = [effective, failed].map((incident) => {
      const result = apply(incident, ask);
      return 'outbox' in result ? result.outbox[0]?.key : null;
    });
    expect(keys).toEqual(['containment.undo:act_1:2', 'containment.undo:act_1:4']);
  });

  test.each<[string, Partial<ContainmentRecord>, number, string | null]>([
    ['the same button on the same card', { state: 'failed' }, 3, 'repeated'],
    ['a newer card while it is under way', { state: 'executing' }, 4, 'conflict'],
    ['a newer card when it is effective', { state: 'effective' }, 4, 'conflict'],
    ['a newer card when it failed', { state: 'failed' }, 4, null],
    ['a newer card when it is unconfirmed', { state: 'unconfirmed' }, 4, null],
    ['a newer card when it was undone', { state: 'undone' }, 4, null],
    ['another target', { state: 'executing', target: 'ses_child' }, 3, null],
    ['another kind', { state: 'executing', kind: 'revoke' }, 3, null],
  ])('asked for again from %s', (_name, earlier, card_revision, code) => {
    const { state: _state, id: _id, ...rest } = action;
    const event = { ...rest, type: 'containment.requested', action_id: 'act_2', by: 'U2', card_revision } as const;
    const result = apply(withKill(earlier), event);
    expect('code' in result ? result.code : null).toBe(code);
  });

  test('needs a plan, and a rate limit a number; a limit that holds can be replaced', () => {
    const { state: _state, id: _id, ...rest } = action;
    const kill = { ...rest, type: 'containment.requested', action_id: 'act_2', by: 'U2', card_revision: 9 } as const;
    expect(apply(fresh, { ...kill, plan: [] })).toMatchObject({ code: 'invalid' });
    const limit = { ...kill, kind: 'rate_limit' } as const;
    expect(apply(fresh, limit)).toMatchObject({ code: 'invalid' });
    const held = withKill({ kind: 'rate_limit', state: 'effective', limit_per_minute: 60 });
    expect(apply(held, { ...limit, limit_per_minute: 6 })).toHaveProperty('next');
  });
});

describe('a checklist item', () => {
  const item = 'capture' as const;
  const started = { type: 'checklist.started', item, by: 'U1' } as const;
  const done = { type: 'checklist.done', item, by: 'U2' } as const;
  const skipped = { type: 'checklist.skipped', item, by: 'U2', reason: 'The trace is gone.' } as const;
  const reopened = { type: 'checklist.reopened', item, by: 'U3' } as const;

  test.each<[string, IncidentEvent[], object]>([
    ['started', [started], { state: 'in_progress', owner: 'U1', started_at: at, finished_at: null }],
    ['taken over', [started, { ...started, by: 'U9' }], { state: 'in_progress', owner: 'U9', started_at: at }],
    ['done by another', [started, done], { state: 'done', owner: 'U1', started_at: at, finished_at: at }],
    ['done at once', [done], { state: 'done', owner: 'U2', started_at: at, finished_at: at }],
    ['skipped', [skipped], { state: 'skipped', owner: 'U2', reason: 'The trace is gone.', finished_at: at }],
    ['reopened', [skipped, reopened], { state: 'open', owner: null, reason: null, finished_at: null }],
  ])('%s', (_name, events, expected) => {
    expect(follow(fresh, ...events).checklist[1]).toMatchObject(expected);
  });

  test.each<[string, IncidentEvent[], IncidentEvent, string]>([
    ['skipped without a reason', [], { ...skipped, reason: '  ' }, 'invalid'],
    ['started twice by the same', [started], started, 'repeated'],
    ['done twice', [done], done, 'repeated'],
    ['skipped when done', [done], skipped, 'conflict'],
    ['started when skipped', [skipped], started, 'conflict'],
    ['reopened when open', [], reopened, 'repeated'],
  ])('is refused: %s', (_name, events, event, code) => {
    expect(apply(follow(fresh, ...events), event)).toMatchObject({ code });
  });
});

describe('an incident', () => {
  const resolved = { type: 'incident.resolved', by: 'U1' } as const;
  const finish = fresh.checklist.map(({ name }) => ({ type: 'checklist.done', item: name, by: 'U1' }) as const);
  const closed = follow(fresh, ...finish, resolved);
  const reported = follow(fresh, { type: 'report.attached', by: 'bot', report: emptyReport('ses_1') });

  test('is resolved when its items are finished, else only with a reason', () => {
    expect(closed).toMatchObject({ status: 'resolved', resolved_at: at });
    expect(apply(fresh, resolved)).toMatchObject({
      code: 'conflict',
      refused: expect.stringContaining('Contain, Capture'),
    });
    expect(follow(fresh, { ...resolved, reason: 'A drill.' }).status).toBe('resolved');
    expect(apply(closed, resolved)).toMatchObject({ code: 'repeated' });
  });

  test.each(['requested', 'approved', 'executing', 'executed'] as const)(
    'waits for containment that is %s',
    (state) => {
      expect(apply(withKill({ state }), { ...resolved, reason: 'Over.' })).toMatchObject({ code: 'conflict' });
    },
  );

  test.each(['effective', 'unconfirmed', 'failed', 'undone'] as const)('does not wait for one that is %s', (state) => {
    expect(follow(withKill({ state }), { ...resolved, reason: 'Over.' }).status).toBe('resolved');
  });

  test('asks for what follows when it is resolved and reopened', () => {
    const result = apply(closed, { type: 'incident.reopened', by: 'U2', reason: 'It came back.' });
    expect(result).toMatchObject({
      next: { status: 'open', resolved_at: null },
      timeline: [{ text: 'Reopened. It came back.' }],
      outbox: [{ kind: 'incident.reopened', key: 'incident.reopened:inc_1:8' }, { kind: 'incident.card' }],
    });
  });

  test('takes no checklist or containment steps when resolved, but what the postmortem needs', () => {
    expect(apply(closed, { type: 'checklist.reopened', item: 'contain', by: 'U1' })).toMatchObject({
      code: 'conflict',
    });
    const { state: _state, id: action_id, ...rest } = action;
    expect(apply(closed, { ...rest, type: 'containment.requested', action_id, by: 'U1' })).toMatchObject({
      code: 'conflict',
    });
    expect(follow(closed, { type: 'root_cause.set', by: 'U1', root_cause: 'prompt_design' }).root_cause).toBe(
      'prompt_design',
    );
    const effective = { ...closed, containment: [{ ...action, state: 'effective' as const }] };
    expect(follow(effective, { type: 'containment.undo_requested', by: 'U1', action_id: 'act_1' })).toHaveProperty(
      'revision',
    );
  });

  test('ticks Classify and Fault origin when a finding is accepted or corrected', () => {
    const accepted = follow(reported, { type: 'mode.accepted', by: 'U1' });
    expect(accepted.checklist[2]).toMatchObject({ state: 'done', owner: 'U1' });
    const mode = { type: 'mode.overridden', by: 'U2', mode: 'tool_misfire', reason: 'Wrong tool.' } as const;
    const origin = { type: 'origin.overridden', by: 'U2', step: 3, reason: 'Said there first.' } as const;
    expect(follow(reported, mode, origin)).toMatchObject({
      mode_override: { mode: 'tool_misfire', by: 'U2', reason: 'Wrong tool.' },
      origin_override: { step: 3, by: 'U2', reason: 'Said there first.' },
      checklist: [{}, {}, { state: 'done' }, { state: 'done' }, {}],
    });
    expect(apply(reported, { ...mode, reason: '' })).toMatchObject({ code: 'invalid' });
  });

  test('has no finding to accept before there is one', () => {
    expect(apply(fresh, { type: 'mode.accepted', by: 'U1' })).toMatchObject({ code: 'conflict' });
    expect(apply(reported, { type: 'origin.accepted', by: 'U1' })).toMatchObject({ code: 'conflict' });
  });

  test('keeps an older report when a newer capture fails', () => {
    const missing = { type: 'report.missing', by: 'bot', problem: 'Langfuse did not answer in 8 s.' } as const;
    expect(follow(reported, missing)).toMatchObject({ report: reported.report, report_problem: missing.problem });
  });
});
