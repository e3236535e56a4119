import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { formatOrder } from '../../../src/containment/control-order.ts';
import type { ContainmentRequest } from '../../../src/containment/provider.ts';
import { type ControlFlagOptions, createControlFlag } from '../../../src/containment/providers/control-flag.ts';
import { type ControlStore, createControlStore } from '../../../src/containment/store.ts';
import { type Database, openDatabase } from '../../../src/db/client.ts';
import { parseControlOrder } from '../../../src/guard/control-order.ts';
import { type World, worlds } from '../../db/worlds.ts';
import { request, requestedAt, target } from '../requests.ts';

let world: World;
let database: Database;
let store: ControlStore;
let now: Date;
let count = 0;

beforeAll(async () => {
  world = await (worlds()[0]?.create() ?? Promise.reject(new Error('no world')));
  database = await openDatabase(world.options);
});

afterAll(async () => {
  await database.close();
  await world.remove();
});

/** Sessions of its own for each test. */
beforeEach(() => {
  count += 1;
  now = new Date(requestedAt);
  store = createControlStore(database);
});

const ses = (name = '') => `ses_${count}${name}`;
const kill = (change: Partial<ContainmentRequest> = {}): ContainmentRequest =>
  request({ actionId: `act_${count}`, target: target(ses(), ses('c')), ...change });
const flag = (options: Partial<ControlFlagOptions> = {}) =>
  createControlFlag({ orders: store, now: () => now, ...options });

async function acknowledge(sessionId: string, state: 'stopped' | 'limited', step: number): Promise<void> {
  const order = await store.get(sessionId);
  const ack = { sessionId, revision: order?.revision ?? 0, state, step, at: now.toISOString() };
  expect(await store.recordAck({ sessionId, orderedSessionId: sessionId, ack, now })).toBe('recorded');
}

test('a kill goes from planned to ordered to confirmed, for the session and its child', async () => {
  await store.seen(ses(), now);
  await store.seen(ses('c'), now);
  expect((await flag().plan(kill())).slice(0, 2)).toEqual([
    expect.stringMatching(`^${ses()} is ordered to stop .* Its guard is in contact.$`),
    expect.stringMatching(`^Child session ${ses('c')} is ordered to stop .* Its guard is in contact.$`),
  ]);
  expect(await store.get(ses())).toBeNull();
  expect(await flag().execute(kill())).toEqual({ detail: `ordered: kill, revision 1, for ${ses()} and its child` });
  expect(await flag().execute(kill())).toMatchObject({ detail: expect.stringContaining('revision 1,') });
  expect(await flag().verify(kill())).toMatchObject({ state: 'pending' });
  await acknowledge(ses(), 'stopped', 4);
  expect(await flag().verify(kill())).toMatchObject({ state: 'pending' });
  await acknowledge(ses('c'), 'stopped', 2);
  const effective = { state: 'effective', detail: `stopped at step 4; child ${ses('c')} stopped at step 2` };
  expect(await flag().verify(kill())).toEqual(effective);
});

test('what guards read is the order as documented', async () => {
  await flag().execute(kill({ kind: 'rate_limit', limitPerMinute: 6, reason: 'a\nb\u202e' }));
  const order = await store.get(ses());
  expect(order && parseControlOrder(formatOrder(order))).toEqual({
    state: 'limit',
    limitPerMinute: 6,
    revision: 1,
    by: 'U1',
    reason: 'a b',
    at: requestedAt.toISOString(),
  });
  await store.order({
    ...kill(),
    state: 'kill',
    sessionIds: [ses()],
    actionId: 'act_long',
    reason: 'é'.repeat(90_000),
  });
  const long = await store.get(ses());
  expect(Buffer.byteLength(long ? formatOrder(long) : '')).toBeLessThan(65_536);
});

