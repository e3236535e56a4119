import { createHmac } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { seeded } from '../../src/sandbox/seed.ts';
import { secret, startBot, startSandbox } from './support.ts';

const channel = seeded.general;
const user = seeded.responder;
const modal = {
  type: 'modal',
  title: { type: 'plain_text', text: 'Kill' },
  submit: { type: 'plain_text', text: 'Kill' },
  blocks: [
    {
      type: 'input',
      block_id: 'why',
      label: { type: 'plain_text', text: 'Why' },
      element: { type: 'plain_text_input', action_id: 'text' },
    },
  ],
};
const command = { user, channel, command: '/agent-incident', text: 'ses_1 <x> & y' };

/** Types a command and opens the modal with its trigger. */
async function openModal(answer: Parameters<typeof startBot>[0]) {
  const bot = await startBot(answer);
  const sandbox = await startSandbox(bot.url);
  await sandbox.act('command', command);
  const { view } = await sandbox.api('views.open', { trigger_id: bot.deliveries[0]?.body.trigger_id, view: modal });
  const submit = (text: string) => sandbox.act('view-submit', { user, view_id: view.id, values: { why: { text } } });
  return { ...sandbox, bot, view, submit };
}

test('a command arrives raw, as a form, with a signature that anybody can check', async () => {
  const bot = await startBot();
  const { act, state } = await startSandbox(bot.url);
  await act('command', command);
  const { headers, raw, body } = bot.deliveries[0] ?? { headers: {}, raw: '', body: {} };
  expect(body).toMatchObject({ command: '/agent-incident', text: command.text, user_id: user, channel_id: channel });
  const base = `v0:${headers['x-slack-request-timestamp']}:${raw}`;
  expect(headers['x-slack-signature']).toBe(`v0=${createHmac('sha256', secret).update(base).digest('hex')}`);
  expect((await state(user)).notices).toEqual([]);
});

test('a bot that is late did not respond, and only the person who asked sees it', async () => {
  const bot = await startBot(() => ({ delayMs: 1_500 }));
  const { act, state } = await startSandbox(bot.url);
  await act('command', command);
  expect((await state(user)).notices[0].text).toContain('did not respond');
  expect((await state(seeded.bystander)).notices).toEqual([]);
});

test('a trigger opens one modal within three seconds', async () => {
  const bot = await startBot();
  const { act, api, time } = await startSandbox(bot.url);
  await act('command', command);
  await act('command', command);
  const [first, second] = bot.deliveries.map(({ body }) => body.trigger_id);
  time.ms += 3_000;
  expect(await api('views.open', { trigger_id: first, view: modal })).toMatchObject({ ok: true });
  expect(await api('views.open', { trigger_id: first, view: modal })).toMatchObject({ error: 'exchanged_trigger_id' });
  time.ms += 1;
  expect(await api('views.open', { trigger_id: second, view: modal })).toMatchObject({ error: 'expired_trigger_id' });
});

test('a response_url takes five answers within thirty minutes', async () => {
  const bot = await startBot();
  const { act, post, time, state } = await startSandbox(bot.url);
  await act('command', command);
  await act('command', command);
  const [first = '', second = ''] = bot.deliveries.map(({ body }) => new URL(String(body.response_url)).pathname);
  for (let use = 1; use <= 5; use++) expect((await post(first, { text: `${use}` })).status).toBe(200);
  expect(await post(first, { text: '6' })).toMatchObject({ status: 404, body: { error: 'used_url' } });
  expect((await state(user)).channels[0].ephemerals).toHaveLength(5);
  expect((await state(seeded.bystander)).channels[0].ephemerals).toEqual([]);
  time.ms += 30 * 60_000 + 1;
  expect(await post(second, { text: 'late' })).toMatchObject({ status: 404, body: { error: 'expired_url' } });
});

