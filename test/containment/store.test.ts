import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ControlOrder, GuardAck } from '../../src/containment/control-order.ts';
import { type ControlStore, createControlStore, type OrderRequest } from '../../src/containment/store.ts';
import { type Database, openDatabase } from '../../src/db/client.ts';
import { guardAcks, outbox } from '../../src/db/schema.ts';
import { type World, worlds } from '../db/worlds.ts';

const start = new Date('2026-11-22T12:00:00.000Z');
const later = (ms: number) => new Date(start.getTime() + ms);

function kill(actionId: string, ...sessionIds: string[]): OrderRequest {
  return { sessionIds, state: 'kill', limitPerMinute: null, by: 'U1', reason: 'drill', at: start, actionId };
}

function limit(actionId: string, limitPerMinute: number, at: Date, ...sessionIds: string[]): OrderRequest {
  return { ...kill(actionId, ...sessionIds), state: 'limit', limitPerMinute, at };
}

function stopped(sessionId: string, revision: number, step = 4, parentSessionId?: string): GuardAck {
  const ack: GuardAck = { sessionId, revision, state: 'stopped', step, at: later(50).toISOString() };
  return parentSessionId === undefined ? ack : { ...ack, parentSessionId };
}

const inShort = ({ sessionId, state, revision, limitPerMinute }: ControlOrder) =>
  `${sessionId} ${state}${limitPerMinute ?? ''} #${revision}`;

