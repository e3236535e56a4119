import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { formatOrder } from '../../../src/containment/control-order.ts';
import type { ContainmentRequest } from '../../../src/containment/provider.ts';
import { type ControlFlag, createControlFlag } from '../../../src/containment/providers/control-flag.ts';
import {
  createRedisFlag,
  type RedisFlag,
  type RedisFlagOptions,
} from '../../../src/containment/providers/redis-control-flag.ts';
import { type AckResult, createAckReceiver } from '../../../src/containment/receive-ack.ts';
import { type ControlStore, createControlStore } from '../../../src/containment/store.ts';
import { type Database, openDatabase } from '../../../src/db/client.ts';
import { deriveGuardSecret, judgeAck } from '../../../src/guard/acknowledgement.ts';
import { createGuard, type Guard } from '../../../src/guard/guard.ts';
import { redisControl } from '../../../src/guard/redis-control-flag.ts';
import { type World, worlds } from '../../db/worlds.ts';
import { hasRedis, RedisServer } from '../../guard/support/redis-server.ts';
import { until } from '../../guard/support/until.ts';
import { request, target } from '../requests.ts';

const server = new RedisServer();
const secretOf = (sessionId: string) => deriveGuardSecret('master-key', sessionId);
let world: World;
let database: Database;
let store: ControlStore;
let redis: Redis;
let opened: (() => Promise<void>)[];
let results: AckResult[];
let count = 0;

if (!hasRedis) console.warn('skipped: the control flag on Redis (redis-server is not installed)');

/** The bot's side: orders in the database, copied to Redis, acknowledgements judged and recorded. */
function startBot(options: Partial<RedisFlagOptions> = {}): { channel: RedisFlag; flag: ControlFlag } {
  const now = () => new Date();
  const receiver = createAckReceiver({ store, judge: judgeAck, secretOf, now });
  const onAck = async (sessionId: string, text: string) => void results.push(await receiver.fromRedis(sessionId, text));
  const current = () => store.current(new Date(0));
  const channel = createRedisFlag({ url: server.url, current, onAck, timeoutMs: 1_000, ...options });
  opened.push(() => channel.close());
  return { channel, flag: createControlFlag({ orders: store, now, ...channel }) };
}

function startAgent(sessionId = ses()): Guard {
  const control = redisControl({ url: server.url, pollMs: 200, timeoutMs: 500 });
  const onAlarm = () => undefined;
  const secret = secretOf(sessionId);
  const guard = createGuard({ sessionId, secret, control, fail: 'open', onAlarm, ackWaitMs: 500 });
  opened.push(() => guard.close());
  return guard;
}

const ses = (name = '') => `ses_${count}${name}`;
const kill = (change: Partial<ContainmentRequest> = {}): ContainmentRequest =>
  request({ actionId: `act_${count}`, target: target(ses()), at: new Date(), ...change });
const stops = async (guard: Guard) => (await guard.beforeStep({ step: 9 }).catch(() => 'stopped')) === 'stopped';
const readOrder = async (sessionId = ses()) => JSON.parse((await redis.get(`agentctl:session:${sessionId}`)) ?? 'null');

