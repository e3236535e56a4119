import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { signAck } from '../../src/guard/acknowledgement.ts';
import type { Alarm } from '../../src/guard/alarms.ts';
import { AgentStopped, ControlUnreachable } from '../../src/guard/errors.ts';
import { createGuard, type Guard } from '../../src/guard/guard.ts';
import { httpControl } from '../../src/guard/http-control.ts';
import type { GuardOptions } from '../../src/guard/options.ts';
import { ControlServer } from './support/control-server.ts';
import { until } from './support/until.ts';

const secret = 'a-guard-secret-of-one-session';
let server: ControlServer;
let alarms: Alarm[];
let guards: Guard[];

beforeEach(async () => {
  server = new ControlServer(secret);
  alarms = [];
  guards = [];
  await server.start();
});

afterEach(async () => {
  await server.stop();
  await Promise.all(guards.map((guard) => guard.close()));
});

function connect(options: Partial<GuardOptions> = {}, token = server.token): Guard {
  const control = httpControl({ url: server.url, token, waitSeconds: 20, timeoutMs: 300 });
  const onAlarm = (alarm: Alarm): void => void alarms.push(alarm);
  const guard = createGuard({
    sessionId: 'ses 1/ä',
    secret,
    control,
    fail: 'open',
    onAlarm,
    ackWaitMs: 300,
    ...options,
  });
  guards.push(guard);
  return guard;
}

const session = 'ses 1/ä';

