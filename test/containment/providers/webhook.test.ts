import { once } from 'node:events';
import { createServer } from 'node:net';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ContainmentProvider } from '../../../src/containment/provider.ts';
import type { Resolve } from '../../../src/containment/providers/post-json.ts';
import { createWebhook } from '../../../src/containment/providers/webhook.ts';
import type { WebhookSettings } from '../../../src/containment/providers/webhook-settings.ts';
import { request, requestedAt, target } from '../requests.ts';
import { WebhookReceiver } from '../support/receiver.ts';

const secretText = 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const secret = `whsec_${secretText}`;
let receiver: WebhookReceiver;

beforeEach(async () => {
  receiver = new WebhookReceiver(secret);
  await receiver.start();
});

afterEach(() => receiver.stop());

function hook(change: Partial<WebhookSettings> = {}, resolve?: Resolve): ContainmentProvider {
  const url = `http://127.0.0.1:${receiver.port}/contain/path-token?key=query-token`;
  const settings = { name: 'gateway', url, secret, kinds: ['kill', 'revoke'], allowPrivate: true, ...change } as const;
  return createWebhook(settings, resolve === undefined ? {} : { resolve });
}

const ask = request({ kind: 'revoke', target: target('ses_1', 'ses_2') });
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => error,
  );

describe('the request', () => {
  test('says what is to be contained, signed as the standard has it', async () => {
    await hook().execute(ask);
    expect(receiver.forged).toBe(0);
    expect(receiver.received).toEqual([
      {
        headers: expect.objectContaining({
          'webhook-id': 'act_1.execute',
          'webhook-timestamp': expect.stringMatching(/^\d{10}$/),
          'content-type': 'application/json',
        }),
        body: {
          type: 'containment.execute',
          action_id: 'act_1',
          kind: 'revoke',
          session_id: 'ses_1',
          sessions: ['ses_1', 'ses_2'],
          agent: 'order-agent',
          session_type: 'order-support',
          limit_per_minute: null,
          requested_by: 'U1',
          at: requestedAt.toISOString(),
        },
      },
    ]);
  });

  test('of a retry is the same message; an undo is another, and every look is its own', async () => {
    const provider = hook({ canUndo: true });
    receiver.answer = (response) => response.end('{"state":"pending"}');
    for (let round = 0; round < 2; round++) {
      await provider.execute(ask);
      await provider.undo?.(ask);
      await provider.verify(ask);
    }
    const ids = receiver.received.map(({ headers }) => String(headers['webhook-id']));
    expect(ids.filter((id) => id === 'act_1.execute')).toHaveLength(2);
    expect(ids.filter((id) => id === 'act_1.undo')).toHaveLength(2);
    expect(new Set(ids.filter((id) => id.startsWith('act_1.verify.'))).size).toBe(2);
    expect(receiver.received[0]?.body).toEqual(receiver.received[3]?.body);
  });

  test('signed with another secret is refused there, which is told as something to correct', async () => {
    const other = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
    const error = await failure(hook({ secret: other }).execute(ask));
    expect(receiver.forged).toBe(1);
    expect(error).toMatchObject({ code: 'containment.webhook-refused', retryable: false, details: { status: 401 } });
    expect(error).toMatchObject({ message: expect.stringMatching(/gateway.*401.*secret/) });
  });
});

