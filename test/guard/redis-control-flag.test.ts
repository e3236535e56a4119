import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Ack, verifyAck } from '../../src/guard/acknowledgement.ts';
import type { Alarm } from '../../src/guard/alarms.ts';
import { AgentStopped, ControlUnreachable } from '../../src/guard/errors.ts';
import { createGuard, type Guard } from '../../src/guard/guard.ts';
import type { GuardOptions } from '../../src/guard/options.ts';
import { redisControl, redisNames } from '../../src/guard/redis-control-flag.ts';
import { hasRedis, RedisServer } from './support/redis-server.ts';
import { until } from './support/until.ts';

const secret = 'a-guard-secret-of-one-session';
const server = new RedisServer();
let bot: Redis;
let alarms: Alarm[];
let guards: Guard[];

if (!hasRedis) console.warn('skipped: orders over Redis (redis-server is not installed)');

function connect(options: Partial<GuardOptions> = {}): Guard {
  const control = redisControl({ url: server.url, pollMs: 500, timeoutMs: 500 });
  const onAlarm = (alarm: Alarm): void => void alarms.push(alarm);
  const guard = createGuard({ sessionId: 'ses_1', secret, control, fail: 'open', onAlarm, ackWaitMs: 300, ...options });
  guards.push(guard);
  return guard;
}

async function give(sessionId: string, order: object): Promise<void> {
  const { order: name } = redisNames(sessionId);
  const text = JSON.stringify({ by: 'U1', reason: 'test', at: new Date().toISOString(), ...order });
  await bot.set(name, text);
  await bot.publish(name, text);
}

async function readAck(): Promise<{ ack: Ack; signature: string } | null> {
  const text = await bot.get(redisNames('ses_1').ack);
  if (text === null) return null;
  const { signature, parent_session_id: parentSessionId, ...rest } = JSON.parse(text);
  return { ack: { sessionId: 'ses_1', ...rest, ...(parentSessionId && { parentSessionId }) }, signature };
}

const isStopped = async (guard: Guard) => (await guard.beforeStep({ step: 2 }).catch(() => 'stopped')) === 'stopped';

describe.skipIf(!hasRedis)('over Redis', () => {
  beforeAll(async () => {
    await server.start();
    bot = new Redis(server.url);
    bot.on('error', () => undefined);
  });

  afterAll(async () => {
    bot.disconnect();
    await server.stop();
  });

  beforeEach(async () => {
    alarms = [];
    guards = [];
    await bot.flushall();
  });

  afterEach(async () => {
    await Promise.all(guards.map((guard) => guard.close()));
  });

  test('a published kill is seen, and its signed confirmation is stored and published', async () => {
    const guard = connect();
    const heard: string[] = [];
    const listener = bot.duplicate();
    await listener.subscribe(redisNames('ses_1').ack);
    listener.on('message', (_, text) => heard.push(text));
    await guard.beforeStep({ step: 1 });
    await until(async () => (await bot.pubsub('NUMSUB', redisNames('ses_1').order))[1] === 1, 'a subscription');
    await give('ses_1', { state: 'kill', revision: 1 });
    await until(() => isStopped(guard), 'a stop');
    const sent = await readAck();
    expect(sent?.ack).toMatchObject({ revision: 1, state: 'stopped' });
    expect(sent && verifyAck(sent.ack, sent.signature, secret)).toBe(true);
    await until(() => heard.length === 1, 'the publication');
    expect(JSON.parse(heard[0] ?? '')).toMatchObject({ state: 'stopped', signature: sent?.signature });
    listener.disconnect();
  });

  test('a kill given before the agent started stops its first step', async () => {
    await give('ses_1', { state: 'kill', revision: 1 });
    await expect(connect().beforeStep({ step: 1 })).rejects.toThrow(AgentStopped);
  });

  test('an order without a message is found by reading again', async () => {
    const guard = connect();
    await guard.beforeStep({ step: 1 });
    await bot.set(redisNames('ses_1').order, '{"state":"kill","revision":1}');
    await until(() => isStopped(guard), 'a stop');
  });

  test('pause and resume; a key that expires resumes nothing', async () => {
    await give('ses_1', { state: 'pause', revision: 1 });
    const guard = connect();
    let passed = false;
    const step = guard.beforeStep({ step: 1 }).then(() => {
      passed = true;
    });
    await until(async () => (await readAck())?.ack.state === 'paused', 'paused');
    await bot.del(redisNames('ses_1').order);
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(passed).toBe(false);
    await give('ses_1', { state: 'run', revision: 2 });
    await step;
    await until(async () => (await readAck())?.ack.state === 'resumed', 'resumed');
  });

  test('a kill of the parent stops the child', async () => {
    const guard = connect({ parentSessionIds: ['ses_0'] });
    await guard.beforeStep({ step: 1 });
    await give('ses_0', { state: 'kill', revision: 4 });
    await until(() => isStopped(guard), 'a stop');
    const sent = await readAck();
    expect(sent?.ack).toMatchObject({ parentSessionId: 'ses_0', revision: 4 });
    expect(sent && verifyAck(sent.ack, sent.signature, secret)).toBe(true);
  });

  test.each(['garbage', '{"state":"kill","revision":"1"}', 'x'.repeat(1_000_000)])(
    'a value that is no order counts as unreachable (%#)',
    async (text) => {
      await bot.set(redisNames('ses_1').order, text);
      await connect().beforeStep({ step: 1 });
      expect(alarms.map(({ kind }) => kind)).toEqual(['control_unreachable']);
    },
  );

  test('after a restart of Redis messages arrive again, and what was delivered held meanwhile', async () => {
    const guard = connect();
    await give('ses_1', { state: 'limit', revision: 1, limit_per_minute: 1 });
    await guard.beforeToolCall({ tool: 'a', args: 1 });
    await until(async () => (await readAck())?.ack.state === 'limited', 'limited');
    await server.stop();
    await until(() => alarms.length > 0, 'the alarm');
    const call = guard.beforeToolCall({ tool: 'a', args: 2 });
    const stopped = expect(call).rejects.toThrow(AgentStopped);
    await server.start();
    await until(() => alarms.some(({ kind }) => kind === 'control_restored'), 'contact');
    await until(() => bot.status === 'ready', 'the bot is back');
    await give('ses_1', { state: 'kill', revision: 2 });
    await stopped;
  });

  test('a client of yours is used and left open', async () => {
    const guard = connect({ control: redisControl({ client: bot }) });
    await give('ses_1', { state: 'kill', revision: 1 });
    await until(() => isStopped(guard), 'a stop');
    await guard.close();
    expect(await bot.ping()).toBe('PONG');
  });

  test('without Redis an agent that fails closed stops', async () => {
    const control = redisControl({ url: 'redis://127.0.0.1:1', timeoutMs: 100 });
    const guard = connect({ control, fail: 'closed', graceMs: 100 });
    await expect(guard.beforeStep({ step: 1 })).rejects.toThrow(ControlUnreachable);
  });
});
