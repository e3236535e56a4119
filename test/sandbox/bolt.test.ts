import type { App, types } from '@slack/bolt';
import { expect, test, vi } from 'vitest';
import { seeded } from '../../src/sandbox/seed.ts';
import { expected, startBolt } from './bolt-support.ts';

const channel = seeded.general;
const user = seeded.responder;
const command = { user, channel, command: '/agent-incident', text: 'ses_1 <x> & y' };
const plain = (text: string) => ({ type: 'plain_text' as const, text });
const input = {
  type: 'input' as const,
  block_id: 'why',
  label: plain('Why'),
  element: { type: 'plain_text_input' as const, action_id: 'text' },
};
const modal = (title = 'Kill'): types.ModalView => ({
  type: 'modal',
  callback_id: 'kill',
  title: plain(title),
  submit: plain('Kill'),
  notify_on_close: true,
  blocks: [input],
});
const button = { type: 'button' as const, action_id: 'kill', value: 'inc_1', text: plain('Kill') };
const card = [{ type: 'actions' as const, block_id: 'do', elements: [button] }];

for (const socketMode of [false, true]) {
  const over = socketMode ? 'a socket' : 'HTTP';

  test(`over ${over}, a command is acknowledged with text and answered at its response_url`, async () => {
    const { act, state, record } = await startBolt(
      (app) => {
        app.command('/agent-incident', async ({ ack, respond, command: { text } }) => {
          await ack('Fetching…');
          await respond({ text: `done: ${text}` });
        });
      },
      { socketMode },
    );
    await act('command', command);
    await vi.waitFor(async () => {
      const { ephemerals } = (await state(user)).channels[0];
      expect(ephemerals.map(({ text }: { text: string }) => text).sort()).toEqual(['Fetching…', 'done: ses_1 <x> & y']);
    });
    expect(record().find(({ kind }) => kind === 'sent')).toMatchObject({ via: socketMode ? 'socket' : 'http' });
  });

  test(`over ${over}, a button opens a modal; its submission is refused, updated and cleared`, async () => {
    const answers = [
      { response_action: 'errors' as const, errors: { why: 'Say more.' } },
      { response_action: 'update' as const, view: modal('Really?') },
      { response_action: 'clear' as const },
    ];
    const { act, state, client } = await startBolt(
      (app) => {
        app.action('kill', async ({ ack, body, client }) => {
          await ack();
          if (body.type !== 'block_actions') throw new Error('a press of a button expected');
          await client.views.open({ trigger_id: body.trigger_id, view: modal() });
        });
        app.view('kill', async ({ ack, view }) => {
          expect(view.state.values.why?.text?.value).toBe('because');
          await ack(answers.shift() as { response_action: 'clear' });
        });
      },
      { socketMode },
    );
    const { ts } = await client.chat.postMessage({ channel, text: 'card', blocks: card });
    await act('interact', { user, channel, message_ts: ts, block_id: 'do', action_id: 'kill' });
    const view_id = await vi.waitFor(async () => {
      const { modals } = await state(user);
      expect(modals).toHaveLength(1);
      return modals[0].id;
    });
    const submit = () => act('view-submit', { user, view_id, values: { why: { text: 'because' } } });
    expect(await submit()).toEqual({ errors: { why: 'Say more.' }, problem: null });
    expect(await submit()).toEqual({ errors: {}, problem: null });
    expect((await state(user)).modals[0].title.text).toBe('Really?');
    expect(await submit()).toEqual({ errors: {}, problem: null });
    expect((await state(user)).modals).toEqual([]);
  });

  test(`over ${over}, a closed modal, shortcuts, an opened Home, messages, mentions and reactions arrive`, async () => {
    const seen: string[] = [];
    const note = (what: string) => void seen.push(what);
    const triggered = expected<string>();
    const { act, client } = await startBolt((app) => listen(app, note, triggered.settle), { socketMode });
    const { ts } = await act('message', { user, channel, text: `<@${seeded.bot}> look at ses_1` });
    await act('react', { user, channel, message_ts: ts, name: 'pushpin' });
    await act('react', { user, channel, message_ts: ts, name: 'pushpin', remove: true });
    await act('home', { user });
    await act('shortcut', { user, channel, message_ts: ts, callback_id: 'open_incident' });
    await act('shortcut', { user, callback_id: 'list_incidents' });
    const { view } = await client.views.open({ trigger_id: await triggered.value, view: modal() });
    await act('view-close', { user, view_id: view?.id });
    await vi.waitFor(() =>
      expect([...seen].sort()).toEqual([
        'closed kill',
        'global list_incidents',
        'home U0RESPOND',
        'mention <@U0BOTUSER> look at ses_1',
        'message <@U0BOTUSER> look at ses_1',
        'message_action open_incident on <@U0BOTUSER> look at ses_1',
        'reaction_added pushpin',
        'reaction_removed pushpin',
      ]),
    );
  });
}

