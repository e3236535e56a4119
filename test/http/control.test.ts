import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { deriveGuardSecret, judgeAck } from '../../src/guard/acknowledgement.ts';
import { AgentStopped } from '../../src/guard/errors.ts';
import { createGuard } from '../../src/guard/guard.ts';
import { httpControl } from '../../src/guard/http-control.ts';
import { until } from '../jobs/support.ts';
import { type ErrorBody, FakeControl, startServer, type TestServer } from './support.ts';

const authorization = 'Bearer control-token';
const kill = {
  state: 'kill',
  revision: 4,
  by: 'U1',
  reason: 'wrong customer',
  at: '2026-11-22T12:00:04.900Z',
} as const;
let control: FakeControl;
let server: TestServer;

beforeEach(async () => {
  control = new FakeControl();
  server = await startServer({ control });
});
afterEach(() => server.close());

function poll(session: string, query = '?since=0', headers: Record<string, string> = {}, signal?: AbortSignal) {
  const init = { headers: { authorization, ...headers }, ...(signal === undefined ? {} : { signal }) };
  return fetch(`${server.url}/v1/control/${session}${query}`, init);
}

function acknowledge(body: string | Buffer, headers: Record<string, string> = {}, session = 'ses_1') {
  return fetch(`${server.url}/v1/control/${session}/ack`, {
    method: 'POST',
    body,
    headers: { authorization, ...headers },
  });
}

describe('polling', () => {
  test('a session without orders is a 204, never a 404', async () => {
    const response = await poll('ses_1');
    expect(response.status).toBe(204);
    expect(await response.text()).toBe('');
    expect(control.polls).toEqual([{ session: 'ses_1', since: 0, waitMs: 0 }]);
  });

  test('an order of another revision is answered at once, a lower one too', async () => {
    control.give('ses_1', kill);
    const response = await poll('ses_1', '?since=9', { prefer: 'wait=60' });
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toEqual(kill);
  });

  test('an order given meanwhile ends the wait', async () => {
    const answer = poll('ses_1', '?since=0', { prefer: 'wait=30' });
    await until(() => control.waiting === 1, 'the poll is held');
    control.give('ses_1', kill);
    expect(await (await answer).json()).toEqual(kill);
  });

  test.each([
    ['wait=25', 25_000],
    ['wait=600', 60_000],
    ['respond-async, wait=7', 7_000],
    ['WAIT = 3', 3_000],
    ['wait=-1', 0],
    ['wait=1e9', 0],
    ['wait=', 0],
    ['waiting=5', 0],
  ])('prefer: %s waits %d ms', async (prefer, waitMs) => {
    control.give('ses_1', kill);
    await poll('ses_1', '?since=0', { prefer });
    expect(control.polls[0]?.waitMs).toBe(waitMs);
  });

  test.each(['ses 1/ä', 'a?b#c%20', '../../etc', '名前', 'a'.repeat(256), 'é'.repeat(256)])(
    'the session id %j arrives as it is',
    async (session) => {
      expect((await poll(encodeURIComponent(session))).status).toBe(204);
      expect(control.polls[0]?.session).toBe(session);
    },
  );

  test.each(['%00', 'a'.repeat(257), '%E0%A4%A', '%2E'])('the session id %s is a 400', async (session) => {
    expect((await poll(session)).status).toBe(400);
    expect(control.polls).toEqual([]);
  });

  test.each(['?since=-1', '?since=x', '?since=1.5', '?since=9007199254740993', '?since=1&since=2'])(
    '%s is a 400',
    async (query) => {
      expect((await poll('ses_1', query)).status).toBe(400);
    },
  );

  test('without the token nobody gets in, and without a configured one nobody at all', async () => {
    expect((await poll('ses_1', '', { authorization: 'Bearer nonsense' })).status).toBe(401);
    await server.close();
    server = await startServer({ control, tokens: { ingest: null, control: null } });
    const response = await poll('ses_1');
    expect(response.status).toBe(503);
    expect(await response.text()).toContain('CONTROL_TOKEN');
    expect(control.polls).toEqual([]);
  });

  test('a client that hangs up ends the wait', async () => {
    const abort = new AbortController();
    const answer = poll('ses_1', '?since=0', { prefer: 'wait=60' }, abort.signal).catch(() => 'aborted');
    await until(() => control.waiting === 1, 'the poll is held');
    abort.abort();
    expect(await answer).toBe('aborted');
    await until(() => control.waiting === 0, 'the wait has ended');
  });

  test('closing the server answers the polls it holds and does not wait for them', async () => {
    const answers = [poll('ses_1', '', { prefer: 'wait=60' }), poll('ses_2', '', { prefer: 'wait=60' })];
    await until(() => control.waiting === 2, 'the polls are held');
    await server.close();
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([204, 204]);
  });

  test('closing does not hang on a desk that does not listen', async () => {
    await server.close();
    let called = false;
    const poll2 = async () => {
      called = true;
      return await new Promise<never>(() => undefined);
    };
    server = await startServer({ control: { ...control, poll: poll2, acknowledge: async () => 'forged' } });
    const answer = poll('ses_1', '', { prefer: 'wait=60' });
    await until(() => called, 'the poll is held');
    await server.close();
    expect((await answer).status).toBe(204);
  });
});

