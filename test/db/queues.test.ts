import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../src/db/client.ts';
import { createInbox } from '../../src/db/inbox.ts';
import { addToOutbox, createOutbox } from '../../src/db/outbox.ts';
import { inbox, outbox } from '../../src/db/schema.ts';
import { type World, worlds } from './worlds.ts';

const now = new Date('2026-11-22T10:00:00.000Z');
const later = (ms: number) => new Date(now.getTime() + ms);
const claim = { limit: 100, leaseMs: 30_000 };

describe.each(worlds())('outbox and inbox on $name', ({ create }) => {
  let world: World;
  let database: Database;

  beforeAll(async () => {
    world = await create();
    database = await openDatabase(world.options);
  }, 60_000);

  beforeEach(async () => {
    await database.delete(outbox);
    await database.delete(inbox);
  });

  afterAll(async () => {
    await database.close();
    await world.remove();
  });

  const add = (key: string, dueAt = now) => addToOutbox(database, [{ kind: 'post', key, payload: { key }, dueAt }]);
  const delivery = (key: string) => ({ kind: 'command', key, payload: { text: key }, receivedAt: now });

  test('an effect is written once per key and given out once while its claim holds', async () => {
    const box = createOutbox(database);
    await add('one');
    await add('one');
    const [row, ...others] = await box.claim({ ...claim, now });
    expect(row).toMatchObject({ kind: 'post', key: 'one', payload: { key: 'one' }, attempts: 1 });
    expect(others).toEqual([]);
    expect(await box.claim({ ...claim, now: later(29_999) })).toEqual([]);
  });

  test('a claim whose holder crashed is given out again, and the old holder can no longer report', async () => {
    const box = createOutbox(database);
    await add('lost');
    const [lost] = await box.claim({ ...claim, now });
    const [again] = await box.claim({ ...claim, now: later(30_000) });
    if (lost === undefined || again === undefined) throw new Error('nothing was claimed');
    expect(again).toMatchObject({ id: lost.id, attempts: 2 });
    expect(await box.finish(lost, later(30_001))).toBe(false);
    expect(await box.retry(lost, later(30_001), 'late')).toBe(false);
    expect(await box.finish(again, later(30_002))).toBe(true);
    expect(await box.claim({ ...claim, now: later(1e9) })).toEqual([]);
    expect(await box.nextDueAt()).toBeNull();
  });

  test('a failed effect is due again when it was put off to, not before', async () => {
    const box = createOutbox(database);
    await add('later', later(500));
    await add('failing');
    const [failing, ...others] = await box.claim({ ...claim, now });
    if (failing === undefined) throw new Error('nothing was claimed');
    expect(others).toEqual([]);
    expect(await box.retry(failing, later(1_000), '429: Retry-After 1')).toBe(true);
    expect(await box.nextDueAt()).toEqual(later(500));
    expect((await box.claim({ ...claim, now: later(999) })).map(({ key }) => key)).toEqual(['later']);
    expect((await box.claim({ ...claim, now: later(1_000) })).map(({ key }) => key)).toEqual(['failing']);
  });

  test('ten claims at once share the rows without overlap', async () => {
    const box = createOutbox(database);
    const rows = Array.from({ length: 100 }, (_, index) => ({
      kind: 'post',
      key: `${index}`,
      payload: {},
      dueAt: now,
    }));
    await addToOutbox(database, rows);
    const claims = Array.from({ length: 10 }, () => box.claim({ now, limit: 10, leaseMs: 30_000 }));
    const taken = (await Promise.all(claims)).flat().map(({ id }) => id);
    const rest = await box.claim({ ...claim, now });
    expect(new Set(taken).size).toBe(taken.length);
    expect(taken.length + rest.length).toBe(100);
  });

  test('200 deliveries at once are one insert, acknowledged only when durable', async () => {
    const box = createInbox(database);
    const recorded = await Promise.all(Array.from({ length: 200 }, (_, index) => box.record(delivery(`${index}`))));
    expect(recorded.every((fresh) => fresh)).toBe(true);
    // Rows of one transaction carry its id.
    const [writes] = await database
      .select({ transactions: sql<number>`count(distinct xmin::text)::int`, rows: sql<number>`count(*)::int` })
      .from(inbox);
    expect(writes).toEqual({ transactions: 1, rows: 200 });
  });

  test('more than fit into one insert are recorded all the same, and what arrives meanwhile too', async () => {
    const box = createInbox(database);
    const first = Array.from({ length: 1_500 }, (_, index) => box.record(delivery(`a${index}`)));
    await first[0];
    const second = Array.from({ length: 10 }, (_, index) => box.record(delivery(`b${index}`)));
    await Promise.all([...first, ...second]);
    expect(await database.$count(inbox)).toBe(1_510);
  });

  test('a delivery repeated in the same batch or later is recorded once', async () => {
    const box = createInbox(database);
    expect(await Promise.all([box.record(delivery('x')), box.record(delivery('x'))])).toEqual([true, false]);
    expect(await box.record(delivery('x'))).toBe(false);
    expect(await database.$count(inbox)).toBe(1);
  });

  test('a write that fails is reported to all who waited, and the next one works', async () => {
    const box = createInbox(database);
    const broken = { ...delivery('y'), receivedAt: new Date(Number.NaN) };
    const results = await Promise.allSettled([box.record(broken), box.record(delivery('z'))]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await box.record(delivery('z'))).toBe(true);
  });

  test('a delivery whose handler crashed is handled again, then never more', async () => {
    const box = createInbox(database);
    await box.record(delivery('handle'));
    expect(await box.claim({ ...claim, now })).toHaveLength(1);
    expect(await box.claim({ ...claim, now: later(1) })).toEqual([]);
    const [again] = await box.claim({ ...claim, now: later(30_000) });
    if (again === undefined) throw new Error('nothing was claimed');
    expect(again).toMatchObject({ key: 'handle', payload: { text: 'handle' }, receivedAt: now, attempts: 2 });
    expect(await box.retry(again, later(31_000), 'down')).toBe(true);
    const [third] = await box.claim({ ...claim, now: later(31_000) });
    if (third === undefined) throw new Error('nothing was claimed');
    expect(await box.finish(third, later(31_001))).toBe(true);
    expect(await box.claim({ ...claim, now: later(1e9) })).toEqual([]);
  });
});
