import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { messageCeiling } from '../../src/sandbox/blocks/check.ts';
import { seeded } from '../../src/sandbox/seed.ts';
import { mrkdwn, plain, rules, section, times, typing, x } from './block-rules.ts';
import { startBot, startSandbox } from './support.ts';

const channel = seeded.general;
const user = seeded.responder;
describe('blocks of a message', () => {
  test.each(rules)('%s: %s', async (_page, _name, good, bad) => {
    const { api } = await startSandbox();
    expect(await api('chat.postMessage', { channel, text: 'x', blocks: good })).toMatchObject({ ok: true });
    const answer = await api('chat.postMessage', { channel, text: 'x', blocks: bad });
    expect(answer).toMatchObject({ ok: false, error: 'invalid_blocks' });
    expect(answer.response_metadata.messages[0]).toMatch(/^\[ERROR\] .+ \[json-pointer:\/blocks/);
  });

  test('a whole message has a ceiling that Slack does not document', async () => {
    const { api } = await startSandbox();
    const blocks = times(5, section({ text: mrkdwn(x(2550)) })[0]);
    const last = (length: number) => section({ text: mrkdwn(x(length)) })[0];
    const room = messageCeiling - JSON.stringify(blocks).length;
    const full = [...blocks.slice(1), last(2550 + room)];
    expect(await api('chat.postMessage', { channel, text: 'x', blocks: full })).toMatchObject({ ok: true });
    const over = [...blocks.slice(1), last(2551 + room)];
    const answer = await api('chat.postMessage', { channel, text: 'x', blocks: over });
    expect(answer).toMatchObject({ ok: false, error: 'msg_blocks_too_long' });
  });
});

const modal = (rest = {}) => ({ type: 'modal', title: plain(), blocks: section(), ...rest });
const home = (rest = {}) => ({ type: 'home', blocks: section(), ...rest });
const wide = (count: number) => times(count, section({ text: mrkdwn(x(2900)) })[0]);
const views: [page: string, name: string, good: object, bad: object, error: string][] = [
  [
    'views/modal-views',
    'title of 24',
    modal({ title: plain(x(24)) }),
    modal({ title: plain(x(25)) }),
    'invalid_arguments',
  ],
  [
    'views/modal-views',
    'submit of 24',
    modal({ submit: plain(x(24)) }),
    modal({ submit: plain(x(25)) }),
    'invalid_arguments',
  ],
  [
    'views/modal-views',
    'close of 24',
    modal({ close: plain(x(24)) }),
    modal({ close: plain(x(25)) }),
    'invalid_arguments',
  ],
  [
    'views/modal-views',
    '100 blocks',
    modal({ blocks: times(100, { type: 'divider' }) }),
    modal({ blocks: times(101, { type: 'divider' }) }),
    'invalid_arguments',
  ],
  [
    'views/modal-views',
    'private_metadata of 3,000',
    modal({ private_metadata: x(3000) }),
    modal({ private_metadata: x(3001) }),
    'invalid_arguments',
  ],
  [
    'views/modal-views',
    'callback_id of 255',
    modal({ callback_id: x(255) }),
    modal({ callback_id: x(256) }),
    'invalid_arguments',
  ],
  [
    'views/modal-views',
    'submit where there is an input',
    modal({ blocks: typing(), submit: plain() }),
    modal({ blocks: typing() }),
    'invalid_arguments',
  ],
  [
    'views/modal-views',
    'known properties',
    modal({ notify_on_close: true }),
    modal({ on_close: true }),
    'invalid_arguments',
  ],
  [
    'views/modal-views',
    'no markdown block',
    modal(),
    modal({ blocks: [{ type: 'markdown', text: 'x' }] }),
    'invalid_arguments',
  ],
  ['methods/views.open', '250 kB', modal({ blocks: wide(80) }), modal({ blocks: wide(90) }), 'view_too_large'],
  [
    'views/home-tab-views',
    '100 blocks',
    home({ blocks: times(100, { type: 'divider' }) }),
    home({ blocks: times(101, { type: 'divider' }) }),
    'invalid_arguments',
  ],
  ['views/home-tab-views', 'no title', home(), home({ title: plain() }), 'invalid_arguments'],
];

test.each(views)('a view, %s: %s', async (_page, _name, good, bad, error) => {
  const bot = await startBot();
  const { act, api } = await startSandbox(bot.url, { timing: { ackTimeoutMs: 3_000 } });
  const show = async (view: object) => {
    if ('type' in view && view.type === 'home') return api('views.publish', { user_id: user, view });
    await act('command', { user, channel, command: '/agent-incident' });
    return api('views.open', { trigger_id: bot.deliveries.at(-1)?.body.trigger_id, view });
  };
  expect(await show(good)).toMatchObject({ ok: true });
  expect(await show(bad)).toMatchObject({ ok: false, error });
});

const many = (count: number) => times(count, 'x').map((_, index) => `name-${index}`);
type Args = Record<string, unknown>;
const calls: [page: string, name: string, method: string, good: Args, bad: Args, error: string][] = [
  [
    'methods/chat.postMessage',
    'text of 40,000',
    'chat.postMessage',
    { channel, text: x(40_000) },
    { channel, text: x(40_001) },
    'msg_too_long',
  ],
  [
    'methods/chat.postMessage',
    'text or blocks',
    'chat.postMessage',
    { channel, blocks: section() },
    { channel },
    'no_text',
  ],
  [
    'methods/conversations.create',
    'name of 80',
    'conversations.create',
    { name: x(80) },
    { name: x(81) },
    'invalid_name_maxlength',
  ],
  [
    'methods/conversations.create',
    'lower case',
    'conversations.create',
    { name: 'inc-1' },
    { name: 'Inc-1' },
    'invalid_name_specials',
  ],
  [
    'methods/conversations.create',
    'more than signs',
    'conversations.create',
    { name: 'inc-1' },
    { name: '---' },
    'invalid_name_punctuation',
  ],
  [
    'methods/conversations.setTopic',
    '250 characters',
    'conversations.setTopic',
    { channel, topic: x(250) },
    { channel, topic: x(251) },
    'too_long',
  ],
  [
    'methods/files.getUploadURLExternal',
    'alt_txt of 1,000',
    'files.getUploadURLExternal',
    { filename: 'x.png', length: 1, alt_txt: x(1000) },
    { filename: 'x.png', length: 1, alt_txt: x(1001) },
    'alt_txt_too_large',
  ],
];

test.each(calls)('a call, %s: %s', async (_page, _name, method, good, bad, error) => {
  const { api } = await startSandbox();
  expect(await api(method, good)).toMatchObject({ ok: true });
  expect(await api(method, bad)).toMatchObject({ ok: false, error });
});

test.each(['pins', 'bookmarks'])('a channel has 100 %s', async (what) => {
  const { api } = await startSandbox();
  const add = async (title: string) => {
    if (what === 'bookmarks')
      return api('bookmarks.add', { channel_id: channel, title, type: 'link', link: 'https://example.org' });
    const { ts } = await api('chat.postMessage', { channel, text: title });
    return api('pins.add', { channel, timestamp: ts });
  };
  for (const title of many(100)) expect(await add(title)).toMatchObject({ ok: true });
  expect(await add('one more')).toMatchObject({ ok: false, error: `too_many_${what}` });
});

test('every rule stands in the source with its page', () => {
  const folder = fileURLToPath(new URL('../../src/sandbox/', import.meta.url));
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const source = files.map((name) => readFileSync(`${folder}${name}`, 'utf8')).join('\n');
  const pages = [...rules, ...views, ...calls].map(([page]) => `https://docs.slack.dev/reference/${page}`);
  expect(pages.filter((page) => !source.includes(page))).toEqual([]);
});
