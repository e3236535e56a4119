import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { seeded } from '../../src/sandbox/seed.ts';
import {
  actions,
  button,
  closeBrowser,
  input,
  modal,
  noBrowser,
  openPage,
  option,
  overflows,
  plain,
} from './browser-support.ts';

const channel = seeded.general;
const user = seeded.responder;
const confirm = {
  title: plain('Sure?'),
  text: plain('It cannot be undone.'),
  confirm: plain('Yes'),
  deny: plain('No'),
};

afterAll(closeBrowser);

describe.skipIf(noBrowser)(`the page in a browser${noBrowser ? ` (${noBrowser})` : ''}`, () => {
  test('a command is suggested, taken, sent and answered; one that failed leaves a notice', async () => {
    const { page, bot } = await openPage(({ command }) => (command ? { text: 'On it: *bold*' } : ''));
    const field = page.getByLabel('Message', { exact: true });
    await field.pressSequentially('/a');
    await page.getByRole('option', { name: /agent-incident/ }).waitFor();
    await field.press('Tab');
    expect(await field.inputValue()).toBe('/agent-incident ');
    await field.pressSequentially('ses_1 <x>');
    await field.press('Enter');
    await page.getByText('On it: bold').waitFor();
    await page.getByText('Only visible to you').waitFor();
    expect(bot.deliveries[0]?.body).toMatchObject({ text: 'ses_1 <x>', user_id: user });
    await field.fill('/nonsense');
    await field.press('Enter');
    await page.getByText('/nonsense is not a valid command.').waitFor();
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await page.getByText('/nonsense is not').waitFor({ state: 'detached' });
  });

  test('every block is shown, and nothing in one is live', async () => {
    const hostile = '<img src=x onerror=alert(1)> <!channel> <https://evil.example|click>';
    const { page, post, problems } = await openPage();
    const text = { type: 'rich_text_section', elements: [{ type: 'text', text: hostile }] };
    const escaped = hostile.replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    await post({
      blocks: [
        { type: 'header', text: plain(hostile) },
        { type: 'section', text: { type: 'mrkdwn', text: escaped, verbatim: true } },
        { type: 'section', fields: [plain('one'), plain(hostile)], accessory: button('beside') },
        { type: 'divider' },
        { type: 'context', elements: [{ type: 'mrkdwn', text: escaped, verbatim: true }] },
        { type: 'image', image_url: 'https://evil.example/x.png', alt_text: hostile },
        { type: 'rich_text', elements: [text] },
        { type: 'markdown', text: `# Title\n\n- one\n- **two**\n\n${hostile}` },
        { type: 'section', text: { type: 'mrkdwn', text: '<@U0SECOND> <#C0RANDOM> <!subteam^S0ONCALL> 🔴' } },
        ...actions(button('press')),
      ],
    });
    const message = page.getByRole('article').last();
    await message.getByRole('heading', { name: hostile }).waitFor();
    expect(await message.locator('hr').count()).toBe(1);
    expect(await message.getByRole('listitem').allTextContents()).toEqual(['one', 'two']);
    expect(await message.getByText('@sam #random @oncall').count()).toBe(1);
    expect(await message.getByAltText('🔴').count()).toBe(1);
    expect(await message.locator('img:not(.emoji, .avatar), script, .loud').count()).toBe(0);
    // The address of a picture from elsewhere is a link that a person may follow; the text is not.
    expect(await message.locator('a[href*="evil.example"]').count()).toBe(1);
    expect(problems).toEqual([]);
  });

  test('buttons ask first where they should; choices, menus and typing reach the bot', async () => {
    const { page, post, seen } = await openPage();
    const select = {
      type: 'static_select',
      action_id: 'pick',
      placeholder: plain('Pick one'),
      options: ['a', 'b'].map(option),
      confirm,
    };
    const radio = { type: 'radio_buttons', action_id: 'radio', options: ['a', 'b'].map(option) };
    const overflow = { type: 'overflow', action_id: 'more', options: ['a', 'b'].map(option) };
    const typing = input('typed', { type: 'plain_text_input' }, { dispatch_action: true });
    await post({ blocks: [...actions(button('kill', { confirm }), select, radio, overflow), typing] });
    const last = () => seen('block_actions').at(-1)?.actions?.[0];
    const message = page.getByRole('article').last();
    await message.getByRole('button', { name: 'kill' }).click();
    await page.getByRole('button', { name: 'No', exact: true }).click();
    await message.getByRole('button', { name: 'kill' }).click();
    await page.getByRole('alertdialog', { name: 'Sure?' }).getByRole('button', { name: 'Yes' }).click();
    await vi.waitFor(() => expect(last()).toMatchObject({ action_id: 'kill' }));
    const pick = message.getByLabel('Pick one');
    await pick.selectOption('b');
    await page.getByRole('button', { name: 'No', exact: true }).click();
    expect(await pick.inputValue()).toBe('');
    await pick.selectOption('b');
    await page.getByRole('button', { name: 'Yes' }).click();
    await vi.waitFor(() => expect(last()).toMatchObject({ action_id: 'pick', selected_option: { value: 'b' } }));
    await message.getByLabel('Option a').check();
    await vi.waitFor(() => expect(last()).toMatchObject({ action_id: 'radio', selected_option: { value: 'a' } }));
    await message.getByLabel('More actions').click();
    await page.getByRole('menuitem', { name: 'Option b' }).click();
    await vi.waitFor(() => expect(last()).toMatchObject({ action_id: 'more', selected_option: { value: 'b' } }));
    await message.getByLabel('Label typed').fill('words');
    await message.getByLabel('Label typed').press('Enter');
    await vi.waitFor(() => expect(last()).toMatchObject({ action_id: 'value', value: 'words' }));
    expect(seen('block_actions')).toHaveLength(5);
  });

  test('a modal is opened, refused, updated with what was typed kept, pushed and closed; focus goes back', async () => {
    const inputs = [
      input('why', { type: 'plain_text_input', multiline: true }),
      input('who', { type: 'users_select' }, { optional: true }),
      input('mode', { type: 'radio_buttons', options: ['a', 'b'].map(option) }),
      input('flags', { type: 'checkboxes', options: ['a', 'b'].map(option) }, { optional: true }),
      input('many', { type: 'multi_static_select', options: ['a', 'b'].map(option) }, { optional: true }),
      input('count', { type: 'number_input', is_decimal_allowed: false }, { optional: true }),
      input('day', { type: 'datepicker' }, { optional: true }),
    ];
    let view = '';
    const submits = [
      { response_action: 'errors', errors: { why: 'Say more.' } },
      { response_action: 'push', view: modal('Second', { type: 'section', text: plain('above') }) },
    ];
    const { page, post, seen, api } = await openPage(({ type, trigger_id }, api) => {
      if (type === 'view_submission') return submits.shift();
      if (type !== 'block_actions') return '';
      return api('views.open', { trigger_id, view: modal('First', ...inputs) }).then((opened) => {
        view = opened.view.id;
      });
    });
    const { ts } = await post({ blocks: actions(button('open')) });
    await page.getByRole('button', { name: 'open' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('heading', { name: 'First' }).waitFor();
    await expect.poll(() => dialog.getByLabel('Label why').evaluate((field) => field.matches(':focus'))).toBe(true);
    await dialog.getByRole('button', { name: 'Go on' }).click();
    await expect
      .poll(() => dialog.getByRole('alert').allTextContents())
      .toEqual(Array(2).fill('Please complete this required field.'));
    await dialog.getByLabel('Label why').fill('because');
    await dialog.getByLabel('Label who').selectOption(seeded.second);
    await dialog.getByRole('radiogroup', { name: 'Label mode' }).getByLabel('Option b').check();
    await dialog.getByRole('group', { name: 'Label flags' }).getByLabel('Option a').check();
    await dialog.getByLabel('Label many').selectOption(['a', 'b']);
    await dialog.getByLabel('Label count').fill('7');
    await dialog.getByLabel('Label day').fill('2026-03-01');
    await dialog.getByRole('button', { name: 'Go on' }).click();
    await dialog.getByText('Say more.').waitFor();
    expect(await dialog.getByLabel('Label why').getAttribute('aria-invalid')).toBe('true');
    await api('views.update', { view_id: view, view: modal('Updated', ...inputs) });
    await dialog.getByRole('heading', { name: 'Updated' }).waitFor();
    await dialog.getByRole('button', { name: 'Go on' }).click();
    await dialog.getByRole('heading', { name: 'Second' }).waitFor();
    expect(seen('view_submission').at(-1)).toMatchObject({
      view: {
        state: {
          values: {
            why: { value: { value: 'because' } },
            who: { value: { selected_user: seeded.second } },
            mode: { value: { selected_option: { value: 'b' } } },
            flags: { value: { selected_options: [{ value: 'a' }] } },
            many: { value: { selected_options: [{ value: 'a' }, { value: 'b' }] } },
            count: { value: { value: '7' } },
            day: { value: { selected_date: '2026-03-01' } },
          },
        },
      },
    });
    await dialog.getByRole('button', { name: 'Back' }).click();
    await dialog.getByRole('heading', { name: 'Updated' }).waitFor();
    // What was pressed is drawn again meanwhile.
    await api('chat.update', { channel, ts, text: 'x', blocks: [{ type: 'divider' }, ...actions(button('open'))] });
    await page.locator('#messages hr').waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await expect
      .poll(() => page.getByRole('button', { name: 'open' }).evaluate((one) => one.matches(':focus')))
      .toBe(true);
  });

  test('with the keyboard alone: a menu, a modal, a thread, and back', async () => {
    const { page, post, seen } = await openPage(({ type, trigger_id }, api) =>
      type === 'message_action'
        ? api('views.open', { trigger_id, view: modal('First', input('why', { type: 'plain_text_input' })) })
        : '',
    );
    await post({ text: 'card' });
    const focused = (selector: string) => page.locator(selector).evaluate((one) => one.matches(':focus'));
    await page.getByRole('article').waitFor();
    await page.getByRole('log', { name: 'Messages', exact: true }).focus();
    for (const press of ['Tab', 'Tab', 'Tab', 'Enter', 'ArrowDown', 'Enter']) await page.keyboard.press(press);
    await page.getByRole('dialog', { name: 'First' }).waitFor();
    await page.keyboard.type('because');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(seen('view_submission')).toHaveLength(1);
    await expect.poll(() => focused('summary[aria-label="Message shortcuts"]')).toBe(true);
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await expect.poll(() => focused('#reply')).toBe(true);
    await page.keyboard.press('Escape');
    await expect.poll(() => focused('[aria-label="Reply in thread"]')).toBe(true);
  });

  test('on a phone nothing is wider than the window, and everything can be reached', async () => {
    const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
    const view = modal('First', input('why', { type: 'plain_text_input', multiline: true }));
    const { page, post } = await openPage(
      ({ type, trigger_id }, api) => (type === 'block_actions' ? api('views.open', { trigger_id, view }) : ''),
      {},
      phone,
    );
    const long = 'x'.repeat(300);
    const { ts } = await post({
      blocks: [
        { type: 'header', text: plain('Hallucination propagation · 90 %') },
        { type: 'section', text: { type: 'mrkdwn', text: `\`${long}\`` }, accessory: button('beside') },
        { type: 'section', fields: [plain(long), plain('two')] },
        ...actions(...['one', 'two', 'three'].map((id) => button(id)), {
          type: 'overflow',
          action_id: 'more',
          options: [option('a')],
        }),
      ],
    });
    await post({ text: `\`\`\`${long}\`\`\``, thread_ts: ts });
    await page.getByRole('button', { name: /1 reply/ }).tap();
    await page.getByRole('button', { name: 'Close thread' }).waitFor();
    expect(await overflows(page)).toBe(false);
    await page.getByRole('button', { name: 'Close thread' }).tap();
    expect(await overflows(page)).toBe(false);
    await page.getByRole('button', { name: 'two', exact: true }).tap();
    await page.getByRole('dialog', { name: 'First' }).waitFor();
    expect(await overflows(page)).toBe(false);
    await page.getByRole('button', { name: 'Cancel' }).tap();
    await page.getByRole('button', { name: 'Places' }).tap();
    await page.getByRole('button', { name: 'incidents' }).tap();
    await page.getByRole('heading', { name: '#incidents' }).waitFor();
  });

  test('dates are in the zone of the reader, and the page is dark for those who want it', async () => {
    const dark = { colorScheme: 'dark' as const, timezoneId: 'Asia/Tokyo' };
    const { page, post } = await openPage(undefined, {}, dark);
    await post({ text: 'opened <!date^1772355600^{date_short} {time}|in words>' });
    await page.getByText('opened Mar 1, 2026 6:00 PM').waitFor();
    const shade = await page.locator('body').evaluate((body) => {
      const { getComputedStyle } = globalThis as unknown as {
        getComputedStyle(of: unknown): { backgroundColor: string };
      };
      return getComputedStyle(body).backgroundColor;
    });
    expect(shade).toBe('rgb(26, 29, 33)');
  });

  test('a panel tells how its program is; a click on a line writes the command, a button reaches the program', async () => {
    const pressed: string[] = [];
    const program = createServer(({ method, url }, response) => {
      if (method === 'POST') pressed.push(String(url));
      const line = {
        id: 'ses_1',
        label: '<b>Order agent</b>',
        state: pressed.length > 0 ? 'stopped' : 'running',
        text: 'step 3',
      };
      response.end(
        JSON.stringify({
          title: 'Example agent',
          lines: [line],
          actions: [{ id: 'stop', label: 'Stop', path: '/stop' }],
        }),
      );
    });
    const port = await new Promise<number>((resolve) => {
      program.listen(0, '127.0.0.1', () => resolve((program.address() as AddressInfo).port));
    });
    onTestFinished(() => void program.close());
    const panels = [{ title: 'Agent', url: `http://127.0.0.1:${port}`, command: '/agent-incident' }];
    const { page } = await openPage(undefined, { panels, timing: { panelMs: 50 } });
    const panel = page.getByRole('region', { name: 'Example agent' });
    await panel.getByText('<b>Order agent</b>').waitFor();
    await panel.getByText('▶ running').waitFor();
    await panel.getByRole('button', { name: 'ses_1' }).click();
    expect(await page.getByRole('textbox', { name: 'Message', exact: true }).inputValue()).toBe(
      '/agent-incident ses_1',
    );
    await panel.getByRole('button', { name: 'Stop' }).click();
    await panel.getByText('■ stopped').waitFor();
    expect(pressed).toEqual(['/stop']);
    program.closeAllConnections();
    program.close();
    await page.getByRole('region', { name: 'Agent', exact: true }).getByText('Not reachable').waitFor();
  });
});
