import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../src/db/client.ts';
import { createInbox, type Inbox, type InboxRow } from '../../src/db/inbox.ts';
import { addToOutbox, createOutbox, type NewOutboxRow, type Outbox, type OutboxRow } from '../../src/db/outbox.ts';
import { AppError } from '../../src/errors.ts';
import { createQueue, type WakeQueue } from '../../src/jobs/queue.ts';
import { createWorkers, type Workers, type WorkersOptions } from '../../src/jobs/workers.ts';
import { type World, worlds } from '../db/worlds.ts';
import { rememberLog, until } from './support.ts';

describe.each(worlds())('$name', ({ create }) => {
  let world: World;
  let database: Database;
  let inbox: Inbox;
  let outbox: Outbox;
  let running: Workers[];
  let queues: WakeQueue[];
  let key = 0;

  beforeAll(async () => {
    world = await create();
    database = await openDatabase(world.options);
    inbox = createInbox(database);
    outbox = createOutbox(database);
  });
  afterAll(async () => {
    await database.close();
    await world.remove();
  });
  beforeEach(() => {
    running = [];
    queues = [];
  });
  afterEach(async () => {
    await Promise.all(running.map((workers) => workers.stop(1_000)));
    await Promise.all(queues.map((queue) => queue.close()));
  });

  function start(options: Partial<WorkersOptions<InboxRow, OutboxRow>> = {}): Workers {
    const nothing = { handle: async () => undefined };
    const workers = createWorkers({
      inbox,
      outbox,
      handlers: { inbox: nothing, outbox: nothing },
      queue: null,
      sweepMs: 600_000,
      log: rememberLog(),
      now: () => new Date(),
      ...options,
    });
    running.push(workers);
    workers.start();
    return workers;
  }

  function openQueue(): WakeQueue {
    const { databaseUrl } = world.options;
    const place =
      databaseUrl === undefined ? { embedded: database.embedded ?? expect.fail() } : { connectionString: databaseUrl };
    const queue = createQueue(place, { log: rememberLog(), now: () => new Date() });
    queues.push(queue);
    return queue;
  }

  const effect = (row: Partial<NewOutboxRow> = {}): NewOutboxRow => {
    return { kind: 'post', key: `effect-${++key}`, payload: {}, dueAt: new Date(), ...row };
  };
  const isEmpty = async () => (await outbox.nextDueAt()) === null;

  test('a recorded delivery is handled, and what it asks for comes about', async () => {
    const done: string[] = [];
    const workers = start({
      handlers: {
        inbox: {
          handle: async ({ payload }) => {
            await addToOutbox(database, [effect({ payload })]);
            workers.nudge('outbox');
          },
        },
        outbox: { handle: async ({ payload }) => void done.push(JSON.stringify(payload)) },
      },
    });
    await inbox.record({
      kind: 'command',
      key: `delivery-${++key}`,
      payload: { text: 'ses_1' },
      receivedAt: new Date(),
    });
    workers.nudge('inbox');
    await until(() => done.length > 0, 'done');
    expect(done).toEqual(['{"text":"ses_1"}']);
    await until(isEmpty, 'finished');
  });

  test('two of them never hold a row at once, and miss none', async () => {
    const held = new Set<number>();
    const done: number[] = [];
    let clashes = 0;
    const handle = async ({ id }: OutboxRow) => {
      if (held.has(id)) clashes++;
      held.add(id);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 5));
      held.delete(id);
      done.push(id);
    };
    const handlers = { inbox: { handle: async () => undefined }, outbox: { handle } };
    await addToOutbox(
      database,
      Array.from({ length: 150 }, () => effect()),
    );
    start({ handlers, sweepMs: 10 });
    start({ handlers, sweepMs: 10 });
    await until(isEmpty, 'all done');
    expect(clashes).toBe(0);
    expect(done).toHaveLength(150);
    expect(new Set(done).size).toBe(150);
  });

  test('an outage is waited for, a refusal is told once', async () => {
    const seen: string[] = [];
    const outages = new Set<string>();
    const handle = async ({ kind, key }: OutboxRow) => {
      seen.push(kind);
      if (kind === 'refused') throw new AppError('slack.refused', 'Not in the channel.');
      if (outages.has(key)) return;
      outages.add(key);
      throw new AppError('slack.unavailable', 'Busy.', { retryable: true, details: { retryAfterMs: 30 } });
    };
    const told: string[] = [];
    const giveUp = async ({ kind }: OutboxRow, error: unknown) =>
      void told.push(`${kind}: ${(error as AppError).code}`);
    await addToOutbox(database, [effect({ kind: 'refused' }), effect({ kind: 'outage' })]);
    start({ handlers: { inbox: { handle: async () => undefined }, outbox: { handle, giveUp } } });
    await until(isEmpty, 'all done');
    expect(seen.sort()).toEqual(['outage', 'outage', 'refused']);
    expect(told).toEqual(['refused: slack.refused']);
  });

  test('another process is woken by the queue, now and when a row falls due', async () => {
    const done: { kind: string; lateMs: number }[] = [];
    const handle = async ({ kind }: OutboxRow) => void done.push({ kind, lateMs: Date.now() - soon.getTime() });
    const web = openQueue();
    const queue = openQueue();
    const soon = new Date(Date.now() + 3_000);
    start({ queue, handlers: { inbox: { handle: async () => undefined }, outbox: { handle } } });
    await until(async () => (await queue.health()).ok, 'connected');

    await addToOutbox(database, [effect({ kind: 'now' })]);
    await web.wake('outbox');
    await until(() => done.length === 1, 'woken');

    await addToOutbox(database, [effect({ kind: 'soon', dueAt: soon })]);
    await web.wake('outbox', soon);
    await until(() => done.length === 2, 'woken later');
    expect(done[1]?.kind).toBe('soon');
    expect(done[1]?.lateMs).toBeGreaterThanOrEqual(0);
  });

  test('a row due after the next sweep is ordered with the queue, once', async () => {
    const orders: [string, number | undefined][] = [];
    const queue: WakeQueue = {
      wake: async (which, at) => void orders.push([which, at?.getTime()]),
      listen: () => undefined,
      health: async () => ({ ok: true, problem: null }),
      close: async () => undefined,
    };
    const dueAt = new Date(Date.now() + 60_000);
    const row = effect({ dueAt });
    await addToOutbox(database, [row]);
    const workers = start({ queue, sweepMs: 10 });
    await until(() => orders.length > 0, 'ordered');
    workers.nudge();
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(orders).toEqual([['outbox', dueAt.getTime()]]);
    await outbox.finish({ id: await idOf(row.key), attempts: 0 }, new Date());
  });

  async function idOf(wanted: string): Promise<number> {
    const rows = await outbox.claim({ now: new Date(Date.now() + 120_000), limit: 100, leaseMs: 1 });
    const row = rows.find((candidate) => candidate.key === wanted) ?? expect.fail('no such row');
    await outbox.finish(row, new Date());
    return row.id;
  }
});