describe.skipIf(!hasRedis)('on Redis', () => {
  beforeAll(async () => {
    await server.start();
    redis = new Redis(server.url, { retryStrategy: () => 20 });
    redis.on('error', () => undefined);
    world = await (worlds()[0]?.create() ?? Promise.reject(new Error('no world')));
    database = await openDatabase(world.options);
  });

  afterAll(async () => {
    redis.disconnect();
    await server.stop();
    await database.close();
    await world.remove();
  });

  beforeEach(async () => {
    count += 1;
    opened = [];
    results = [];
    store = createControlStore(database);
    await redis.flushall();
  });

  afterEach(async () => {
    for (const close of opened.reverse()) await close();
  });

  test('a running agent is seen, stopped, and its signed word is the confirmation', async () => {
    const { channel, flag } = startBot();
    const agent = startAgent();
    await agent.beforeStep({ step: 4 });
    await until(async () => (await channel.listening([ses()]))?.has(ses()) ?? false, 'the guard listens');
    expect((await flag.plan(kill()))[0]).toContain('Its guard is in contact.');
    await flag.execute(kill());
    expect(await flag.verify(kill())).toMatchObject({ state: 'pending' });
    await until(() => stops(agent), 'the stop');
    await until(async () => (await flag.verify(kill())).state === 'effective', 'the confirmation');
    expect((await flag.verify(kill())).detail).toMatch(/^stopped at step \d+$/);
    expect(results).toEqual(['accepted']);
  });

  test('what a guard confirmed while the bot was away is read when it comes back', async () => {
    const first = startBot();
    await first.flag.execute(kill());
    await first.channel.close();
    expect(await stops(startAgent())).toBe(true);
    await until(async () => (await redis.get(`agentctl:ack:${ses()}`)) !== null, 'the word of the guard');
    startBot();
    await until(() => results.includes('accepted'), 'the confirmation');
  });

  test('a lost message does not matter: a look reads what was left', async () => {
    const { flag } = startBot({ onAck: async () => Promise.reject(new Error('the database is away')) });
    await flag.execute(kill());
    expect(await stops(startAgent())).toBe(true);
    await until(async () => (await redis.get(`agentctl:ack:${ses()}`)) !== null, 'the word of the guard');
    const { flag: healthy } = startBot({ current: async () => [] });
    await until(async () => (await healthy.verify(kill())).state === 'effective', 'the confirmation');
  });

  test('a forged word in Redis confirms nothing', async () => {
    const { flag } = startBot();
    await flag.execute(kill());
    const forged = { revision: 1, state: 'stopped', step: 1, at: new Date().toISOString(), signature: 'v1=00' };
    await redis.set(`agentctl:ack:${ses()}`, JSON.stringify(forged));
    await redis.publish(`agentctl:ack:${ses()}`, JSON.stringify(forged));
    expect(await flag.verify(kill())).toMatchObject({ state: 'unknown' });
    expect(results).toContain('forged');
    expect(results).not.toContain('accepted');
  });

  test('a Redis that lost everything is given the orders again', async () => {
    const { flag } = startBot();
    await flag.execute(kill());
    await server.stop();
    await server.start();
    await until(async () => (await readOrder())?.state === 'kill', 'the order is back');
    expect(await stops(startAgent())).toBe(true);
  });

  test('orders that cannot be read when Redis comes back are written once they can', async () => {
    const before = startBot();
    await before.flag.execute(kill());
    await before.channel.close();
    await redis.flushall();
    let asked = 0;
    const current = async () => {
      asked += 1;
      if (asked === 1) throw new Error('the database is away');
      return await store.current(new Date(0));
    };
    startBot({ current });
    await until(async () => (await readOrder())?.state === 'kill', 'the order is back');
  });

  test('an older order never replaces a newer one, but a kill comes through a counter that was lost', async () => {
    const { channel } = startBot({ current: async () => [] });
    const order = (state: 'run' | 'kill' | 'limit', revision: number) => {
      const from = { by: 'U1', reason: null, at: new Date(0), actionId: 'a' };
      const limitPerMinute = state === 'limit' ? 6 : null;
      return formatOrder({ sessionId: ses(), state, revision, limitPerMinute, ...from });
    };
    await redis.set(`agentctl:session:${ses()}`, 'no order at all');
    for (const [given, kept] of [
      [order('limit', 5), 'limit 5'],
      [order('run', 4), 'limit 5'],
      [order('run', 6), 'run 6'],
      [order('kill', 2), 'kill 2'],
      [order('kill', 1), 'kill 2'],
      [order('run', 3), 'run 3'],
    ] as const) {
      await channel.publish(ses(), given);
      const { state, revision } = await readOrder();
      expect(`${state} ${revision}`).toBe(kept);
    }
    expect(await redis.ttl(`agentctl:session:${ses()}`)).toBeGreaterThan(3_600);
    await channel.publish(ses(), order('kill', 9));
    expect(await redis.ttl(`agentctl:session:${ses()}`)).toBe(-1);
  });

  test('an undo reaches guards: a new run may start', async () => {
    const { flag } = startBot();
    await flag.execute(kill());
    await flag.undo(kill());
    expect(await readOrder()).toMatchObject({ state: 'run', revision: 2 });
    expect(await stops(startAgent())).toBe(false);
  });

  test('an order given elsewhere in this process is published on request', async () => {
    const { flag } = startBot();
    await flag.execute(kill());
    const stop = store.onChange(({ sessionId }) => void flag.publish([sessionId]));
    await store.release({ sessionIds: [ses()], by: 'bot', at: new Date(), actionId: 'resolve:1' });
    stop();
    await until(async () => (await readOrder())?.state === 'run', 'the release');
  });

  test('while Redis is away an execution fails for now, with the order recorded, and nothing hangs', async () => {
    const problems: unknown[] = [];
    const { flag, channel } = startBot({ timeoutMs: 200, onProblem: (error) => problems.push(error) });
    await until(async () => (await channel.listening([ses()])) !== null, 'a connection');
    await server.stop();
    const failed = { code: 'containment.redis-unreachable', retryable: true };
    await expect(flag.execute(kill())).rejects.toMatchObject(failed);
    expect(await store.get(ses())).toMatchObject({ state: 'kill' });
    expect(await channel.listening([ses()])).toBeNull();
    expect(await flag.plan(kill())).toContain('Redis does not answer, so guards that listen there cannot be seen.');
    expect(await flag.verify(kill())).toMatchObject({ state: 'unknown' });
    expect(problems.length).toBeGreaterThan(0);
    await server.start();
    await until(async () => (await readOrder())?.state === 'kill', 'the order arrives after all');
  });

  test('of two bots that hear the same word, one records it', async () => {
    const { flag } = startBot();
    startBot();
    const listening = async () => String(await redis.client('LIST', 'TYPE', 'PUBSUB')).match(/ psub=1 /g) ?? [];
    await until(async () => (await listening()).length === 2, 'both listen');
    await flag.execute(kill());
    expect(await stops(startAgent())).toBe(true);
    await until(() => results.length >= 2, 'both heard');
    expect(results.filter((result) => result === 'accepted')).toHaveLength(1);
    expect(new Set(results)).toEqual(new Set(['accepted', 'repeated']));
  });

  test('a client of yours stays yours', async () => {
    const { channel } = startBot({ client: redis });
    expect(await channel.listening([ses()])).toEqual(new Set());
    await channel.close();
    expect(await redis.ping()).toBe('PONG');
  });
});
