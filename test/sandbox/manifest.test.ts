import { spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Manifest } from '../../src/sandbox/manifest.ts';
import { seeded } from '../../src/sandbox/seed.ts';
import { startBot, startSandbox, token } from './support.ts';

const user = seeded.responder;
const channel = seeded.general;

const manifest = (bot: string[], bot_events: string[] = []): Manifest => ({
  display_information: { name: 'Agent Incident' },
  features: {
    bot_user: { display_name: 'agent-incident' },
    slash_commands: [{ command: '/agent-incident', description: 'Open an incident', usage_hint: '<session>' }],
    shortcuts: [{ name: 'Open an incident', type: 'message', callback_id: 'open', description: 'From a message' }],
  },
  oauth_config: { scopes: { bot } },
  settings: { event_subscriptions: { bot_events } },
});

// https://docs.slack.dev/reference/methods/<method>: the bot scope that each page names.
const needs: [method: string, args: Record<string, unknown>, scope: string][] = [
  ['chat.postMessage', { channel, text: 'x' }, 'chat:write'],
  ['chat.update', { channel, ts: '1.1', text: 'x' }, 'chat:write'],
  ['chat.delete', { channel, ts: '1.1' }, 'chat:write'],
  ['chat.postEphemeral', { channel, user, text: 'x' }, 'chat:write'],
  ['conversations.create', { name: 'x' }, 'channels:manage'],
  ['conversations.create', { name: 'x', is_private: true }, 'groups:write'],
  ['conversations.invite', { channel, users: user }, 'channels:manage,channels:write.invites'],
  ['conversations.setTopic', { channel, topic: 'x' }, 'channels:manage,channels:write.topic'],
  ['conversations.archive', { channel }, 'channels:manage'],
  ['conversations.join', { channel }, 'channels:join'],
  ['conversations.info', { channel }, 'channels:read'],
  ['conversations.list', { types: 'public_channel,private_channel' }, 'channels:read'],
  ['conversations.members', { channel }, 'channels:read'],
  ['conversations.history', { channel }, 'channels:history'],
  ['conversations.replies', { channel, ts: '1.1' }, 'channels:history'],
  ['conversations.open', { users: user }, 'im:write'],
  ['files.getUploadURLExternal', { filename: 'x', length: 1 }, 'files:write'],
  ['files.completeUploadExternal', { files: [{ id: 'F' }] }, 'files:write'],
  ['files.info', { file: 'F' }, 'files:read'],
  ['files.list', {}, 'files:read'],
  ['reactions.add', { channel, timestamp: '1.1', name: 'x' }, 'reactions:write'],
  ['pins.add', { channel, timestamp: '1.1' }, 'pins:write'],
  ['pins.list', { channel }, 'pins:read'],
  ['bookmarks.add', { channel_id: channel, title: 'x', type: 'link', link: 'https://x' }, 'bookmarks:write'],
  ['bookmarks.list', { channel_id: channel }, 'bookmarks:read'],
  ['users.info', { user }, 'users:read'],
  ['users.list', {}, 'users:read'],
  ['usergroups.list', {}, 'usergroups:read'],
  ['usergroups.users.list', { usergroup: seeded.oncall }, 'usergroups:read'],
];

test.each(needs)('%s %o needs %3$s', async (method, args, scope) => {
  const poor = await startSandbox(undefined, { manifest: manifest(['commands']) });
  expect(await poor.api(method, args)).toMatchObject({ error: 'missing_scope', needed: scope, provided: 'commands' });
  const scopes = ['commands', ...scope.split(','), 'groups:read'];
  const rich = await startSandbox(undefined, { manifest: manifest(scopes) });
  expect((await rich.api(method, args)).error).not.toBe('missing_scope');
});

test.each(['auth.test', 'chat.getPermalink', 'views.open', 'views.update', 'views.push', 'views.publish'])(
  '%s needs no scope',
  async (method) => {
    const { api } = await startSandbox(undefined, { manifest: manifest(['commands']) });
    expect((await api(method, {})).error).not.toBe('missing_scope');
  },
);

test('what was said in a direct channel needs the scope of direct channels', async () => {
  const { api } = await startSandbox(undefined, { manifest: manifest(['chat:write', 'channels:history']) });
  const direct = await api('chat.postMessage', { channel: user, text: 'x' });
  expect(await api('conversations.history', { channel: direct.channel })).toMatchObject({ needed: 'im:history' });
  expect(await api('conversations.history', { channel })).toMatchObject({ ok: true });
});