describe.each(worlds())('control orders on $name', ({ create }) => {
  let world: World;
  let database: Database;
  let store: ControlStore;

  beforeAll(async () => {
    world = await create();
    database = await openDatabase(world.options);
    store = createControlStore(database);
  });

  afterAll(async () => {
    await database.close();
    await world.remove();
  });

  const give = async (order: OrderRequest) => (await store.order(order)).map(inShort);
  const record = (sessionId: string, orderedSessionId: string, ack: GuardAck) =>
    store.recordAck({ sessionId, orderedSessionId, ack, now: later(60) });

  test('an order is given once per session and action, however often it is carried out', async () => {
    expect(await give(kill('a1', 'once', 'once_child'))).toEqual(['once kill #1', 'once_child kill #1']);
    expect(await give(kill('a1', 'once', 'once_child'))).toEqual(['once kill #1', 'once_child kill #1']);
    expect(await give(kill('a2', 'once'))).toEqual(['once kill #2']);
    expect(await store.get('once')).toEqual({ ...kill('a2'), sessionIds: undefined, sessionId: 'once', revision: 2 });
    expect(await store.get('nobody')).toBeNull();
  });

  test('20 processes at once give one order each, counted one by one', async () => {
    const orders = Array.from({ length: 20 }, (_, index) => {
      const ids = index % 2 === 0 ? ['busy', 'busy_child'] : ['busy_child', 'busy'];
      return [kill(`b${index}`, ...ids), kill(`b${index}`, ...ids)];
    });
    await Promise.all(orders.flat().map((order) => createControlStore(database).order(order)));
    const revision = (await store.get('busy'))?.revision ?? 0;
    // An action that comes again after another one may order its kill again, but never twice in a row.
    expect(revision).toBeGreaterThanOrEqual(20);
    expect(revision).toBeLessThanOrEqual(40);
    expect(await store.get('busy')).toMatchObject({ state: 'kill' });
  });

  test('a late retry of an older limit does not bring it back', async () => {
    expect(await give(limit('l1', 6, later(1), 'late'))).toEqual(['late limit6 #1']);
    expect(await give(limit('l2', 2, later(2), 'late'))).toEqual(['late limit2 #2']);
    expect(await give(limit('l1', 6, later(1), 'late'))).toEqual(['late limit2 #2']);
  });

  test('a limit gives way to a kill, and a kill to nothing', async () => {
    await give(limit('k1', 6, later(5), 'held'));
    expect(await give(kill('k2', 'held'))).toEqual(['held kill #2']);
    expect(await give(limit('k3', 6, later(9), 'held'))).toEqual(['held kill #2']);
  });

  test('an undo takes back its own order only, once, and the action does not come back', async () => {
    await give(kill('u1', 'undo', 'undo_child'));
    await give(kill('u2', 'undo_child'));
    const undo = { sessionIds: ['undo', 'undo_child', 'undo_none'], actionId: 'u1', by: 'U2', reason: null };
    const undone = ['undo run #2', 'undo_child kill #2'];
    expect((await store.undo({ ...undo, at: later(5) })).map(inShort)).toEqual(undone);
    expect((await store.undo({ ...undo, at: later(6) })).map(inShort)).toEqual(undone);
    expect(await give(kill('u1', 'undo'))).toEqual(['undo run #2']);
    expect(await store.get('undo')).toMatchObject({ by: 'U2', at: later(5), limitPerMinute: null });
  });

  test('resolving lets sessions run again, once, and leaves what was ordered afterwards', async () => {
    await give(limit('r1', 6, later(1), 'rel', 'rel_child'));
    await give(kill('r2', 'rel_killed'));
    expect(await store.heldBy(['r1', 'r2', 'r9'])).toEqual(['rel', 'rel_child', 'rel_killed']);
    const all = { sessionIds: ['rel', 'rel_child', 'rel_killed'], by: 'bot', at: later(10), actionId: 'resolve:1' };
    const released = ['rel run #2', 'rel_child run #2', 'rel_killed run #2'];
    expect((await store.release(all)).map(inShort)).toEqual(released);
    expect(await store.heldBy(['r1', 'r2'])).toEqual([]);
    await give(limit('r3', 3, later(20), 'rel'));
    expect((await store.release(all)).map(inShort)).toEqual(['rel_child run #2', 'rel_killed run #2']);
    expect(await store.get('rel')).toMatchObject({ state: 'limit', limitPerMinute: 3 });
  });

  test('who keeps a copy is given what holds a session, and recent orders to run', async () => {
    await give(kill('c1', 'copy_held'));
    await give(kill('c2', 'copy_old'));
    await store.undo({ sessionIds: ['copy_old'], actionId: 'c2', by: 'U1', reason: null, at: later(1_000) });
    const names = async (since: Date) => (await store.current(since)).map(({ sessionId }) => sessionId);
    expect(await names(later(500))).toEqual(expect.arrayContaining(['copy_held', 'copy_old']));
    expect(await names(later(1_500))).toContain('copy_held');
    expect(await names(later(1_500))).not.toContain('copy_old');
  });

  test('the first acknowledgement counts, the same again changes nothing, another is refused', async () => {
    await give(kill('s1', 'ack'));
    const all = await Promise.all([1, 2, 3].map(() => record('ack', 'ack', stopped('ack', 1))));
    expect(all.sort()).toEqual(['recorded', 'repeated', 'repeated']);
    expect(await record('ack', 'ack', stopped('ack', 1, 9))).toBe('stale');
    expect(await record('ack_child', 'ack', stopped('ack_child', 1, 2, 'ack'))).toBe('recorded');
    expect((await store.acksOf('ack', 1)).map(({ sessionId, step }) => `${sessionId} ${step}`).sort()).toEqual([
      'ack 4',
      'ack_child 2',
    ]);
    const effects = await database.select().from(outbox).where(eq(outbox.kind, 'containment.acknowledged'));
    const mine = effects.filter(({ dedupeKey }) => dedupeKey.startsWith('containment.acknowledged:ack:'));
    expect(mine.map(({ dedupeKey }) => dedupeKey).sort()).toEqual([
      'containment.acknowledged:ack:1:ack',
      'containment.acknowledged:ack:1:ack_child',
    ]);
    expect(mine[0]?.payload).toEqual({ action_id: 's1', session_id: 'ack' });
    expect(mine[0]?.dueAt).toEqual(later(60));
  });

  test('an acknowledgement of another order than the one in force is kept nowhere and wakes nobody', async () => {
    await give(kill('o1', 'other'));
    await give(kill('o2', 'other'));
    expect(await record('other', 'other', stopped('other', 1))).toBe('stale');
    expect(await record('none', 'none', stopped('none', 1))).toBe('stale');
    expect(await database.select().from(guardAcks).where(eq(guardAcks.orderedSessionId, 'other'))).toEqual([]);
  });

  test('a view shows order, confirmations of that order alone, and last contact, of each session once', async () => {
    await give(kill('v1', 'view', 'view_child'));
    await record('view', 'view', stopped('view', 1));
    await give(kill('v2', 'view'));
    await record('view_child', 'view_child', stopped('view_child', 1, 3));
    await store.seen('view_new', later(7));
    const views = await store.view(['view', 'view_child', 'view_new', 'view']);
    expect(views).toEqual([
      expect.objectContaining({ sessionId: 'view', acks: [], seenAt: null }),
      { sessionId: 'view_child', order: expect.anything(), acks: [stopped('view_child', 1, 3)], seenAt: null },
      { sessionId: 'view_new', order: null, acks: [], seenAt: later(7) },
    ]);
    expect(views[0]?.order).toMatchObject({ actionId: 'v2', revision: 2 });
  });

  test('contact is written once in five seconds per session, and never goes back', async () => {
    await store.seen('seen', later(0));
    await store.seen('seen', later(4_999));
    expect(await store.lastSeen('seen')).toEqual(later(0));
    await store.seen('seen', later(5_000));
    expect(await store.lastSeen('seen')).toEqual(later(5_000));
    await createControlStore(database).seen('seen', later(100));
    expect(await store.lastSeen('seen')).toEqual(later(5_000));
    expect(await store.lastSeen('unseen')).toBeNull();
  });

  test('listeners hear of each order this process wrote, and of none that changed nothing', async () => {
    const heard: string[] = [];
    const stop = store.onChange((order) => heard.push(inShort(order)));
    await store.order(kill('h1', 'heard', 'heard_child'));
    await store.order(kill('h1', 'heard', 'heard_child'));
    await store.undo({ sessionIds: ['heard'], actionId: 'h1', by: 'U1', reason: null, at: later(1) });
    stop();
    await store.order(kill('h2', 'heard'));
    expect(heard.sort()).toEqual(['heard kill #1', 'heard run #2', 'heard_child kill #1']);
  });

  test('2,500 child sessions are ordered and seen as one', async () => {
    const ids = Array.from({ length: 2_500 }, (_, index) => `many_${index}`);
    expect(await store.order(kill('m1', ...ids))).toHaveLength(2_500);
    const views = await store.view(ids);
    expect(views.map(({ sessionId }) => sessionId)).toEqual(ids);
    expect(views.every(({ order }) => order?.actionId === 'm1')).toBe(true);
  });

  test('ids that differ only in what cannot be stored are one session', async () => {
    expect(await store.order(kill('n1', 'odd\0', 'odd\ufffd'))).toHaveLength(1);
    expect(await store.get('odd\0')).toMatchObject({ revision: 1 });
  });
});
