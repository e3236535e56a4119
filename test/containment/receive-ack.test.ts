import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AckReceiver, createAckReceiver } from '../../src/containment/receive-ack.ts';
import { type ControlStore, createControlStore } from '../../src/containment/store.ts';
import { type Database, openDatabase } from '../../src/db/client.ts';
import { type Ack, deriveGuardSecret, judgeAck, signAck } from '../../src/guard/acknowledgement.ts';
import { toAckBody } from '../../src/guard/http-control.ts';
import { type World, worlds } from '../db/worlds.ts';
import { requestedAt } from './requests.ts';

const now = new Date(requestedAt.getTime() + 1_000);
const secretOf = (sessionId: string) => deriveGuardSecret('master-key', sessionId);
let world: World;
let database: Database;
let store: ControlStore;
let receiver: AckReceiver;

beforeAll(async () => {
  world = await (worlds()[0]?.create() ?? Promise.reject(new Error('no world')));
  database = await openDatabase(world.options);
  store = createControlStore(database);
  receiver = createAckReceiver({ store, judge: judgeAck, secretOf, now: () => now });
});

afterAll(async () => {
  await database.close();
  await world.remove();
});

const kill = (actionId: string, ...sessionIds: string[]) =>
  store.order({ sessionIds, state: 'kill', limitPerMinute: null, by: 'U1', reason: null, at: requestedAt, actionId });

function stopped(sessionId: string, change: Partial<Ack> = {}): Ack {
  return { sessionId, revision: 1, state: 'stopped', step: 4, at: requestedAt.toISOString(), ...change };
}

function post(ack: Ack, signature: string | undefined = signAck(ack, secretOf(ack.sessionId)), path = ack.sessionId) {
  return receiver.fromHttp(path, JSON.stringify(toAckBody(ack)), signature);
}

test('a signed acknowledgement is accepted, the same again is repeated, and both are signs of life', async () => {
  await kill('a1', 'ses_a');
  expect(await post(stopped('ses_a'))).toBe('accepted');
  expect(await post(stopped('ses_a'))).toBe('repeated');
  expect(await store.acksOf('ses_a', 1)).toEqual([stopped('ses_a')]);
  expect(await store.lastSeen('ses_a')).toEqual(now);
});

test('of two that come at once for one order, one counts', async () => {
  await kill('b1', 'ses_b');
  const all = await Promise.all([1, 2, 3, 4].map((step) => post(stopped('ses_b', { step }))));
  expect(all.sort()).toEqual(['accepted', 'stale', 'stale', 'stale']);
});

test('a child confirms the order of its parent with its own secret, next to its own order', async () => {
  await kill('c1', 'ses_c', 'ses_c_child');
  const toParent = stopped('ses_c_child', { parentSessionId: 'ses_c' });
  expect(await post(toParent)).toBe('accepted');
  expect(await post(stopped('ses_c_child'))).toBe('accepted');
  expect(await store.acksOf('ses_c', 1)).toEqual([toParent]);
});

test('over Redis the signature is part of the text', async () => {
  await kill('d1', 'ses_d');
  const ack = stopped('ses_d');
  const text = (signature: string) => JSON.stringify({ ...toAckBody(ack), signature });
  expect(await receiver.fromRedis('ses_d', text('v1=00'))).toBe('forged');
  expect(await receiver.fromRedis('ses_other', text(signAck(ack, secretOf('ses_d'))))).toBe('forged');
  expect(await receiver.fromRedis('ses_d', text(signAck(ack, secretOf('ses_d'))))).toBe('accepted');
});

describe('nothing is recorded, and no life is seen, when', () => {
  beforeAll(() => kill('e1', 'ses_e'));
  const good = stopped('ses_e');
  const signature = signAck(good, secretOf('ses_e'));

  test.each([
    ['the signature is missing', 'forged', () => post(good, '')],
    ['it was signed by another session', 'forged', () => post(good, signAck(good, secretOf('ses_x')))],
    ['it was signed for another path', 'forged', () => post(good, signature, 'ses_f')],
    ['a field was changed', 'forged', () => post({ ...good, step: 5 }, signature)],
    ['the session has no order', 'stale', () => post(stopped('ses_none'))],
    ['the order is another one', 'stale', () => post(stopped('ses_e', { revision: 2 }))],
    ['it is dated before the order', 'stale', () => post(stopped('ses_e', { at: '2026-11-22T11:54:59.000Z' }))],
    ['it confirms what was not ordered', 'mismatch', () => post(stopped('ses_e', { state: 'limited' }))],
    [
      'the signature of the body is offered where the header counts',
      'forged',
      () => {
        return receiver.fromHttp('ses_e', JSON.stringify({ ...toAckBody(good), signature }), undefined);
      },
    ],
    ['it is not JSON', 'malformed', () => receiver.fromHttp('ses_e', '{', signature)],
    ['it is no acknowledgement', 'malformed', () => receiver.fromHttp('ses_e', '{"state":"gone"}', signature)],
    ['it is too long', 'malformed', () => receiver.fromHttp('ses_e', `"${'x'.repeat(65_536)}"`, signature)],
  ])('%s: %s', async (_, result, send) => {
    expect(await send()).toBe(result);
    expect(await store.acksOf('ses_e', 1)).toEqual([]);
    expect(await store.lastSeen('ses_e')).toBeNull();
  });
});
