import { afterEach, describe, expect, test } from 'vitest';
import { fakePostmortems, startServer, type TestServer } from './support.ts';

let server: TestServer;
afterEach(() => server.close());

const get = (path: string) => fetch(`${server.url}${path}`, { redirect: 'manual' });

function save(body: string, headers: Record<string, string> = {}, token = 'edit-link') {
  return fetch(`${server.url}/postmortems/${token}/edit`, {
    method: 'POST',
    redirect: 'manual',
    body,
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin', ...headers },
  });
}

describe('reading', () => {
  test('the page comes with a nonce of its own and may do nothing else', async () => {
    server = await startServer({ postmortems: fakePostmortems() });
    const [one, other] = [await get('/postmortems/read-link'), await get('/postmortems/read-link')];
    const policy = one.headers.get('content-security-policy') ?? '';
    const nonce = /style-src 'nonce-([\w-]{22})'/.exec(policy)?.[1];
    expect(await one.text()).toContain(`<style nonce="${nonce}">`);
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    expect(policy).not.toBe(other.headers.get('content-security-policy'));
    expect(Object.fromEntries(one.headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
    });
  });

  test.each([
    '/postmortems/forged',
    '/postmortems/forged/edit',
    '/postmortems/read-link/edit',
    '/postmortems/%3Cscript%3E',
  ])('%s is a 404 that says how to get a link, and repeats nothing', async (path) => {
    server = await startServer({ postmortems: fakePostmortems() });
    const response = await get(path);
    const text = await response.text();
    expect(response.status).toBe(404);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(text).toContain('Slack');
    expect(text).not.toMatch(/forged|read-link|<script/);
  });

  test('a document that is gone is a 404', async () => {
    server = await startServer({ postmortems: { ...fakePostmortems(), page: async () => null } });
    expect((await get('/postmortems/read-link')).status).toBe(404);
  });

  test('tokens are never logged', async () => {
    const verify = (): never => {
      throw new Error('read-link');
    };
    server = await startServer({ postmortems: { ...fakePostmortems(), verify } });
    await get('/postmortems/read-link');
    await get('/postmortem/read-link');
    expect(server.lines.length).toBeGreaterThan(1);
    expect(JSON.stringify(server.lines)).not.toContain('read-link');
    expect(JSON.stringify(server.lines)).toContain('/postmortems/:token');
  });
});

describe('editing', () => {
  test('what was typed is saved, and the editor comes back with a word', async () => {
    const postmortems = fakePostmortems();
    server = await startServer({ postmortems });
    const form = new URLSearchParams({ revision: '3', 'section:impact': 'two\r\nlines & <b>', 'tick:exported': 'on' });
    const response = await save(form.toString());
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe('/postmortems/edit-link/edit?saved=1');
    expect(postmortems.saved).toEqual([
      {
        grant: { incidentId: 'inc-1', use: 'edit', user: 'U1' },
        form: { revision: '3', 'section:impact': 'two\nlines & <b>', 'tick:exported': 'on' },
      },
    ]);
    expect(await (await get(response.headers.get('location') ?? '')).text()).toContain('Saved.');
    expect(await (await get('/postmortems/edit-link/edit')).text()).not.toContain('Saved.');
  });

  test('after a conflict all that was typed stands on the page, and none of it is live', async () => {
    const refused = { ok: false, code: 'conflict', message: 'U2 <b>saved</b> it meanwhile.' } as const;
    server = await startServer({ postmortems: fakePostmortems(refused) });
    const form = new URLSearchParams({
      'section:impact': '\nmine</textarea><script>alert(1)</script>',
      'section:gap': 'also',
    });
    const response = await save(form.toString());
    const text = await response.text();
    expect(response.status).toBe(409);
    expect(text).toContain('U2 &lt;b&gt;saved&lt;/b&gt; it meanwhile.');
    expect(text).toContain('>\n\nmine&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt;</textarea>');
    expect(text).toContain('>\nalso</textarea>');
    expect(text).not.toContain('<script');
  });

  test.each([
    ['invalid', 422],
    ['not_allowed', 403],
    ['not_found', 404],
  ] as const)('%s is a %d with the reason', async (code, status) => {
    server = await startServer({ postmortems: fakePostmortems({ ok: false, code, message: 'The reason.' }) });
    const response = await save('section:impact=x');
    expect(response.status).toBe(status);
    expect(await response.text()).toContain('The reason.');
  });

  test('a double click is saved once and answered as saved', async () => {
    server = await startServer({ postmortems: fakePostmortems({ ok: false, code: 'repeated', message: 'Twice.' }) });
    expect((await save('revision=1')).status).toBe(303);
  });

  test('a form from another site is refused', async () => {
    const postmortems = fakePostmortems();
    server = await startServer({ postmortems });
    const none = { 'sec-fetch-site': '' };
    const foreign: Record<string, string>[] = [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'none' },
      none,
    ];
    for (const headers of foreign) expect((await save('revision=1', headers)).status).toBe(403);
    for (const origin of ['https://evil.example', 'null', 'nonsense', `${server.url}.evil.example`]) {
      const response = await fetch(`${server.url}/postmortems/edit-link/edit`, {
        method: 'POST',
        body: 'revision=1',
        headers: { 'content-type': 'application/x-www-form-urlencoded', origin },
      });
      expect(response.status).toBe(403);
    }
    expect(postmortems.saved).toEqual([]);
  });

  test('a browser that only says its origin is believed', async () => {
    server = await startServer({ postmortems: fakePostmortems() });
    const response = await fetch(`${server.url}/postmortems/edit-link/edit`, {
      method: 'POST',
      redirect: 'manual',
      body: 'revision=1',
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: server.url },
    });
    expect(response.status).toBe(303);
  });

  test('a link for reading, a forged one, another type or too much of it changes nothing', async () => {
    const postmortems = fakePostmortems();
    server = await startServer({ postmortems });
    expect((await save('revision=1', {}, 'read-link')).status).toBe(404);
    expect((await save('revision=1', {}, 'forged')).status).toBe(404);
    expect((await save('{}', { 'content-type': 'application/json' })).status).toBe(415);
    expect((await save(`section:a=${'a'.repeat(2 * 1_048_576)}`)).status).toBe(413);
    expect((await save('a=1&'.repeat(1_001))).status).toBe(413);
    expect(postmortems.saved).toEqual([]);
  });

  test('two MiB of text are no trouble, and hostile field names do no harm', async () => {
    const postmortems = fakePostmortems();
    server = await startServer({ postmortems });
    const text = 'a'.repeat(2 * 1_048_576 - 100);
    expect((await save(`__proto__=x&constructor=y&section:a=${text}`)).status).toBe(303);
    expect(postmortems.saved[0]?.form['section:a']).toBe(text);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });
});
