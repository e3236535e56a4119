import { count, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../src/db/client.ts';
import { createOutbox } from '../../src/db/outbox.ts';
import { inbox, incidents, outbox, timeline } from '../../src/db/schema.ts';
import type { ContainmentRequest } from '../../src/incident/incident-event.ts';
import { createIncidentStore, type IncidentStore } from '../../src/incident/store.ts';
import { runChild } from '../db/run-child.ts';
import { type World, worlds } from '../db/worlds.ts';
import { emptyReport } from './empty-report.ts';

const now = new Date('2026-11-22T10:00:00.000Z');
const later = (ms: number) => new Date(now.getTime() + ms);

function kill(sessionId: string, actionId: string, cardRevision: number): ContainmentRequest {
  const plan = [`Stops ${sessionId} at its next step.`];
  const what = { kind: 'kill', target: sessionId, provider: 'control-flag', limit_per_minute: null } as const;
  const event = { type: 'containment.requested', action_id: actionId, by: 'U1', needs_approval: false } as const;
  return { ...event, ...what, plan, card_revision: cardRevision };
}

describe.each(worlds())('incidents on $name', ({ create }) => {
  let world: World;
  let database: Database;
  let store: IncidentStore;

  beforeAll(async () => {
    world = await create();
    database = await openDatabase(world.options);
    store = createIncidentStore(database);
  }, 60_000);

  afterAll(async () => {
    await database.close();
    await world.remove();
  });

  const open = async (sessionId: string, requestKey = `request ${sessionId}`) =>
    await store.openIncident({ sessionId, openedBy: 'U1', now, requestKey });

  test('50 concurrent commands for one session open one incident and use up one number', async () => {
    const before = await open('ses_before');
    const opened = await Promise.all(Array.from({ length: 50 }, (_, index) => open('ses_many', `many ${index}`)));
    const after = await open('ses_after');
    expect(new Set(opened.map(({ incident }) => incident.id)).size).toBe(1);
    expect(opened.filter(({ created }) => created)).toHaveLength(1);
    expect(opened[0]?.incident.number).toBe(before.incident.number + 1);
    expect(after.incident.number).toBe(before.incident.number + 2);
    const rows = await database.select().from(incidents).where(eq(incidents.sessionId, 'ses_many'));
    expect(rows).toHaveLength(1);
    expect(await store.timeline(rows[0]?.id ?? '')).toHaveLength(1);
  });

  test('the database itself refuses a second open incident for a session', async () => {
    const { incident } = await open('ses_index');
    const row = { id: 'inc_second', sessionId: 'ses_index', status: 'open', openedBy: 'U1', openedAt: now } as const;
    const insert = database.insert(incidents).values({ ...row, revision: 1, requestKey: 'second' });
    await expect(insert).rejects.toMatchObject({ cause: { code: '23505' } });
    expect((await store.findBySession('ses_index'))?.id).toBe(incident.id);
  });

  test('a command delivered again after the incident was resolved opens no second one; a new command does', async () => {
    const { incident } = await open('ses_again', 'delivery 1');
    await store.apply(incident.id, { type: 'incident.resolved', by: 'U1', reason: 'A drill.' }, { now });
    const repeated = await open('ses_again', 'delivery 1');
    expect(repeated).toMatchObject({ created: false, incident: { id: incident.id, status: 'resolved' } });
    const fresh = await open('ses_again', 'delivery 2');
    expect(fresh).toMatchObject({ created: true, incident: { status: 'open' } });
    const reopened = await store.apply(incident.id, { type: 'incident.reopened', by: 'U1', reason: 'Again.' }, { now });
    expect(reopened).toMatchObject({
      code: 'conflict',
      refused: `Incident ${fresh.incident.number} is open for the same session. Continue there.`,
    });
  });

  test('20 clicks on one Kill button are one action, one execution and one line', async () => {
    const { incident } = await open('ses_clicks');
    const clicks = Array.from({ length: 20 }, (_, index) => kill('ses_clicks', `act_clicks_${index}`, 1));
    const applied = await Promise.all(clicks.map((click) => store.apply(incident.id, click, { now })));
    expect(applied.filter((result) => 'timeline' in result)).toHaveLength(1);
    expect(applied.filter((result) => 'code' in result && result.code === 'repeated')).toHaveLength(19);
    const kept = await store.get(incident.id);
    expect(kept?.containment).toHaveLength(1);
    const rows = await database.select().from(outbox).where(eq(outbox.kind, 'containment.execute'));
    expect(rows.filter(({ payload }) => JSON.stringify(payload).includes(incident.id))).toHaveLength(1);
    expect((await store.timeline(incident.id)).map(({ type }) => type)).toEqual([
      'incident.opened',
      'containment.requested',
    ]);
  });

  test('an incident comes back as it was left, and its timeline in the order things happened', async () => {
    const { incident } = await open('ses_path');
    const id = incident.id;
    const report = emptyReport('ses_path');
    await store.apply(id, { type: 'report.attached', by: 'bot', report }, { now: later(1) });
    await store.apply(id, kill('ses_path', 'act_path', 2), { now: later(2) });
    await store.apply(id, { type: 'containment.executing', by: 'bot', action_id: 'act_path' }, { now: later(3) });
    const executed = { type: 'containment.executed', by: 'bot', action_id: 'act_path', detail: null } as const;
    await store.apply(id, executed, { now: later(4) });
    const effective = { type: 'containment.effective', by: 'bot', action_id: 'act_path', detail: 'stopped at step 4' };
    const last = await store.apply(id, { ...effective, type: 'containment.effective' }, { now: later(5) });
    expect(last.incident).toEqual(await store.get(id));
    expect(last.incident).toMatchObject({
      revision: 6,
      report,
      checklist: [{ name: 'contain', state: 'done', owner: 'U1' }, {}, {}, {}, {}],
      containment: [{ state: 'effective', detail: 'stopped at step 4', changed_at: later(5).toISOString() }],
    });
    expect((await store.timeline(id)).map(({ type, at }) => `${type} ${at.slice(-5)}`)).toEqual([
      'incident.opened .000Z',
      'report.attached .001Z',
      'containment.requested .002Z',
      'containment.executing .003Z',
      'containment.executed .004Z',
      'containment.effective .005Z',
    ]);
    expect((await store.listOpen()).map((one) => one.id)).toContain(id);
  });

  test('40 events at once are 40 revisions, none lost', async () => {
    const { incident } = await open('ses_notes');
    const notes = Array.from({ length: 40 }, (_, index) => `note ${index}`);
    await Promise.all(notes.map((text) => store.apply(incident.id, { type: 'note.added', by: 'U1', text }, { now })));
    expect((await store.get(incident.id))?.revision).toBe(41);
    const lines = await store.timeline(incident.id);
    expect(
      lines
        .slice(1)
        .map(({ text }) => text)
        .sort(),
    ).toEqual(notes.sort());
  });

  test('an event with a key counts once, and one for an older card can be refused', async () => {
    const { incident } = await open('ses_key');
    const note = { type: 'note.added', by: 'U1', text: 'Seen by support.' } as const;
    const both = await Promise.all([1, 2].map(() => store.apply(incident.id, note, { now, key: 'reaction 7' })));
    expect(both.filter((result) => 'code' in result && result.code === 'repeated')).toHaveLength(1);
    expect(await store.timeline(incident.id)).toHaveLength(2);
    const stale = await store.apply(incident.id, note, { now, expectedRevision: 1 });
    expect(stale).toMatchObject({ code: 'conflict', incident: { revision: 2 } });
  });

  test('a refused event writes nothing', async () => {
    const { incident } = await open('ses_refused');
    const effects = await database.select({ rows: count() }).from(outbox);
    const skip = { type: 'checklist.skipped', item: 'contain', by: 'U1', reason: ' ' } as const;
    expect(await store.apply(incident.id, skip, { now })).toMatchObject({ code: 'invalid' });
    expect(await store.get(incident.id)).toEqual(incident);
    expect(await store.timeline(incident.id)).toHaveLength(1);
    expect(await database.select({ rows: count() }).from(outbox)).toEqual(effects);
  });

  test('an event for an unknown incident is an error that says so', async () => {
    const note = { type: 'note.added', by: 'U1', text: 'x' } as const;
    await expect(store.apply('inc_none', note, { now })).rejects.toMatchObject({ code: 'incident.not-found' });
    expect(await store.get('inc_none')).toBeNull();
  });

  test('NUL and half surrogates from a trace do not stop the records', async () => {
    const { incident } = await open('ses_\0odd');
    expect((await open('ses_\0odd', 'other')).incident.id).toBe(incident.id);
    const report = { ...emptyReport('ses_\0odd'), extra: { 'key\0': 'a\ud800b', fine: '\\u0000 😀' } };
    await store.apply(incident.id, { type: 'report.attached', by: 'bot', report }, { now });
    await store.apply(incident.id, { type: 'note.added', by: 'U1', text: 'a\0b' }, { now });
    expect((await store.get(incident.id))?.report).toMatchObject({
      extra: { 'key\ufffd': 'a\ufffdb', fine: '\\u0000 😀' },
    });
    expect((await store.timeline(incident.id)).at(-1)?.text).toBe('a\ufffdb');
  });
});

describe.each(worlds())('a crash on $name', ({ create }) => {
  test('loses nothing that was acknowledged and leaves nothing half written, three times in a row', async () => {
    const world = await create();
    const acknowledged: string[] = [];
    for (const writes of [1, 20, 64]) {
      const child = runChild('../incident/busy-child.ts', world.options);
      await child.reached(writes);
      await child.kill();
      acknowledged.push(...child.lines);
    }
    const database = await openDatabase(world.options);
    const revisions = new Map((await database.select().from(incidents)).map(({ id, revision }) => [id, revision]));
    const deliveries = new Set((await database.select().from(inbox)).map(({ dedupeKey }) => dedupeKey));
    for (const line of acknowledged.filter((text) => text.endsWith('}'))) {
      const seen: { inbox?: string; incident?: string; revision?: number } = JSON.parse(line);
      if (seen.inbox !== undefined) expect(deliveries).toContain(seen.inbox);
      if (seen.incident !== undefined) expect(revisions.get(seen.incident)).toBeGreaterThanOrEqual(seen.revision ?? 0);
    }
    expect(acknowledged.length).toBeGreaterThanOrEqual(85);
    const lines = await database
      .select({ id: timeline.incidentId, rows: count() })
      .from(timeline)
      .groupBy(timeline.incidentId);
    expect(new Map(lines.map(({ id, rows }) => [id, rows]))).toEqual(revisions);
    const cards = await database.select({ rows: count() }).from(outbox).where(eq(outbox.kind, 'incident.card'));
    expect(cards[0]?.rows).toBe([...revisions.values()].reduce((sum, revision) => sum + revision, 0));

    // Every effect written before the crash is still there to be relayed.
    const due = await createOutbox(database).claim({ now: new Date(), limit: 10_000, leaseMs: 1_000 });
    expect(due.length).toBe((cards[0]?.rows ?? 0) + revisions.size);
    await database.close();
    await world.remove();
  }, 120_000);
});
