import { createHmac } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { seeded } from '../../src/sandbox/seed.ts';
import { secret, startBot, startSandbox, token } from './support.ts';

const channel = seeded.general;
const authorization = { authorization: `Bearer ${token}` };
const method = 'chat.postMessage';

test('a 429 carries Retry-After and hits only as often as it was told to', async () => {
  const { post } = await startSandbox();
  await post('/_faults', { method, fault: 'rate_limited', retry_after: 7, times: 1 });
  const limited = await post(`/api/${method}`, { channel, text: 'x' }, authorization);
  expect(limited).toMatchObject({ status: 429, body: { ok: false, error: 'ratelimited' } });
  expect(limited.headers.get('retry-after')).toBe('7');
  expect((await post(`/api/${method}`, { channel, text: 'x' }, authorization)).status).toBe(200);
});

test('a lost response was accepted and recorded; a reset was not', async () => {
  const { post, api, record } = await startSandbox();
  for (const fault of ['reset', 'lost_response']) {
    await post('/_faults', { method, fault, times: 1 });
    await expect(post(`/api/${method}`, { channel, text: fault }, authorization)).rejects.toThrow();
  }
  const { messages } = await api('conversations.history', { channel });
  expect(messages.map(({ text }: { text: string }) => text)).toEqual(['lost_response']);
  const posts = record().filter((line) => line.method === method);
  expect(posts).toMatchObject([{ ok: true, args: { text: 'lost_response' } }]);
});

test.each(['unknown_method', 'missing_scope', 'not_in_channel'])('%s can be switched on and off', async (error) => {
  const { post, api, url } = await startSandbox();
  await post('/_faults', { method, fault: 'error', error });
  expect(await api(method, { channel, text: 'x' })).toMatchObject({ ok: false, error });
  await fetch(`${url}/_faults`, { method: 'DELETE' });
  expect(await api(method, { channel, text: 'x' })).toMatchObject({ ok: true });
});

test('throttled, a channel takes one post per second', async () => {
  const { post, api, time } = await startSandbox();
  await post('/_faults', { method, fault: 'throttle' });
  expect(await api(method, { channel, text: '1' })).toMatchObject({ ok: true });
  expect(await api(method, { channel, text: '2' })).toMatchObject({ error: 'ratelimited' });
  expect(await api(method, { channel: seeded.incidents, text: '2' })).toMatchObject({ ok: true });
  time.ms += 1_000;
  expect(await api(method, { channel, text: '3' })).toMatchObject({ ok: true });
});

test('a duplicate delivery is the same request twice; a server error is a 500', async () => {
  const bot = await startBot();
  const { post, act } = await startSandbox(bot.url);
  await post('/_faults', { method: 'deliver.command', fault: 'duplicate', times: 1 });
  await act('command', { user: seeded.responder, channel, command: '/x' });
  expect(bot.deliveries).toHaveLength(2);
  expect(bot.deliveries[0]?.raw).toBe(bot.deliveries[1]?.raw);
  await post('/_faults', { method, fault: 'server_error' });
  expect((await post(`/api/${method}`, { channel, text: 'x' }, authorization)).status).toBe(500);
});

test('a form on a foreign page switches nothing on', async () => {
  const { url } = await startSandbox();
  const form = await fetch(`${url}/_faults`, { method: 'POST', body: new URLSearchParams({ method }) });
  expect(form.status).toBe(415);
});

test('a signature that is wrong, or too old, is a fault of its own', async () => {
  const bot = await startBot();
  const { post, act, time } = await startSandbox(bot.url);
  const command = () => act('command', { user: seeded.responder, channel, command: '/x' });
  const check = ({ headers, raw }: { headers: Record<string, string | string[] | undefined>; raw: string }) => {
    const stamp = String(headers['x-slack-request-timestamp']);
    const digest = createHmac('sha256', secret).update(`v0:${stamp}:${raw}`).digest('hex');
    return { right: headers['x-slack-signature'] === `v0=${digest}`, age: Math.floor(time.ms / 1000) - Number(stamp) };
  };
  for (const fault of ['bad_signature', 'old_signature']) {
    await post('/_faults', { method: 'deliver.command', fault, times: 1 });
    await command();
  }
  await command();
  expect(bot.deliveries.map(check)).toEqual([
    { right: false, age: 0 },
    { right: true, age: 360 },
    { right: true, age: 0 },
  ]);
});

test('a delayed delivery comes late; a delayed call is answered late', async () => {
  const bot = await startBot();
  const { post, act, api } = await startSandbox(bot.url);
  await post('/_faults', { method: 'deliver.command', fault: 'delay', delay_ms: 150, times: 1 });
  await post('/_faults', { method, fault: 'delay', delay_ms: 150, times: 1 });
  const begun = performance.now();
  await act('command', { user: seeded.responder, channel, command: '/x' });
  expect(bot.deliveries).toHaveLength(1);
  expect(performance.now() - begun).toBeGreaterThanOrEqual(145);
  const again = performance.now();
  expect(await api(method, { channel, text: 'x' })).toMatchObject({ ok: true });
  expect(performance.now() - again).toBeGreaterThanOrEqual(145);
});

test('an answer of the bot that asks for no retry gets none', async () => {
  const bot = await startBot(() => ({ status: 500, headers: { 'x-slack-no-retry': '1' } }));
  const { act } = await startSandbox(bot.url);
  await act('message', { user: seeded.responder, channel, text: 'hello' });
  await act('message', { user: seeded.responder, channel, text: 'again' });
  await vi.waitFor(() => expect(bot.deliveries.length).toBeGreaterThan(1));
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(bot.deliveries).toHaveLength(2);
});