function listen(app: App, note: (what: string) => void, trigger: (id: string) => void) {
  app.message(async ({ message }) => note(`message ${'text' in message ? message.text : ''}`));
  app.event('app_mention', async ({ event }) => note(`mention ${event.text}`));
  app.event('reaction_added', async ({ event }) => note(`reaction_added ${event.reaction}`));
  app.event('reaction_removed', async ({ event }) => note(`reaction_removed ${event.reaction}`));
  app.event('app_home_opened', async ({ event, client }) => {
    note(`home ${event.user}`);
    await client.views.publish({ user_id: event.user, view: { type: 'home', blocks: [{ type: 'divider' }] } });
  });
  app.shortcut({ type: 'message_action', callback_id: 'open_incident' }, async ({ ack, shortcut }) => {
    await ack();
    note(`message_action ${shortcut.callback_id} on ${shortcut.message.text}`);
  });
  app.shortcut({ type: 'shortcut', callback_id: 'list_incidents' }, async ({ ack, shortcut }) => {
    await ack();
    note(`global ${shortcut.callback_id}`);
    trigger(shortcut.trigger_id);
  });
  app.view({ type: 'view_closed', callback_id: 'kill' }, async ({ ack, view }) => {
    await ack();
    note(`closed ${view.callback_id}`);
  });
}

test('the client of Bolt posts, finds and changes messages, with metadata', async () => {
  const { client } = await startBolt(() => {});
  const metadata = { event_type: 'card', event_payload: { delivery: 'd1' } };
  const { ts = '', message } = await client.chat.postMessage({ channel, text: 'one', blocks: card, metadata });
  expect(message?.bot_id).toBe('B0SANDBOX');
  await client.chat.postMessage({ channel, text: 'reply', thread_ts: ts });
  const { messages } = await client.conversations.history({ channel, include_all_metadata: true, limit: 10 });
  expect(messages).toMatchObject([{ ts, metadata, reply_count: 1 }]);
  const replies = await client.conversations.replies({ channel, ts, include_all_metadata: true });
  expect(replies.messages?.map(({ text }) => text)).toEqual(['one', 'reply']);
  await client.chat.update({ channel, ts, text: 'two', blocks: card });
  expect((await client.conversations.history({ channel })).messages?.[0]?.text).toBe('two');
  const { permalink = '' } = await client.chat.getPermalink({ channel, message_ts: ts });
  const link = await fetch(permalink, { redirect: 'manual' });
  expect(link.headers.get('location')).toBe(`/#${channel}/${ts}`);
  expect(await client.chat.postEphemeral({ channel, user, text: 'psst' })).toMatchObject({ ok: true });
  const direct = await client.chat.postMessage({ channel: user, text: 'a direct word' });
  expect(direct.channel).toMatch(/^D/);
});

