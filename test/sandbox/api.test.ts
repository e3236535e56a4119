import { expect, test } from 'vitest';
import { seeded } from '../../src/sandbox/seed.ts';
import { startSandbox, token } from './support.ts';

const channel = seeded.general;

test('the token is checked before anything is done', async () => {
  const { post, url } = await startSandbox();
  expect((await post('/api/auth.test', {})).body).toEqual({ ok: false, error: 'not_authed' });
  const wrong = { authorization: 'Bearer xoxb-wrong' };
  expect((await post('/api/auth.test', {}, wrong)).body).toEqual({ ok: false, error: 'invalid_auth' });
  const form = await fetch(`${url}/api/auth.test`, { method: 'POST', body: new URLSearchParams({ token }) });
  expect(await form.json()).toMatchObject({ ok: true, user_id: seeded.bot });
});

test('forms carry objects as JSON text', async () => {
  const { url } = await startSandbox();
  const blocks = JSON.stringify([{ type: 'section', text: { type: 'mrkdwn', text: 'hi' } }]);
  const body = new URLSearchParams({ token, channel, text: 'hi', blocks });
  const response = await fetch(`${url}/api/chat.postMessage`, { method: 'POST', body });
  expect(await response.json()).toMatchObject({ ok: true, message: { blocks: [{ type: 'section' }] } });
});

test.each([
  ['chat.postMessage', { channel: 'C404', text: 'x' }, 'channel_not_found'],
  ['chat.postMessage', { channel: seeded.random, text: 'x' }, 'not_in_channel'],
  ['chat.postMessage', { channel }, 'no_text'],
  ['chat.postMessage', { channel, text: 'x'.repeat(40_001) }, 'msg_too_long'],
  ['chat.postMessage', { channel, text: 'x', metadata: {} }, 'invalid_metadata_format'],
  ['chat.postMessage', { channel, text: 'x', thread_ts: '1.2' }, 'cannot_reply_to_message'],
  ['chat.postMessage', { text: 'x' }, 'invalid_arguments'],
  ['chat.update', { channel, ts: '1.2', text: 'x' }, 'message_not_found'],
  ['chat.postEphemeral', { channel, user: 'U404', text: 'x' }, 'user_not_in_channel'],
  ['conversations.create', { name: 'general' }, 'name_taken'],
  ['conversations.create', { name: 'Not Allowed' }, 'invalid_name_specials'],
  ['conversations.replies', { channel, ts: '1.2' }, 'thread_not_found'],
  ['pins.add', { channel, timestamp: '1.2' }, 'message_not_found'],
  ['bookmarks.add', { channel_id: channel, title: 'x', type: 'link', link: 'javascript:1' }, 'invalid_link'],
  ['files.completeUploadExternal', { files: [{ id: 'F404' }] }, 'file_not_found'],
  ['views.open', { trigger_id: 'none', view: { type: 'modal' } }, 'invalid_arguments'],
  ['chat.scheduleEverything', {}, 'unknown_method'],
])('%s %o is refused as %s', async (method, args, error) => {
  const { api } = await startSandbox();
  expect(await api(method, args)).toMatchObject({ ok: false, error });
});

test('a scope that was not granted is named', async () => {
  const { api } = await startSandbox(undefined, { scopes: ['chat:write'] });
  const answer = await api('pins.add', { channel, timestamp: '1' });
  expect(answer).toMatchObject({ ok: false, error: 'missing_scope', needed: 'pins:write', provided: 'chat:write' });
});

test('history gives tops newest first, replies give the thread, metadata only when asked for', async () => {
  const { api } = await startSandbox();
  const metadata = { event_type: 'card', event_payload: { id: 'd1' } };
  const { ts } = await api('chat.postMessage', { channel, text: 'one', metadata });
  await api('chat.postMessage', { channel, text: 'reply', thread_ts: ts });
  await api('chat.postMessage', { channel, text: 'two' });
  const plain = await api('conversations.history', { channel });
  expect(plain.messages.map(({ text }: { text: string }) => text)).toEqual(['two', 'one']);
  expect(plain.messages[1]).not.toHaveProperty('metadata');
  expect(plain.messages[1].reply_count).toBe(1);
  const full = await api('conversations.history', { channel, include_all_metadata: true });
  expect(full.messages[1].metadata).toEqual(metadata);
  const first = await api('conversations.history', { channel, limit: 1 });
  expect(first.has_more).toBe(true);
  const rest = await api('conversations.history', { channel, limit: 1, cursor: first.response_metadata.next_cursor });
  expect(rest.messages[0].text).toBe('one');
  const replies = await api('conversations.replies', { channel, ts });
  expect(replies.messages.map(({ text }: { text: string }) => text)).toEqual(['one', 'reply']);
});

test('a file goes through its three steps, raw or as a multipart form', async () => {
  const { api, url } = await startSandbox();
  for (const asForm of [false, true]) {
    const { upload_url, file_id } = await api('files.getUploadURLExternal', { filename: 'trace.jsonl', length: 5 });
    const form = new FormData();
    form.append('body', new Blob(['hello']));
    const sent = await fetch(upload_url, { method: 'POST', body: asForm ? form : 'hello' });
    expect(sent.status).toBe(200);
    const done = await api('files.completeUploadExternal', { files: [{ id: file_id }], channel_id: channel });
    expect(done.ok).toBe(true);
    expect(await (await fetch(`${url}/_files/${file_id}/trace.jsonl`)).text()).toBe('hello');
  }
  expect((await api('conversations.history', { channel })).messages[0].files[0].name).toBe('trace.jsonl');
});

test('metadata stays with an update that does not speak of it, and goes with an empty object', async () => {
  const { api } = await startSandbox();
  const metadata = { event_type: 'card', event_payload: { id: 'd1' } };
  const { ts } = await api('chat.postMessage', { channel, text: 'one', metadata });
  const read = async () => (await api('conversations.history', { channel, include_all_metadata: true })).messages[0];
  await api('chat.update', { channel, ts, text: 'two' });
  expect(await read()).toMatchObject({ text: 'two', metadata });
  await api('chat.update', { channel, ts, text: 'three', metadata: {} });
  expect(await read()).not.toHaveProperty('metadata');
});

test('an archived channel takes nothing more', async () => {
  const { api } = await startSandbox();
  const { ts } = await api('chat.postMessage', { channel: seeded.incidents, text: 'x' });
  expect(await api('conversations.archive', { channel: seeded.incidents })).toEqual({ ok: true });
  const error = 'is_archived';
  expect(await api('chat.postMessage', { channel: seeded.incidents, text: 'x' })).toMatchObject({ error });
  expect(await api('pins.add', { channel: seeded.incidents, timestamp: ts })).toMatchObject({ error });
  expect(await api('conversations.archive', { channel: seeded.incidents })).toMatchObject({
    error: 'already_archived',
  });
  expect((await api('conversations.list', { exclude_archived: true })).channels).toHaveLength(3);
});