describe('an answer', () => {
  test.each([
    ['nothing', '', null],
    ['text', 'ok', null],
    ['a detail', '{"detail":"2 keys disabled"}', '2 keys disabled'],
    [
      'a detail made to be long and live',
      JSON.stringify({ detail: `a\n\u202e${'x'.repeat(5_000)}` }),
      `a ${'x'.repeat(197)}…`,
    ],
    ['another shape', '{"detail":7}', null],
  ])('2xx with %s is accepted', async (_, body, detail) => {
    receiver.answer = (response) => response.writeHead(202).end(body);
    expect(await hook().execute(ask)).toEqual({ detail });
  });

  test.each([
    [400, { code: 'containment.webhook-refused', retryable: false }],
    [404, { code: 'containment.webhook-refused', retryable: false }],
    [410, { code: 'containment.webhook-disabled', retryable: false, message: expect.stringContaining('disabled') }],
    [408, { code: 'containment.webhook-unavailable', retryable: true }],
    [429, { code: 'containment.webhook-unavailable', retryable: true, details: { status: 429, retryAfterMs: 7_000 } }],
    [500, { code: 'containment.webhook-unavailable', retryable: true }],
    [503, { code: 'containment.webhook-unavailable', retryable: true, details: { status: 503, retryAfterMs: 7_000 } }],
  ])('of %d is no acceptance', async (status, expected) => {
    receiver.answer = (response) => response.writeHead(status, { 'retry-after': '7' }).end('{"detail":"x"}');
    expect(await failure(hook().execute(ask))).toMatchObject(expected);
    if (status !== 404) expect(await failure(hook().verify(ask))).toMatchObject(expected);
  });

  test.each([
    ['a date', new Date(Date.now() + 86_400_000).toUTCString(), 3_600_000],
    ['a date gone by', 'Wed, 21 Oct 2015 07:28:00 GMT', 0],
    ['nonsense', 'soon', undefined],
  ])('may give the time of the next try as %s', async (_, header, retryAfterMs) => {
    receiver.answer = (response) => response.writeHead(429, { 'retry-after': header }).end();
    expect(await failure(hook().execute(ask))).toHaveProperty('details', {
      status: 429,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    });
  });

  test.each([301, 302, 303, 307, 308])('%d is not followed', async (status) => {
    receiver.answer = (response) => response.writeHead(status, { location: '/elsewhere' }).end();
    expect(await failure(hook().execute(ask))).toMatchObject({
      code: 'containment.webhook-redirected',
      retryable: false,
    });
    expect(receiver.received).toHaveLength(1);
  });

  test('without end is cut: accepted by its status, read by nobody', async () => {
    const flood = 'x'.repeat(65_536);
    receiver.answer = (response) => {
      let closed = false;
      response.on('close', () => {
        closed = true;
      });
      const more = (): void => {
        while (!closed && response.write(flood));
      };
      response.on('drain', more);
      more();
    };
    expect(await hook().execute(ask)).toEqual({ detail: null });
    expect(await hook().verify(ask)).toMatchObject({ state: 'unknown' });
  });

  test('that does not come in time, from the first byte to the last, is tried again', async () => {
    const late = { code: 'containment.webhook-unavailable', retryable: true, details: { timedOut: true } };
    receiver.answer = () => undefined;
    expect(await failure(hook({ timeoutMs: 100 }).execute(ask))).toMatchObject(late);
    receiver.answer = (response) => response.writeHead(200, { 'content-length': '10' }).write('12');
    expect(await failure(hook({ timeoutMs: 100 }).execute(ask))).toMatchObject(late);
    const never: Resolve = () => new Promise(() => undefined);
    expect(await failure(hook({ timeoutMs: 100, url: 'http://hook.test/' }, never).execute(ask))).toMatchObject(late);
  });

  test('cut off in the middle, or never begun, is tried again', async () => {
    receiver.answer = (response) => {
      response.writeHead(200, { 'content-length': '10' }).write('12');
      response.destroy();
    };
    const unavailable = { code: 'containment.webhook-unavailable', retryable: true };
    expect(await failure(hook().execute(ask))).toMatchObject(unavailable);
    const gone = createServer().listen(0, '127.0.0.1');
    await once(gone, 'listening');
    const address = gone.address();
    gone.close();
    await once(gone, 'close');
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`;
    expect(await failure(hook({ url }).execute(ask))).toMatchObject({
      ...unavailable,
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });
});

describe('what verifies', () => {
  test.each([
    ['{"state":"effective","detail":"key disabled at 12:00"}', { state: 'effective', detail: 'key disabled at 12:00' }],
    ['{"state":"pending"}', { state: 'pending', detail: 'gateway says: pending' }],
    ['{"state":"unknown","detail":null}', { state: 'unknown', detail: 'gateway says: unknown' }],
    [`{"state":"effective","detail":"${'y'.repeat(300)}"}`, { state: 'effective', detail: `${'y'.repeat(199)}…` }],
    ['{"state":"done"}', { state: 'unknown', detail: 'gateway answered, but not with a state and a detail' }],
    ['', { state: 'unknown', detail: 'gateway answered, but not with a state and a detail' }],
    ['[]', { state: 'unknown', detail: 'gateway answered, but not with a state and a detail' }],
  ])('%.60s', async (body, verification) => {
    receiver.answer = (response) => response.end(body);
    expect(await hook().verify(ask)).toEqual(verification);
  });

  test.each([404, 405, 501])('is absent where the receiver answers %d', async (status) => {
    receiver.answer = (response) => response.writeHead(status).end('{"state":"effective"}');
    expect(await hook().verify(ask)).toEqual({ state: 'unknown', detail: 'cannot be verified by this provider' });
  });
});

describe('addresses that are not public', () => {
  const forbidden = { code: 'containment.webhook-forbidden', retryable: false };

  test.each([
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://0x7f.1/',
    'https://2130706433/',
    'https://169.254.169.254/latest/meta-data',
    'https://[::ffff:169.254.169.254]/',
    'https://localhost/',
  ])('%s is not called', async (url) => {
    expect(await failure(hook({ url, allowPrivate: false }).execute(ask))).toMatchObject(forbidden);
  });

  test('are not called by a name either, also when it has a public address beside', async () => {
    const url = `https://hook.test:${receiver.port}/`;
    for (const addresses of [['10.0.0.7'], ['93.184.216.34', '127.0.0.1'], ['127.0.0.1', '93.184.216.34']]) {
      const resolve: Resolve = async () => addresses.map((address) => ({ address, family: 4 }));
      expect(await failure(hook({ url, allowPrivate: false }, resolve).execute(ask))).toMatchObject(forbidden);
    }
  });

  test('are not reached by a name that changes after the check: it is looked up once, and that address is called', async () => {
    const other = new WebhookReceiver(secret);
    await other.start('127.0.0.2', receiver.port);
    const asked: string[] = [];
    const resolve: Resolve = async (hostname) => {
      asked.push(hostname);
      return [{ address: asked.length === 1 ? '127.0.0.1' : '127.0.0.2', family: 4 }];
    };
    await hook({ url: `http://hook.test:${receiver.port}/` }, resolve).execute(ask);
    expect(asked).toEqual(['hook.test']);
    expect(receiver.received).toHaveLength(1);
    expect(receiver.received[0]?.headers.host).toBe(`hook.test:${receiver.port}`);
    expect(other.received).toHaveLength(0);
    await other.stop();
  });

  test('a name without an address is tried again', async () => {
    const error = await failure(hook({ url: 'http://hook.test/' }, async () => []).execute(ask));
    expect(error).toMatchObject({ code: 'containment.webhook-unavailable', retryable: true });
  });
});

