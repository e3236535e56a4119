import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { type ErrorBody, startServer, type TestServer } from './support.ts';

let server: TestServer | undefined;
afterEach(async () => server?.close());

const authorization = 'Bearer ingest-token';

/** A desk that remembers what it was given. */
function remember() {
  const bodies: string[] = [];
  const add = async (body: Uint8Array) => {
    bodies.push(Buffer.from(body).toString());
    return { accepted: 2, repeated: 1 };
  };
  return { bodies, add };
}

async function post(body: string | Uint8Array, headers: Record<string, string> = {}) {
  const response = await fetch(`${server?.url}/v1/events`, {
    method: 'POST',
    body,
    headers: { authorization, 'content-type': 'application/x-ndjson', ...headers },
  });
  return { status: response.status, body: (await response.json()) as ErrorBody, headers: response.headers };
}

describe('POST /v1/events', () => {
  test('hands the body over as it came and says how many events were taken', async () => {
    const ingest = remember();
    server = await startServer({ ingest });
    expect(await post('{"a":1}\n{"a":2}\n')).toMatchObject({ status: 202, body: { accepted: 2, repeated: 1 } });
    expect(ingest.bodies).toEqual(['{"a":1}\n{"a":2}\n']);
  });

  test('unpacks gzip, several members and multi-byte text included', async () => {
    const ingest = remember();
    server = await startServer({ ingest });
    const body = Buffer.concat([gzipSync('{"a":"ä"}\n'), gzipSync('{"a":"🙂"}\n')]);
    expect((await post(body, { 'content-encoding': 'gzip' })).status).toBe(202);
    expect(ingest.bodies).toEqual(['{"a":"ä"}\n{"a":"🙂"}\n']);
  });

  test.each([
    ['no header', undefined],
    ['another token', 'Bearer wrong'],
    ['a longer token', 'Bearer ingest-token-and-more'],
    ['another scheme', 'Basic aW5nZXN0LXRva2Vu'],
    ['an empty token', 'Bearer '],
  ])('refuses %s before the body is read', async (_, given) => {
    const ingest = remember();
    server = await startServer({ ingest });
    const headers: Record<string, string> = given === undefined ? {} : { authorization: given };
    const response = await fetch(`${server.url}/v1/events`, { method: 'POST', body: '{}', headers });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    expect(ingest.bodies).toEqual([]);
  });

  test.each([null, ''])('is closed when no token is configured (%j), and says how to open it', async (token) => {
    const ingest = remember();
    server = await startServer({ ingest, tokens: { ingest: token, control: null } });
    const { status, body } = await post('{}', { authorization: 'Bearer ' });
    expect(status).toBe(503);
    expect(body.error.message).toContain('INGEST_TOKEN');
    expect(ingest.bodies).toEqual([]);
  });

  test('a body that unpacks to more than 64 MiB is refused without unpacking it all', async () => {
    const ingest = remember();
    server = await startServer({ ingest });
    const bomb = gzipSync(Buffer.alloc(65 * 1_048_576));
    const { status, body } = await post(bomb, { 'content-encoding': 'gzip' });
    expect(status).toBe(413);
    expect(body.error.code).toBe('http.too-large');
    expect(ingest.bodies).toEqual([]);
  });

  test('a body announced as longer than 64 MiB is refused at once', async () => {
    server = await startServer({ ingest: remember() });
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const headers = { authorization, 'content-length': String(65 * 1_048_576) };
      const sending = request(`${server?.url}/v1/events`, { method: 'POST', headers }, (response) => {
        resolve(response.statusCode);
        sending.destroy();
      });
      sending.on('error', reject);
      sending.write('{');
    });
    expect(status).toBe(413);
  });

  test.each([
    ['cut off', gzipSync('{"a":1}\n'.repeat(1_000)).subarray(0, 40)],
    ['broken', Buffer.from('not gzip at all')],
    ['corrupted', Buffer.concat([gzipSync('{}').subarray(0, -6), Buffer.from('xxxxxx')])],
  ])('gzip that is %s is a 400', async (_, body) => {
    const ingest = remember();
    server = await startServer({ ingest });
    const answer = await post(body, { 'content-encoding': 'gzip' });
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'http.bad-gzip' } } });
    expect(ingest.bodies).toEqual([]);
  });

  test('other encodings and types are refused with the way out', async () => {
    server = await startServer({ ingest: remember() });
    expect((await post('x', { 'content-encoding': 'br' })).status).toBe(415);
    expect((await post('x', { 'content-type': 'multipart/form-data; boundary=x' })).status).toBe(415);
    expect((await post('x', { 'content-type': 'application/json; charset=utf-8' })).status).toBe(202);
  });

  test('an invalid event is named by line and field', async () => {
    const add = async () => {
      throw new AppError('trace.invalid', 'line 3, field step: expected a number.', {
        details: { file: '-', line: 3, field: 'step', expected: 'a number' },
      });
    };
    server = await startServer({ ingest: { add } });
    const { status, body } = await post('{}');
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ code: 'trace.invalid', line: 3, field: 'step' });
    expect(body.error.correlationId).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('trouble of ours says nothing of its inside, and the log finds it by the correlation id', async () => {
    const add = async () => {
      throw new Error('insert failed: params: secret-payload');
    };
    server = await startServer({ ingest: { add } });
    const { status, body, headers } = await post('{}');
    expect(status).toBe(500);
    expect(JSON.stringify(body)).not.toContain('secret-payload');
    expect(headers.get('x-correlation-id')).toBe(body.error.correlationId);
    const logged = server.lines.find(({ level }) => level === 'error');
    expect(logged?.facts).toMatchObject({ correlationId: body.error.correlationId, route: '/v1/events' });
    expect(JSON.stringify(server.lines)).not.toContain('secret-payload');
  });

  test('what may pass is a 503 with the pause that was asked for', async () => {
    const add = async () => {
      throw new AppError('database.unreachable', 'PostgreSQL does not answer at db-host-7.', {
        retryable: true,
        details: { retryAfterMs: 1_500 },
      });
    };
    server = await startServer({ ingest: { add } });
    const { status, body, headers } = await post('{}');
    expect(status).toBe(503);
    expect(headers.get('retry-after')).toBe('2');
    expect(JSON.stringify(body)).not.toContain('db-host-7');
  });

  test('a client that hangs up in the middle of its body adds nothing, and the server goes on', async () => {
    const ingest = remember();
    server = await startServer({ ingest });
    const { url } = server;
    await new Promise<void>((resolve) => {
      const sending = request(`${url}/v1/events`, {
        method: 'POST',
        headers: { authorization, 'content-length': '100' },
      });
      sending.on('error', () => resolve());
      sending.write('{"a":1}\n', () => sending.destroy());
    });
    expect((await post('{"b":1}')).status).toBe(202);
    expect(ingest.bodies).toEqual(['{"b":1}']);
  });
});
