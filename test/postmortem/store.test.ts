import { and, count, eq, isNull, like } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../src/db/client.ts';
import { outbox, reminders } from '../../src/db/schema.ts';
import { createIncidentStore } from '../../src/incident/store.ts';
import { createPostmortemStore, type PostmortemStore } from '../../src/postmortem/store.ts';
import { type World, worlds } from '../db/worlds.ts';

const now = new Date('2026-11-22T10:00:00.000Z');
const hours = (after: number) => new Date(now.getTime() + after * 3_600_000);
const dueAt = hours(48);
const text =
  '<!-- section: facts -->\nFacts 1.\n<!-- /section: facts -->\n\n<!-- section: checklist -->\n- [ ] Eval <!-- item: eval_added -->\n<!-- /section: checklist -->\n';

describe.each(worlds())('postmortems on $name', ({ create }) => {
  let world: World;
  let database: Database;
  let store: PostmortemStore;

  beforeAll(async () => {
    world = await create();
    database = await openDatabase(world.options);
    store = createPostmortemStore(database);
  }, 60_000);

  afterAll(async () => {
    await database.close();
    await world.remove();
  });

  let sessions = 0;
  async function opened() {
    sessions += 1;
    const request = { sessionId: `ses_${sessions}`, openedBy: 'U1', now, requestKey: `request ${sessions}` };
    const { incident } = await createIncidentStore(database).openIncident(request);
    await store.open({ incidentId: incident.id, owner: 'U1', dueAt, text, now });
    return incident.id;
  }

  async function stepsOf(incidentId: string): Promise<string[]> {
    const rows = await database.select().from(reminders).where(eq(reminders.incidentId, incidentId));
    return rows
      .sort((one, other) => one.dueAt.getTime() - other.dueAt.getTime())
      .map(({ step, dueAt: at, sentAt, cancelledAt }) => {
        const state = sentAt !== null ? 'sent' : cancelledAt !== null ? 'cancelled' : 'waiting';
        return `${step} ${(at.getTime() - now.getTime()) / 3_600_000}h ${state}`;
      });
  }

  async function effects(incidentId: string, kind: string): Promise<string[]> {
    const where = and(eq(outbox.kind, kind), like(outbox.dedupeKey, `%${incidentId}%`));
    const rows = await database.select().from(outbox).where(where).orderBy(outbox.id);
    return rows.map(({ dedupeKey }) => dedupeKey.slice(`${kind}:${incidentId}:`.length));
  }

  test('opening it ten times at once is one postmortem with its reminders, and the effects that wake for them', async () => {
    const request = { sessionId: 'ses_ten', openedBy: 'U1', now, requestKey: 'request ten' };
    const { incident } = await createIncidentStore(database).openIncident(request);
    const all = await Promise.all(
      Array.from({ length: 10 }, () => store.open({ incidentId: incident.id, owner: null, dueAt, text, now })),
    );
    expect(all.filter(({ created }) => created)).toHaveLength(1);
    expect(await store.get(incident.id)).toMatchObject({ state: 'draft', revision: 1, text, rendered: text, dueAt });
    expect(await stepsOf(incident.id)).toEqual(['half 24h waiting', 'near 44h waiting', 'overdue 48h waiting']);
    expect(await effects(incident.id, 'reminder.send')).toEqual([
      `half:${hours(24).getTime()}`,
      `near:${hours(44).getTime()}`,
      `overdue:${hours(48).getTime()}`,
    ]);
    expect(await effects(incident.id, 'postmortem.changed')).toEqual(['1']);
  });

  test('what is not there is said', async () => {
    const open = store.open({ incidentId: 'inc_none', owner: null, dueAt, text, now });
    await expect(open).rejects.toMatchObject({ code: 'incident.not-found' });
    await expect(store.publish({ incidentId: 'inc_none', url: 'x', now })).rejects.toMatchObject({
      code: 'postmortem.not-found',
    });
    expect(await store.get('inc_none')).toBeNull();
  });

  test('two people who save at once: one is kept, the other is told, nothing is overwritten', async () => {
    const incidentId = await opened();
    const save = (own: string) => store.save({ incidentId, text: `${text}${own}`, expectedRevision: 1, now });
    const results = await Promise.all([save('Ada'), save('Grace')]);
    const kept = results.filter((result) => !('refused' in result));
    expect(kept).toHaveLength(1);
    expect(results.find((result) => 'refused' in result)).toMatchObject({ code: 'conflict' });
    expect(await store.get(incidentId)).toEqual(kept[0]?.postmortem);
    expect(await effects(incidentId, 'postmortem.changed')).toEqual(['1', '2']);
  });

  test('a rendering keeps what people wrote and becomes the base of the next one', async () => {
    const incidentId = await opened();
    const mine = text.replace('Facts 1.', 'Mine.').replace('[ ]', '[x]');
    await store.save({ incidentId, text: mine, expectedRevision: 1, now });
    const renew = (facts: string, expectedRevision: number) => {
      const rendering = text.replace('Facts 1.', facts).replace('[ ]', '[x]');
      return store.rerender({ incidentId, rendering, expectedRevision, now });
    };
    expect(await renew('Facts 2.', 1)).toMatchObject({ code: 'conflict', postmortem: { revision: 2 } });
    const second = await renew('Facts 2.', 2);
    expect(second.postmortem).toMatchObject({ revision: 3, ticks: { eval_added: true } });
    expect(await renew('Facts 2.', 3)).toMatchObject({ code: 'repeated', postmortem: { revision: 3 } });
    const { postmortem } = await renew('Facts 3.', 3);
    expect(postmortem.text).toContain('Mine.');
    expect(postmortem.text).toContain('Facts 3.');
    expect(postmortem.text).not.toContain('Facts 2.');
    expect(postmortem.rendered).toContain('Facts 3.');
  });

  test('8 renderings and 8 saves at once lose no line, each tried until it is taken', async () => {
    const incidentId = await opened();
    const attempt = async (run: (revision: number, current: string) => ReturnType<PostmortemStore['save']>) => {
      for (;;) {
        const current = await store.get(incidentId);
        const result = await run(current?.revision ?? 0, current?.text ?? '');
        if (!('refused' in result) || result.code === 'repeated') return;
      }
    };
    const numbers = Array.from({ length: 8 }, (_, index) => index);
    await Promise.all(
      numbers.flatMap((number) => [
        attempt((expectedRevision, current) => {
          const own = current.replace('<!-- /section: facts -->', `Line ${number}.\n<!-- /section: facts -->`);
          return store.save({ incidentId, text: own, expectedRevision, now });
        }),
        attempt((expectedRevision) => {
          const rendering = text.replace('Facts 1.', `Facts of rendering ${number}.`);
          return store.rerender({ incidentId, rendering, expectedRevision, now });
        }),
      ]),
    );
    const kept = (await store.get(incidentId))?.text.match(/^Line \d+\.$/gm) ?? [];
    expect(kept.sort()).toEqual(numbers.map((number) => `Line ${number}.`).sort());
  });

  test('owner and ticks are kept, a click that comes twice changes nothing', async () => {
    const incidentId = await opened();
    await store.setOwner({ incidentId, owner: 'U2', now });
    expect(await store.setOwner({ incidentId, owner: 'U2', now })).toMatchObject({ code: 'repeated' });
    const clicks = await Promise.all(
      Array.from({ length: 5 }, () => store.tick({ incidentId, item: 'alert_configured', done: true, now })),
    );
    expect(clicks.filter((click) => !('refused' in click))).toHaveLength(1);
    expect(await store.get(incidentId)).toMatchObject({ owner: 'U2', ticks: { alert_configured: true }, revision: 3 });
  });

  test('distributing ends the reminders, whatever was waiting', async () => {
    const incidentId = await opened();
    await store.publish({ incidentId, url: 'file:///x.md', now: hours(1) });
    await store.distribute({ incidentId, by: 'U1', now: hours(2) });
    expect(await store.get(incidentId)).toMatchObject({
      state: 'distributed',
      url: 'file:///x.md',
      publishedAt: hours(1),
      closedBy: 'U1',
      closedAt: hours(2),
    });
    expect((await stepsOf(incidentId)).every((step) => step.endsWith('cancelled'))).toBe(true);
    expect(await store.dueReminders(hours(100), incidentId)).toEqual([]);
    expect(await store.markReminderSent(incidentId, 'half', hours(100))).toBe(false);
  });

  test('a waiver ends them, too, and says why', async () => {
    const incidentId = await opened();
    expect(await store.waive({ incidentId, by: 'U1', reason: ' ', now })).toMatchObject({ code: 'invalid' });
    await store.waive({ incidentId, by: 'U1', reason: 'A drill.', now });
    expect(await store.get(incidentId)).toMatchObject({ state: 'waived', reason: 'A drill.' });
    expect(await store.dueReminders(hours(100), incidentId)).toEqual([]);
  });

  test('each reminder is sent once however many want to, and an overdue one brings the next', async () => {
    const incidentId = await opened();
    expect(await store.dueReminders(hours(23), incidentId)).toEqual([]);
    expect(await store.dueReminders(hours(24), incidentId)).toMatchObject([
      { incidentId, step: 'half', owner: 'U1', postmortemDueAt: dueAt },
    ]);
    const sent = await Promise.all([1, 2, 3, 4].map(() => store.markReminderSent(incidentId, 'half', hours(24))));
    expect(sent.filter(Boolean)).toHaveLength(1);
    expect(await store.dueReminders(hours(25), incidentId)).toEqual([]);
    await store.markReminderSent(incidentId, 'near', hours(44));
    await store.markReminderSent(incidentId, 'overdue', hours(48));
    await store.markReminderSent(incidentId, 'overdue-2', hours(72));
    expect(await stepsOf(incidentId)).toEqual([
      'half 24h sent',
      'near 44h sent',
      'overdue 48h sent',
      'overdue-2 72h sent',
      'overdue-3 96h waiting',
    ]);
    expect(await effects(incidentId, 'reminder.send')).toContain(`overdue-3:${hours(96).getTime()}`);
  });

  test('after a long stop only the latest reminder is sent, the ones before it are dropped', async () => {
    const incidentId = await opened();
    const due = await store.dueReminders(hours(60), incidentId);
    expect(due.map(({ step }) => step)).toEqual(['overdue']);
    await store.markReminderSent(incidentId, 'overdue', hours(60));
    expect(await stepsOf(incidentId)).toEqual([
      'half 24h cancelled',
      'near 44h cancelled',
      'overdue 48h sent',
      'overdue-2 84h waiting',
    ]);
  });

  test('snoozing puts off what would come before, wakes for it anew, and counts only when it did something', async () => {
    const incidentId = await opened();
    const snooze = (until: number, at = 20) =>
      store.snooze({ incidentId, by: 'U1', until: hours(until), now: hours(at) });
    expect(await snooze(23)).toMatchObject({ code: 'invalid', postmortem: { snoozes: 0 } });
    expect((await snooze(30)).postmortem.snoozes).toBe(1);
    expect(await stepsOf(incidentId)).toEqual(['half 30h waiting', 'near 44h waiting', 'overdue 48h waiting']);
    expect(await effects(incidentId, 'reminder.send')).toContain(`half:${hours(30).getTime()}`);
    await snooze(50);
    expect(await stepsOf(incidentId)).toEqual(['half 30h cancelled', 'near 44h cancelled', 'overdue 50h waiting']);
    expect(await snooze(73)).toMatchObject({ code: 'invalid' });
    await snooze(72);
    expect(await snooze(71)).toMatchObject({ code: 'conflict' });
    expect(await store.dueReminders(hours(71), incidentId)).toEqual([]);
    expect(await store.dueReminders(hours(72), incidentId)).toMatchObject([{ step: 'overdue' }]);
  });

  test('the list of late ones names open ones only, soonest due first, without their documents', async () => {
    const before = await store.list({ openDueBefore: dueAt });
    const [first, second, closed] = [await opened(), await opened(), await opened()];
    await store.waive({ incidentId: closed, by: 'U1', reason: 'A drill.', now });
    expect(await store.list({ openDueBefore: dueAt })).toEqual(before);
    const late = await store.list({ openDueBefore: hours(49) });
    const ids = late.map(({ incidentId }) => incidentId);
    expect(ids).toEqual(expect.arrayContaining([first, second]));
    expect(ids).not.toContain(closed);
    expect(late[0]).not.toHaveProperty('text');
    expect((await store.list()).map(({ incidentId }) => incidentId)).toContain(closed);
  });

  test('a refused change writes nothing', async () => {
    const incidentId = await opened();
    const written = await database.select({ rows: count() }).from(outbox);
    await store.distribute({ incidentId, by: 'U1', now });
    await store.save({ incidentId, text: 'x', expectedRevision: 9, now });
    expect(await store.get(incidentId)).toMatchObject({ state: 'draft', revision: 1, text });
    expect(await database.select({ rows: count() }).from(outbox)).toEqual(written);
    const open = await database
      .select()
      .from(reminders)
      .where(and(eq(reminders.incidentId, incidentId), isNull(reminders.cancelledAt)));
    expect(open).toHaveLength(3);
  });
});