test('the client of Bolt uploads files, makes channels and asks who is there', async () => {
  const { client, state } = await startBolt(() => {});
  await client.files.uploadV2({
    channel_id: channel,
    filename: 'trace.jsonl',
    content: '{"step":1}\n',
    title: 'Trace',
    initial_comment: 'captured',
  });
  const { messages } = await client.conversations.history({ channel });
  expect(messages).toMatchObject([{ text: 'captured', files: [{ name: 'trace.jsonl', title: 'Trace', size: 11 }] }]);
  expect((await client.files.list({ channel })).files).toMatchObject([{ name: 'trace.jsonl' }]);

  const made = await client.conversations.create({ name: 'inc-1' });
  const id = made.channel?.id ?? '';
  const { users = [] } = await client.usergroups.users.list({ usergroup: seeded.oncall });
  expect(users).toEqual([seeded.responder, seeded.second]);
  await client.conversations.invite({ channel: id, users: users.join(',') });
  await client.conversations.setTopic({ channel: id, topic: 'ses_1' });
  expect((await client.conversations.info({ channel: id })).channel).toMatchObject({
    name: 'inc-1',
    topic: { value: 'ses_1' },
    is_member: true,
  });
  const { ts = '' } = await client.chat.postMessage({ channel: id, text: 'card' });
  await client.pins.add({ channel: id, timestamp: ts });
  await client.reactions.add({ channel: id, timestamp: ts, name: 'eyes' });
  await client.bookmarks.add({ channel_id: id, title: 'Trace', type: 'link', link: 'https://example.org' });
  const shown = (await state(user)).channels.find((entry: { id: string }) => entry.id === id);
  expect(shown).toMatchObject({
    pins: [ts],
    bookmarks: [{ title: 'Trace' }],
    messages: [{ reactions: [{ name: 'eyes' }] }],
  });

  expect((await client.conversations.join({ channel: seeded.random })).ok).toBe(true);
  expect((await client.users.info({ user })).user).toMatchObject({ id: user, name: 'riley' });
  expect((await client.conversations.open({ users: user })).channel?.id).toMatch(/^D/);
  expect(await client.auth.test()).toMatchObject({ user_id: seeded.bot, bot_id: 'B0SANDBOX', team: 'Sandbox' });
});

test('views are updated by id, pushed on top, and a changed hash is noticed', async () => {
  const triggers: string[] = [];
  const { act, client, state } = await startBolt((app) => {
    app.command('/agent-incident', async ({ ack, body }) => {
      await ack();
      triggers.push(body.trigger_id);
    });
    app.action('more', async ({ ack, body }) => {
      await ack();
      if (body.type === 'block_actions') triggers.push(body.trigger_id);
    });
  });
  await act('command', command);
  const more = { ...button, action_id: 'more' };
  const blocks = [{ type: 'actions' as const, block_id: 'do', elements: [more] }];
  const opened = await client.views.open({
    trigger_id: triggers[0] ?? '',
    view: { type: 'modal', title: plain('A'), blocks },
  });
  const { id = '', hash = '' } = opened.view ?? {};
  await client.views.update({
    view_id: id,
    hash,
    view: { type: 'modal', title: plain('B'), blocks },
  });
  const stale = client.views.update({ view_id: id, hash, view: modal() });
  await expect(stale).rejects.toMatchObject({ data: { error: 'hash_conflict' } });
  await act('interact', { user, view_id: id, block_id: 'do', action_id: 'more' });
  await client.views.push({ trigger_id: triggers[1] ?? '', view: modal('C') });
  const { modals } = await state(user);
  expect(modals.map(({ title }: { title: { text: string } }) => title.text)).toEqual(['B', 'C']);
});

test('the token of the app opens sockets only, and needs to be right', async () => {
  const { client, url } = await startBolt(() => {});
  const refused = client.apps.connections.open();
  await expect(refused).rejects.toMatchObject({ data: { error: 'not_allowed_token_type' } });
  const wrong = await fetch(`${url}/api/auth.test`, {
    method: 'POST',
    headers: { authorization: 'Bearer xapp-test' },
  });
  expect(await wrong.json()).toMatchObject({ error: 'not_allowed_token_type' });
});