/** An agent that does a step every few milliseconds until the guard throws. */
function startAgent(guard: Guard) {
  const run = { done: 0, end: Promise.resolve<unknown>(null) };
  const work = async (): Promise<void> => {
    for (let step = 1; ; step++) {
      await guard.beforeStep({ step });
      run.done = step;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  run.end = work().catch((error) => error);
  return run;
}
const isHeld = () => server.polls.some(({ prefer }) => prefer === 'wait=20');

describe('over HTTP', () => {
  test('a kill is confirmed, and no further step is done', async () => {
    const run = startAgent(connect());
    await until(() => run.done > 3 && isHeld(), 'a few steps');
    server.give(session, { state: 'kill', revision: 1 });
    expect(await run.end).toBeInstanceOf(AgentStopped);
    expect(server.verdicts).toEqual(['accepted']);
    const [ack] = server.accepted.values();
    expect(ack).toMatchObject({ sessionId: session, state: 'stopped', step: run.done });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(run.done).toBe(ack?.step);
  });

  test('a kill given before the agent started stops its first step', async () => {
    server.give(session, { state: 'kill', revision: 3 });
    await expect(connect().beforeStep({ step: 1 })).rejects.toThrow(AgentStopped);
  });

  test('polls ask from the revision known, and are held only after the first answer', async () => {
    server.give(session, { state: 'limit', revision: 5, limit_per_minute: 9 });
    await connect().beforeStep({ step: 1 });
    await until(() => server.polls.length === 2, 'the second poll');
    const path = `/v1/control/${encodeURIComponent(session)}`;
    expect(server.polls).toEqual([
      { url: `${path}?since=0`, prefer: 'wait=0' },
      { url: `${path}?since=5`, prefer: 'wait=20' },
    ]);
  });

  test('pause, resume, and a kill given twice are each confirmed', async () => {
    const run = startAgent(connect());
    const states = () => [...server.accepted.values()].map(({ state }) => state);
    await until(() => run.done > 0, 'a step');
    server.give(session, { state: 'pause', revision: 1 });
    await until(() => states().length === 1, 'paused');
    const pausedAt = run.done;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(run.done).toBe(pausedAt);
    server.give(session, { state: 'run', revision: 2 });
    await until(() => states().length === 2 && run.done > pausedAt, 'resumed');
    for (const revision of [3, 4]) {
      server.give(session, { state: 'kill', revision });
      await until(() => states().length === revision, `kill ${revision} confirmed`);
    }
    expect(await run.end).toBeInstanceOf(AgentStopped);
    expect(states()).toEqual(['paused', 'resumed', 'stopped', 'stopped']);
  });

  test('a kill of the parent stops the child', async () => {
    const guard = connect({ parentSessionIds: ['ses_parent'] });
    await guard.beforeStep({ step: 1 });
    server.give('ses_parent', { state: 'kill', revision: 1 });
    await until(async () => (await guard.beforeStep({ step: 2 }).catch(() => 'stopped')) === 'stopped', 'a stop');
    await until(() => server.verdicts.length === 1, 'its confirmation');
    expect([...server.accepted.values()]).toMatchObject([{ sessionId: session, parentSessionId: 'ses_parent' }]);
  });

  test('the server refuses forged, stale and repeated acknowledgements', async () => {
    server.give(session, { state: 'kill', revision: 2 });
    const control = httpControl({ url: server.url, token: server.token });
    const { signal } = new AbortController();
    const ack = { sessionId: session, revision: 2, state: 'stopped', step: 1, at: new Date().toISOString() } as const;
    const old = { ...ack, revision: 1 };
    const forged = await control.acknowledge(ack, signAck(ack, 'a-guess'), signal);
    expect(forged).toMatchObject({ result: 'refused', problem: expect.stringContaining('401') });
    expect(await control.acknowledge(old, signAck(old, secret), signal)).toMatchObject({ result: 'refused' });
    expect(server.accepted.size).toBe(0);
    for (let i = 0; i < 2; i++)
      expect(await control.acknowledge(ack, signAck(ack, secret), signal)).toEqual({ result: 'accepted' });
    expect(server.verdicts).toEqual(['forged', 'stale', 'accepted', 'repeated']);
  });
});

describe('a control server that', () => {
  test('restarts is found again, and what was delivered holds meanwhile', async () => {
    const guard = connect();
    server.give(session, { state: 'limit', revision: 1, limit_per_minute: 1 });
    await guard.beforeToolCall({ tool: 'a', args: 1 });
    await until(isHeld, 'a held poll');
    await server.stop();
    await until(() => alarms.length > 0, 'the alarm');
    let passed = false;
    const call = guard.beforeToolCall({ tool: 'a', args: 2 }).then(() => {
      passed = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(passed).toBe(false);
    await server.start();
    server.give(session, { state: 'kill', revision: 2 });
    await expect(call).rejects.toThrow(AgentStopped);
    expect(alarms.map(({ kind }) => kind)).toEqual(['control_unreachable', 'control_restored']);
  });

  test('is down stops an agent that fails closed', async () => {
    await server.stop();
    const guard = connect({ fail: 'closed', graceMs: 200 });
    await expect(guard.beforeStep({ step: 1 })).rejects.toThrow(ControlUnreachable);
  });

  test.each<[string, (response: import('node:http').ServerResponse) => unknown, string]>([
    ['answers 500', (response) => response.writeHead(500).end('{"state":"run","revision":1}'), 'HTTP 500'],
    ['answers 404', (response) => response.writeHead(404).end(), 'HTTP 404'],
    ['redirects', (response) => response.writeHead(302, { location: '/elsewhere' }).end(), 'redirect'],
    ['answers garbage', (response) => response.end('<html>'), 'not JSON'],
    ['answers wrong types', (response) => response.end('{"state":"kill","revision":"7"}'), 'revision'],
    ['answers without end', (response) => response.end('x'.repeat(5_000_000)), 'more than 65536 bytes'],
    ['hangs', () => undefined, 'timeout'],
    ['hangs up', (response) => response.destroy(), 'fetch failed'],
    ['stops half-way', (response) => response.writeHead(200).write('{"state":'), 'timeout'],
  ])('%s counts as unreachable, and its next order is obeyed', async (_, answer, problem) => {
    server.intercept = (_request, response) => {
      answer(response);
      return true;
    };
    const guard = connect();
    await guard.beforeStep({ step: 1 });
    expect(alarms.map(({ kind }) => kind)).toEqual(['control_unreachable']);
    expect(alarms[0]?.message).toContain(problem);
    server.give(session, { state: 'kill', revision: 1 });
    server.intercept = null;
    await until(async () => (await guard.beforeStep({ step: 2 }).catch(() => 'stopped')) === 'stopped', 'a stop');
  });

  test('does not know the token is unreachable, and the token stays out of the alarm', async () => {
    await connect({}, 'wrong-token').beforeStep({ step: 1 });
    expect(alarms[0]?.message).toContain('HTTP 401');
    expect(JSON.stringify(alarms)).not.toContain('wrong-token');
  });

  test('asks to be left alone is left alone for that long', async () => {
    server.intercept = (_request, response) => {
      response.writeHead(503, { 'retry-after': '1' }).end();
      return true;
    };
    await connect().beforeStep({ step: 1 });
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(server.polls).toHaveLength(1);
  });

  test('answers every poll at once is not asked in a tight loop', async () => {
    server.intercept = (_request, response) => {
      response.writeHead(204).end();
      return true;
    };
    await connect().beforeStep({ step: 1 });
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(server.polls.length).toBeLessThanOrEqual(2);
  });
});

test.each([
  ['url', { url: 'ftp://example.com', token: 't' }],
  ['credentials', { url: 'https://a:b@example.com', token: 't' }],
  ['waitSeconds', { url: 'https://example.com', token: 't', waitSeconds: -1 }],
])('a wrong option is refused: %s', (name, options) => {
  expect(() => httpControl(options)).toThrow(name);
});
