import { describe, expect, test } from 'vitest';
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
  ['chat.postEphemeral', { channel, user: 'U404', text: 'x' }, 'user_not_found'],
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

describe('block limits', () => {
  const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });
  const button = (text = 'Go', rest = {}) => ({ type: 'button', text: { type: 'plain_text', text }, ...rest });
  const many = (count: number) => Array.from({ length: count }, () => ({ type: 'divider' }));
  const actions = (...elements: unknown[]) => [{ type: 'actions', elements }];
  const header = (text: string) => [{ type: 'header', text: { type: 'plain_text', text } }];
  const options = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ text: { type: 'plain_text', text: 'x' }, value: `${index}` }));
  const x = (count: number) => 'x'.repeat(count);
  test.each<[string, unknown[], unknown[]]>([
    ['50 blocks', many(50), many(51)],
    ['a header of 150', header(x(150)), header(x(151))],
    ['a section of 3,000', [section(x(3000))], [section(x(3001))]],
    ['25 buttons', actions(...Array(25).fill(button())), actions(...Array(26).fill(button()))],
    ['a button of 75', actions(button(x(75))), actions(button(x(76)))],
    ['a value of 2,000', actions(button('x', { value: x(2000) })), actions(button('x', { value: x(2001) }))],
    ['an action_id of 255', actions(button('x', { action_id: x(255) })), actions(button('x', { action_id: x(256) }))],
    [
      '100 options',
      actions({ type: 'static_select', options: options(100) }),
      actions({ type: 'static_select', options: options(101) }),
    ],
    [
      '5 overflow options',
      actions({ type: 'overflow', options: options(5) }),
      actions({ type: 'overflow', options: options(6) }),
    ],
    [
      '10 context pieces',
      [{ type: 'context', elements: Array(10).fill({ type: 'mrkdwn', text: 'x' }) }],
      [{ type: 'context', elements: Array(11).fill({ type: 'mrkdwn', text: 'x' }) }],
    ],
    ['known properties', actions(button()), actions(button('x', { colour: 'red' }))],
    ['known types', many(1), [{ type: 'table' }]],
    ['different block ids', [{ ...section('x'), block_id: 'a' }], Array(2).fill({ ...section('x'), block_id: 'a' })],
  ])('%s pass, one more does not', async (_, good, bad) => {
    const { api } = await startSandbox();
    expect(await api('chat.postMessage', { channel, text: 'x', blocks: good })).toMatchObject({ ok: true });
    const answer = await api('chat.postMessage', { channel, text: 'x', blocks: bad });
    expect(answer).toMatchObject({ ok: false, error: 'invalid_blocks' });
    expect(answer.response_metadata.messages[0]).toMatch(/^\[ERROR\] .+ \[json-pointer:\/blocks/);
  });

  test('a whole message has a ceiling of 13,200 characters', async () => {
    const { api } = await startSandbox();
    const blocks = Array.from({ length: 5 }, () => section(x(2550)));
    const room = 13_200 - JSON.stringify(blocks).length;
    const full = [...blocks.slice(1), section(x(2550 + room))];
    expect(await api('chat.postMessage', { channel, text: 'x', blocks: full })).toMatchObject({ ok: true });
    const over = [...blocks.slice(1), section(x(2551 + room))];
    const answer = await api('chat.postMessage', { channel, text: 'x', blocks: over });
    expect(answer).toMatchObject({ ok: false, error: 'msg_blocks_too_long' });
  });
});