describe('acknowledging', () => {
  const body = JSON.stringify({ revision: 4, state: 'stopped', step: 41, at: '2026-11-22T12:00:05.250Z' });

  test.each([
    ['accepted', 200],
    ['repeated', 200],
    ['forged', 401],
    ['stale', 409],
    ['mismatch', 409],
    ['malformed', 400],
  ] as const)('%s is a %d', async (verdict, status) => {
    control.verdict = verdict;
    expect((await acknowledge(body, { 'x-guard-signature': 'v1=abc' }, 'ses%2F1')).status).toBe(status);
    expect(control.acks).toEqual([{ session: 'ses/1', body: JSON.parse(body), signature: 'v1=abc' }]);
  });

  test('a missing signature is handed on as missing', async () => {
    await acknowledge(body);
    expect(control.acks[0]?.signature).toBeUndefined();
  });

  test.each([
    ['no JSON', '{"revision":', 400],
    ['nothing', '', 400],
    ['no UTF-8', Buffer.from([0x22, 0xff, 0x22]), 400],
    ['too much', `"${'a'.repeat(65_536)}"`, 413],
  ])('%s never reaches the desk', async (_, sent, status) => {
    const response = await acknowledge(sent);
    expect(response.status).toBe(status);
    expect(((await response.json()) as ErrorBody).error.message).toMatch(/\.$/);
    expect(control.acks).toEqual([]);
  });

  test('JSON of any shape is the desk’s to judge', async () => {
    control.verdict = 'malformed';
    for (const sent of ['null', '[]', '"x"', '{"__proto__":{"state":"x"}}']) {
      expect((await acknowledge(sent)).status).toBe(400);
    }
    expect(control.acks).toHaveLength(4);
  });

  test('needs the token', async () => {
    expect((await acknowledge(body, { authorization: 'Bearer wrong' })).status).toBe(401);
    expect(control.acks).toEqual([]);
  });
});

describe('the guard of this package', () => {
  test('is stopped by a kill, and its acknowledgement holds', async () => {
    const session = 'ses 1/ä';
    const secret = deriveGuardSecret('master', session);
    const guard = createGuard({
      sessionId: session,
      secret,
      control: httpControl({ url: server.url, token: 'control-token', waitSeconds: 20 }),
      fail: 'closed',
      onAlarm: () => undefined,
    });
    await guard.beforeStep({ step: 1 });
    await until(() => control.polls.some(({ waitMs }) => waitMs === 20_000), 'a held poll');
    const order = { ...kill, at: new Date().toISOString() };
    control.give(session, order);
    const run = (async () => {
      for (let step = 2; ; step++) {
        await guard.beforeStep({ step });
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    })();
    await expect(run).rejects.toThrow(AgentStopped);
    await guard.close();
    const [ack] = control.acks;
    const sent = ack?.body as { revision: number; state: 'stopped'; step: number; at: string };
    const verdict = judgeAck({ sessionId: session, ...sent }, ack?.signature, secret, {
      revision: 4,
      state: 'stopped',
      orderedAt: order.at,
      now: Date.now(),
      accepted: null,
    });
    expect(ack?.session).toBe(session);
    expect(verdict).toBe('accepted');
  });
});
