import { readFile } from 'node:fs/promises';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { seeded } from '../../src/sandbox/seed.ts';
import { actions, button, closeBrowser, input, noBrowser, openPage, plain } from './browser-support.ts';

const channel = seeded.general;
const user = seeded.responder;
afterAll(closeBrowser);

describe.skipIf(noBrowser)(`threads, links, files and Home in a browser${noBrowser ? ` (${noBrowser})` : ''}`, () => {
  test('threads, people, ephemerals and what changes meanwhile', async () => {
    const { page, post, api } = await openPage();
    const { ts } = await post({ text: 'parent' });
    await page.getByRole('article').filter({ hasText: 'parent' }).hover();
    await page.getByRole('button', { name: 'Reply in thread' }).click();
    const thread = page.getByRole('complementary', { name: 'Thread' });
    await thread.getByLabel('Reply', { exact: true }).fill('/agent-incident x');
    await page.keyboard.press('Enter');
    await page.getByText('/agent-incident is not supported in threads. Sorry!').waitFor();
    await thread.getByLabel('Reply', { exact: true }).fill('half a thought');
    await post({ text: 'from the bot', thread_ts: ts });
    await thread.getByText('from the bot').waitFor();
    expect(await thread.getByLabel('Reply', { exact: true }).inputValue()).toBe('half a thought');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /2 replies/ }).waitFor();
    await api('chat.update', { channel, ts, text: 'parent, changed' });
    await page.getByRole('log', { name: 'Messages', exact: true }).getByText('parent, changed').waitFor();
    await api('chat.postEphemeral', { channel, user: seeded.bystander, text: 'for Bo alone' });
    await page.getByRole('button', { name: 'Close thread' }).click();
    expect(await page.getByText('for Bo alone').count()).toBe(0);
    await page.getByLabel('You are').selectOption(seeded.bystander);
    await page.getByText('for Bo alone').waitFor();
    await page.getByLabel('Message', { exact: true }).fill('hello @sam');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await page.getByRole('article', { name: 'Message of Bo (bystander)' }).getByText('hello @sam').waitFor();
  });

  test('a message that changes keeps what a person is typing into it', async () => {
    const { page, post, api } = await openPage();
    const note = input('note', { type: 'plain_text_input' });
    const { ts } = await post({ blocks: [note] });
    const field = page.getByRole('article').getByLabel('Label note');
    await field.pressSequentially('half a thou');
    await api('chat.update', { channel, ts, text: 'x', blocks: [{ type: 'header', text: plain('News') }, note] });
    await page.getByRole('heading', { name: 'News' }).waitFor();
    await page.keyboard.type('ght');
    expect(await field.inputValue()).toBe('half a thought');
  });

  test('shortcuts, reactions, links to messages and url buttons', async () => {
    const { page, post, seen, api, context, state, url } = await openPage();
    const { ts } = await post({ text: 'far away', channel: seeded.incidents });
    const { permalink } = await api('chat.getPermalink', { channel: seeded.incidents, message_ts: ts });
    const link = button('trace', { url: `${url}/base.css` });
    await post({
      text: 'x',
      blocks: [{ type: 'section', text: { type: 'mrkdwn', text: `<${permalink}|the card>` } }, ...actions(link)],
    });
    const message = page.getByRole('article').last();
    await message.hover();
    await message.getByLabel('Add a reaction').click();
    await page.getByRole('menuitem', { name: 'React with pushpin' }).click();
    await message.getByRole('button', { name: 'pushpin, 1 reaction' }).waitFor();
    await message.getByRole('button', { name: 'pushpin, 1 reaction' }).click();
    await message.getByRole('button', { name: /pushpin/ }).waitFor({ state: 'detached' });
    await message.getByLabel('Message shortcuts').click();
    await page.getByRole('menuitem', { name: 'Open an incident' }).click();
    await vi.waitFor(() => expect(seen('message_action')).toMatchObject([{ callback_id: 'open_incident' }]));
    await page.getByLabel('Shortcuts', { exact: true }).click();
    await page.getByRole('menuitem', { name: 'List incidents' }).click();
    await vi.waitFor(() => expect(seen('shortcut')).toMatchObject([{ callback_id: 'list_incidents' }]));
    const [opened] = await Promise.all([context.waitForEvent('page'), message.getByText('trace').click()]);
    expect(opened.url()).toBe(`${url}/base.css`);
    await vi.waitFor(() => expect(seen('block_actions')).toMatchObject([{ actions: [{ action_id: 'trace' }] }]));
    await message.getByRole('link', { name: 'the card' }).click();
    await page.getByRole('heading', { name: '#incidents' }).waitFor();
    await page.locator('.jumped', { hasText: 'far away' }).waitFor();
    expect((await state(user)).notices).toEqual([]);
  });

  test('Home, files, pins, bookmarks and topics', async () => {
    const { page, post, api, seen } = await openPage(({ event }, api) => {
      const { type } = (event ?? {}) as { type?: string };
      const blocks = [{ type: 'header', text: plain('Two incidents') }, ...actions(button('open'))];
      return type === 'app_home_opened' ? api('views.publish', { user_id: user, view: { type: 'home', blocks } }) : '';
    });
    const text = '{"step":1}\n';
    const { upload_url, file_id } = await api('files.getUploadURLExternal', {
      filename: 'trace.jsonl',
      length: text.length,
    });
    await fetch(upload_url, { method: 'POST', body: text });
    await api('files.completeUploadExternal', { files: [{ id: file_id, title: 'The trace' }], channel_id: channel });
    const { ts } = await post({ text: 'card' });
    await api('pins.add', { channel, timestamp: ts });
    await api('bookmarks.add', { channel_id: channel, title: 'Runbook', type: 'link', link: 'https://example.org/' });
    await api('conversations.setTopic', { channel, topic: 'What we talk about' });
    await page.getByText('1 pinned').waitFor();
    await page.getByRole('link', { name: 'Runbook' }).waitFor();
    await page.getByText('What we talk about').waitFor();
    await page.getByText('Preview').click();
    await page.getByText('{"step":1}').waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download trace.jsonl' }).click(),
    ]);
    expect(await readFile(await download.path(), 'utf8')).toBe(text);
    expect(download.suggestedFilename()).toBe('trace.jsonl');
    await page.getByRole('button', { name: 'App Home' }).click();
    await page.getByRole('heading', { name: 'Two incidents' }).waitFor();
    await page.getByRole('button', { name: 'open' }).click();
    await vi.waitFor(() => expect(seen('block_actions')).toMatchObject([{ container: { type: 'view' } }]));
  });
});