test('an undo lets a new run start, says that a stopped one stays stopped, and can be repeated', async () => {
  await flag().execute(kill());
  now = new Date(requestedAt.getTime() + 60_000);
  const undone = { detail: `${ses()}: a new run may start; a stopped run stays stopped.` };
  expect(await flag().undo(kill({ by: 'U2' }))).toEqual(undone);
  expect(await flag().undo(kill({ by: 'U2' }))).toEqual(undone);
  expect(await store.get(ses())).toMatchObject({ state: 'run', revision: 2, by: 'U2', at: now });
  expect(await flag().execute(kill())).toMatchObject({ detail: expect.stringMatching('^ordered: run, revision 2,') });
  expect(await flag().verify(kill())).toMatchObject({ state: 'unknown' });
});

test('an undo leaves what others ordered since, and says so', async () => {
  await flag().execute(kill({ kind: 'rate_limit', limitPerMinute: 6 }));
  await flag().execute(kill({ actionId: `act_${count}_kill`, target: target(ses('c')) }));
  const undo = await flag().undo(kill({ kind: 'rate_limit', limitPerMinute: 6 }));
  expect(undo.detail).toBe(`${ses()}: the limit is lifted. 1 of its sessions keep another order.`);
  expect(await store.get(ses('c'))).toMatchObject({ state: 'kill' });
  await flag().execute(kill({ actionId: `act_${count}_new` }));
  await expect(flag().undo(kill())).rejects.toMatchObject({ code: 'containment.not-in-force', retryable: false });
});

test.each([null, 0, -1, 1.5, 10_001, Number.NaN])('a limit of %s is refused before anything is written', async (n) => {
  const request = kill({ kind: 'rate_limit', limitPerMinute: n });
  await expect(flag().plan(request)).rejects.toMatchObject({ code: 'containment.invalid-limit' });
  await expect(flag().execute(request)).rejects.toMatchObject({ code: 'containment.invalid-limit' });
  expect(await store.get(ses())).toBeNull();
});

test('credentials are not revoked by a flag', async () => {
  await expect(flag().execute(kill({ kind: 'revoke' }))).rejects.toMatchObject({ code: 'containment.unsupported' });
  expect(await store.get(ses())).toBeNull();
});

test('an order is written before it is published, and published again after a failure', async () => {
  const published: string[] = [];
  const publish = async (sessionId: string, order: string): Promise<void> => {
    expect(await store.get(sessionId)).not.toBeNull();
    published.push(`${sessionId} ${JSON.parse(order).revision}`);
    if (published.length === 1) throw new Error('down');
  };
  await expect(flag({ publish }).execute(kill())).rejects.toThrow('down');
  await flag({ publish }).execute(kill());
  expect(published).toEqual([`${ses()} 1`, `${ses()} 1`, `${ses('c')} 1`]);
});

test('an order that changes while it is published is published last as it then is', async () => {
  const published: string[] = [];
  const publish = async (sessionId: string, order: string): Promise<void> => {
    if (published.length === 0) {
      await store.undo({ sessionIds: [sessionId], actionId: `act_${count}`, by: 'U2', reason: null, at: now });
    }
    published.push(JSON.parse(order).state);
  };
  await flag({ publish }).execute(kill({ target: target(ses()) }));
  expect(published).toEqual(['kill', 'run']);
});

test('guards that only listen count as present, and what they left is read before judging', async () => {
  const listening = async (ids: readonly string[]) => new Set(ids.slice(0, 1));
  const collectAcks = async () => {
    if ((await store.acksOf(ses(), 1)).length === 0) await acknowledge(ses(), 'stopped', 9);
  };
  const one = kill({ target: target(ses()) });
  expect((await flag({ listening }).plan(one))[0]).toContain('Its guard is in contact.');
  expect(await store.lastSeen(ses())).toEqual(now);
  await flag().execute(one);
  expect(await flag({ listening }).verify(one)).toMatchObject({ state: 'pending' });
  expect(await flag({ collectAcks }).verify(one)).toEqual({ state: 'effective', detail: 'stopped at step 9' });
});