test('a press carries the block, the value and a response_url that replaces the message', async () => {
  const bot = await startBot();
  const { act, api, post } = await startSandbox(bot.url);
  const text = { type: 'plain_text', text: 'Kill' };
  const elements = [{ type: 'button', action_id: 'kill', value: 'inc_1', text }];
  const blocks = [{ type: 'actions', block_id: 'do', elements }];
  const { ts } = await api('chat.postMessage', { channel, text: 'x', blocks });
  const press = { user, channel, message_ts: ts, block_id: 'do', action_id: 'kill' };
  expect(await act('interact', { ...press, action_id: 'other' })).toMatchObject({ error: 'action_not_found' });
  await act('interact', press);
  const payload = bot.deliveries.map(({ body }) => body).find(({ type }) => type === 'block_actions');
  expect(payload).toMatchObject({ user: { id: user }, actions: [{ action_id: 'kill', value: 'inc_1' }] });
  await post(new URL(String(payload?.response_url)).pathname, { text: 'done', replace_original: true });
  expect((await api('conversations.history', { channel })).messages[0]).toMatchObject({ ts, text: 'done' });
});

test('a submission without its required text never reaches the bot', async () => {
  const { submit, bot } = await openModal(() => ({}));
  expect((await submit('')).errors).toHaveProperty('why');
  expect(bot.deliveries).toHaveLength(1);
});

test.each([
  ['closes the modal on an empty answer', '', { errors: {}, problem: null }, 0],
  ['clears all', '{"response_action":"clear"}', { errors: {}, problem: null }, 0],
  ['shows errors', '{"response_action":"errors","errors":{"why":"No."}}', { errors: { why: 'No.' }, problem: null }, 1],
  ['updates', JSON.stringify({ response_action: 'update', view: modal }), { errors: {}, problem: null }, 1],
  ['pushes', JSON.stringify({ response_action: 'push', view: modal }), { errors: {}, problem: null }, 2],
])('a submission %s', async (_, body, expected, open) => {
  const { submit, state, bot } = await openModal(({ body: { type } }) => (type === 'view_submission' ? { body } : {}));
  expect(await submit('because')).toEqual(expected);
  expect((await state(user)).modals).toHaveLength(open);
  expect(bot.deliveries.at(-1)?.body).toMatchObject({
    type: 'view_submission',
    view: { state: { values: { why: { text: { type: 'plain_text_input', value: 'because' } } } } },
  });
});

test('errors for a block that is no input are a mistake of the bot', async () => {
  const wrong = '{"response_action":"errors","errors":{"nowhere":"x"}}';
  const { submit } = await openModal(({ body: { type } }) => (type === 'view_submission' ? { body: wrong } : {}));
  expect((await submit('because')).problem).toContain('invalid_errors');
});

test('an event is retried three times, with the reason, under one event_id', async () => {
  const bot = await startBot((_, index) => [{ status: 500 }, { delayMs: 1_500 }, { reset: true }, {}][index] ?? {});
  const { act } = await startSandbox(bot.url);
  await act('react', {
    user,
    channel,
    message_ts: (await act('message', { user, channel: seeded.random, text: 'x' })).ts,
    name: 'eyes',
  });
  await act('message', { user, channel, text: 'hello' });
  await vi.waitFor(() => expect(bot.deliveries).toHaveLength(4), { timeout: 10_000 });
  const retries = bot.deliveries.map(({ headers }) => [headers['x-slack-retry-num'], headers['x-slack-retry-reason']]);
  expect(retries).toEqual([
    [undefined, undefined],
    ['1', 'http_error'],
    ['2', 'http_timeout'],
    ['3', 'connection_failed'],
  ]);
  expect(new Set(bot.deliveries.map(({ body }) => body.event_id)).size).toBe(1);
});

test('mentions, reactions and the opened Home become events; url_verification wants its challenge back', async () => {
  const bot = await startBot(({ body }) => ({ body: String(body.challenge ?? '') }));
  const { act, verifyUrl } = await startSandbox(bot.url);
  expect(await verifyUrl()).toBe(true);
  const { ts } = await act('message', { user, channel, text: `<@${seeded.bot}> help` });
  await act('react', { user, channel, message_ts: ts, name: 'pushpin' });
  await act('react', { user, channel, message_ts: ts, name: 'pushpin', remove: true });
  await act('home', { user });
  await vi.waitFor(() => expect(bot.deliveries).toHaveLength(6));
  const types = bot.deliveries.slice(1).map(({ body }) => (body.event as { type: string }).type);
  expect(types.sort()).toEqual(['app_home_opened', 'app_mention', 'message', 'reaction_added', 'reaction_removed']);
});