describe('the settings', () => {
  test.each([
    [{ url: 'http://hook.test/', allowPrivate: false }, /https:/],
    [{ url: 'ftp://hook.test/' }, /https:/],
    [{ url: 'https://user:geheim@hook.test/' }, /user or password/],
    [{ url: 'hook.test' }, /must be a URL/],
    [{ secret: 'whsec_short' }, /24 to 64 bytes/],
    [{ secret: secretText }, /whsec_/],
    [{ secret: `whsec_${Buffer.alloc(65).toString('base64')}` }, /24 to 64 bytes/],
    [{ secret: 'whsec_not base64, not at all, whatever' }, /base64/],
  ])('%o are refused', (change, message) => {
    const create = () => hook(change);
    expect(create).toThrow(expect.objectContaining({ code: 'containment.config' }));
    expect(create).toThrow(message);
    expect(create).not.toThrow(/geheim|short|MfKQ|not at all/);
  });

  test('a provider without undo offers none', () => {
    expect(hook().undo).toBeUndefined();
    expect(hook().canUndo('kill')).toBe(false);
    expect(hook({ canUndo: true }).canUndo('kill')).toBe(true);
  });
});

test('the plan names the host and every session, and shows nothing of path, query or secret', async () => {
  const lines = await hook({ canUndo: true }).plan(ask);
  expect(lines).toEqual([
    `A signed request to 127.0.0.1:${receiver.port} (gateway) asks it to revoke the credentials of ses_1 of agent order-agent. What it touches beyond that is up to 127.0.0.1:${receiver.port}.`,
    'Its child session ses_2 is named, too.',
    `Undo asks 127.0.0.1:${receiver.port} to take it back.`,
  ]);
  expect(await hook().plan(ask)).toContain('This cannot be undone from here.');
  const many = Array.from({ length: 200 }, (_, index) => `ses_c${index}`);
  expect((await hook().plan({ ...ask, target: target('ses_1', ...many) })).length).toBeLessThanOrEqual(60);
  expect(receiver.received).toEqual([]);
});

test('no error shows the secret, the signature, or the path and query of the URL', async () => {
  const errors: unknown[] = [];
  for (const status of [301, 400, 410, 429, 500]) {
    receiver.answer = (response) => response.writeHead(status).end();
    errors.push(await failure(hook().execute(ask)));
  }
  receiver.answer = (response) => response.destroy();
  errors.push(
    await failure(hook().execute(ask)),
    await failure(
      hook({ allowPrivate: true, timeoutMs: 100, url: 'http://nowhere.invalid/path-token?key=query-token' }).execute(
        ask,
      ),
    ),
  );
  expect(errors).not.toContain(null);
  const shown = inspect(errors, { depth: 10 });
  expect(shown).not.toMatch(/MfKQ|path-token|query-token|v1,/);
});