test('chat:write.public opens public channels the bot is not in, and no others', async () => {
  const scopes = ['chat:write', 'chat:write.public'];
  const args = { channel: seeded.random, text: 'x' };
  const open = await startSandbox(undefined, { manifest: manifest(scopes) });
  expect(await open.api('chat.postMessage', args)).toMatchObject({ ok: true });
  const closed = await startSandbox(undefined, { manifest: manifest(['chat:write']) });
  expect(await closed.api('chat.postMessage', args)).toMatchObject({ error: 'not_in_channel' });
});

test('the granted scopes stand in a header of every answer', async () => {
  const { post } = await startSandbox(undefined, { manifest: manifest(['commands', 'chat:write']) });
  const { headers } = await post('/api/auth.test', {}, { authorization: `Bearer ${token}` });
  expect(headers.get('x-oauth-scopes')).toBe('commands,chat:write');
});

test('only events that the manifest subscribes to are delivered', async () => {
  const bot = await startBot();
  const events = ['message.channels', 'app_home_opened'];
  const { act } = await startSandbox(bot.url, { manifest: manifest(['chat:write'], events) });
  const { ts } = await act('message', { user, channel, text: `<@${seeded.bot}> hi` });
  await act('react', { user, channel, message_ts: ts, name: 'eyes' });
  const { channel: direct } = await act('home', { user });
  await act('message', { user, channel: direct, text: 'a direct word' });
  await act('message', { user, channel, text: 'last' });
  await vi.waitFor(() => expect(bot.deliveries).toHaveLength(3));
  const types = bot.deliveries.map(({ body }) => (body.event as { type: string }).type);
  expect(types).toEqual(['message', 'app_home_opened', 'message']);
});

test('the page offers the commands and shortcuts of the manifest; others are not valid', async () => {
  const bot = await startBot();
  const { act, state } = await startSandbox(bot.url, { manifest: manifest(['commands']) });
  expect(await state(user)).toMatchObject({
    commands: [{ command: '/agent-incident', usage_hint: '<session>' }],
    shortcuts: [{ callback_id: 'open', type: 'message' }],
  });
  expect((await state(user)).users.at(-1)).toMatchObject({ real_name: 'agent-incident', is_bot: true });
  expect(await act('command', { user, channel, command: '/other' })).toEqual({ error: 'unknown_command' });
  expect((await state(user)).notices[0].text).toBe('/other is not a valid command.');
  expect(bot.deliveries).toEqual([]);
});

test('a manifest that Slack would refuse is refused', async () => {
  const wrong = manifest(['commands']);
  const shortcut = { name: 'x'.repeat(25), type: 'message' as const, callback_id: 'x', description: 'x' };
  const long = { ...wrong, features: { shortcuts: [shortcut] } };
  await expect(startSandbox(undefined, { manifest: long })).rejects.toThrow('shortcuts');
  const eleven = { ...wrong, features: { shortcuts: Array(11).fill({ ...shortcut, name: 'x' }) } };
  await expect(startSandbox(undefined, { manifest: eleven })).rejects.toThrow('shortcuts');
});

test('the program reads a manifest in YAML', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
  const file = join(folder, 'manifest.yml');
  writeFileSync(
    file,
    [
      'display_information: { name: Agent Incident }',
      'features:',
      '  slash_commands:',
      '    - { command: /agent-incident, description: Open an incident }',
      'oauth_config: { scopes: { bot: [commands] } }',
    ].join('\n'),
  );
  const main = fileURLToPath(new URL('../../src/sandbox/main.ts', import.meta.url));
  const env = { ...process.env, SANDBOX_PORT: '0', SANDBOX_RECORD: join(folder, 'r.jsonl'), SANDBOX_MANIFEST: file };
  const child = spawn(process.execPath, ['--import', 'tsx', main], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const url = await new Promise<string>((resolve) => {
    child.stdout.on('data', (chunk) => resolve(/http:\S+/.exec(String(chunk))?.[0] ?? ''));
  });
  const state = await (await fetch(`${url}/_sandbox/state`)).json();
  expect(state).toMatchObject({ commands: [{ command: '/agent-incident' }] });
});
