import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { until } from '../jobs/support.ts';
import { type ErrorBody, sendRaw, startServer, type TestServer } from './support.ts';

let server: TestServer;
afterEach(() => server.close());

const get = (path: string, init: RequestInit = {}) => fetch(`${server.url}${path}`, init);

describe('what is below /slack/', () => {
  test('arrives as it was sent, unparsed', async () => {
    const seen: { url: string | undefined; body: string; type: string | undefined }[] = [];
    const slackListener = async (request: IncomingMessage, response: ServerResponse) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      seen.push({ url: request.url, body, type: request.headers['content-type'] });
      response.end('from Slack’s listener');
    };
    server = await startServer({ slackListener });
    const sent = { method: 'POST', body: '{"not json', headers: { 'content-type': 'application/json' } };
    expect(await (await get('/slack/events?x=1', sent)).text()).toBe('from Slack’s listener');
    expect(seen).toEqual([{ url: '/slack/events?x=1', body: '{"not json', type: 'application/json' }]);
    expect((await get('/slacker')).status).toBe(404);
    expect(seen).toHaveLength(1);
  });

  test('is nothing when Slack does not come by HTTP', async () => {
    server = await startServer();
    expect((await get('/slack/events', { method: 'POST', body: 'x' })).status).toBe(404);
  });

  test('closing waits for the answer that is under way', async () => {
    let answer: (() => void) | undefined;
    server = await startServer({ slackListener: (_, response) => (answer = () => response.end('done')) });
    const response = get('/slack/events');
    await until(() => answer !== undefined, 'the request has arrived');
    const closed = server.close();
    answer?.();
    expect(await (await response).text()).toBe('done');
    await closed;
  });
});

describe('status', () => {
  test('/healthz answers while nothing else does', async () => {
    server = await startServer({ health: { check: () => new Promise(() => undefined) } });
    const response = await get('/healthz');
    expect([response.status, await response.json()]).toEqual([200, { ok: true }]);
  });

  test('/readyz tells the parts, and is a 503 when one is missing', async () => {
    let ready = true;
    const check = async () => ({
      ready,
      parts: [{ name: 'database', ok: ready, problem: ready ? null : 'Start it.' }],
    });
    server = await startServer({ health: { check } });
    expect((await get('/readyz')).status).toBe(200);
    ready = false;
    const response = await get('/readyz');
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({ ready, parts: [{ name: 'database', ok: false, problem: 'Start it.' }] });
  });

  test('/readyz is a 503 without details when the check itself fails', async () => {
    server = await startServer({ health: { check: () => Promise.reject(new Error('postgres://user:secret@db')) } });
    const response = await get('/readyz');
    expect(response.status).toBe(503);
    expect(await response.text()).not.toContain('secret');
  });

  test('/metrics hands out what it is given', async () => {
    const contentType = 'text/plain; version=0.0.4; charset=utf-8';
    server = await startServer({ metrics: async () => ({ contentType, text: 'a_total 1\n' }) });
    const response = await get('/metrics');
    expect(response.headers.get('content-type')).toBe(contentType);
    expect(await response.text()).toBe('a_total 1\n');
  });
});

describe('what nobody asked for', () => {
  test.each(['/', '/v1/control', '/v1/events', '/nothing', '//slack/events'])(
    'GET %s is a 404 in JSON',
    async (path) => {
      server = await startServer();
      const response = await get(path);
      expect(response.status).toBe(404);
      expect(((await response.json()) as ErrorBody).error).toMatchObject({
        code: 'http.not-found',
        correlationId: expect.any(String),
      });
    },
  );

  test.each([
    ['a broken request line', 'GET\r\n\r\n'],
    ['headers beyond all measure', `GET / HTTP/1.1\r\nhost: x\r\na: ${'a'.repeat(20_000)}\r\n\r\n`],
    ['two lengths', 'POST /v1/events HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nx'],
    [
      'a length and chunks',
      'POST /v1/events HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    [
      'a bad chunk',
      'POST /v1/events HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ingest-token\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n',
    ],
  ])('%s is refused, and the server goes on', async (_, text) => {
    server = await startServer();
    expect(await sendRaw(server.url, text)).toMatch(/^HTTP\/1\.1 4\d\d |^$/);
    expect((await get('/healthz')).status).toBe(200);
  });

  test('a path that cannot be decoded is a 400 and shows nothing of the inside', async () => {
    server = await startServer();
    const response = await get('/postmortems/%E0%A4%A');
    expect(response.status).toBe(400);
    expect(((await response.json()) as ErrorBody).error).toMatchObject({ code: 'http.bad-request' });
  });
});

test('every answer is observed by its route, never its address', async () => {
  const facts: unknown[] = [];
  server = await startServer({ observe: (fact) => facts.push(fact) });
  await get('/postmortems/some-token');
  await get('/some-token');
  await until(() => facts.length === 2, 'both are observed');
  expect(facts).toMatchObject([
    { method: 'GET', route: '/postmortems/:token', status: 404 },
    { method: 'GET', route: 'unknown', status: 404 },
  ]);
});

test('the url names the port that was free', async () => {
  server = await startServer({ port: 0 });
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d+$/);
});
