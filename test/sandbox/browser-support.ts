import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { systemClock } from '../../src/sandbox/clock.ts';
import type { SandboxOptions } from '../../src/sandbox/create-sandbox.ts';
import { seeded } from '../../src/sandbox/seed.ts';
import { startBot, startSandbox } from './support.ts';

const executablePath = '/usr/bin/chromium';
export const noBrowser = existsSync(executablePath) ? false : `${executablePath} is missing: apt install chromium`;

let browser: Promise<Browser> | null = null;

export async function closeBrowser() {
  await (await browser)?.close();
  browser = null;
}

export const plain = (text: string) => ({ type: 'plain_text' as const, text });
export const option = (value: string) => ({ text: plain(`Option ${value}`), value });
export const button = (action_id: string, rest = {}) => ({
  type: 'button',
  action_id,
  text: plain(action_id),
  ...rest,
});
export const actions = (...elements: unknown[]) => [{ type: 'actions', block_id: 'do', elements }];
export const input = (block_id: string, element: Record<string, unknown>, rest = {}) => ({
  type: 'input',
  block_id,
  label: plain(`Label ${block_id}`),
  element: { action_id: 'value', ...element },
  ...rest,
});
export const modal = (title: string, ...blocks: unknown[]) => ({
  type: 'modal',
  title: plain(title),
  submit: plain('Go on'),
  blocks,
});

const scopes = 'chat:write files:write files:read pins:write bookmarks:write reactions:write im:write channels:manage';
const manifest: NonNullable<SandboxOptions['manifest']> = {
  display_information: { name: 'Agent Incident' },
  features: {
    slash_commands: [{ command: '/agent-incident', description: 'Open an incident', usage_hint: '<session>' }],
    shortcuts: [
      { name: 'Open an incident', type: 'message', callback_id: 'open_incident', description: 'x' },
      { name: 'List incidents', type: 'global', callback_id: 'list_incidents', description: 'x' },
    ],
  },
  oauth_config: { scopes: { bot: scopes.split(' ') } },
  settings: { event_subscriptions: { bot_events: ['app_home_opened'] } },
};

type Payload = Record<string, unknown> & { type?: string; trigger_id?: string; actions?: Record<string, unknown>[] };
type Sandbox = Awaited<ReturnType<typeof startSandbox>>;

/**
 * A page in a browser of its own, its sandbox, and a bot that answers as the test says.
 *
 * @param answer - given what arrived; what it returns is the body of the acknowledgement.
 */
export async function openPage(
  answer: (payload: Payload, api: Sandbox['api']) => unknown = () => '',
  options: Partial<SandboxOptions> = {},
  browserOptions: Parameters<Browser['newContext']>[0] = {},
) {
  const box: { api: Sandbox['api'] | null } = { api: null };
  const bot = await startBot(({ body }) => {
    const said = box.api === null ? '' : answer(body as Payload, box.api);
    return { body: typeof said === 'object' && said !== null && !('then' in said) ? JSON.stringify(said) : '' };
  });
  const timing = { ackTimeoutMs: 3_000, eventRetryMs: [] };
  const sandbox = await startSandbox(bot.url, { clock: systemClock, manifest, timing, ...options });
  box.api = sandbox.api;
  browser ??= chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const context = await (await browser).newContext({ locale: 'en-US', timezoneId: 'Europe/Berlin', ...browserOptions });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => void (message.type() === 'error' && problems.push(message.text())));
  onTestFinished(() => context.close());
  await page.goto(sandbox.url);
  await page.getByRole('heading', { name: '#general' }).waitFor();
  const seen = (type: string) => bot.deliveries.map(({ body }) => body as Payload).filter((body) => body.type === type);
  const post = (args: Record<string, unknown>) =>
    sandbox.api('chat.postMessage', { channel: seeded.general, text: 'x', ...args });
  return { ...sandbox, page, context, bot, seen, post, problems };
}

/** Is anything wider than the window? */
export function overflows(page: Page) {
  return page.evaluate(() => {
    const { document, innerWidth } = globalThis as unknown as {
      document: {
        documentElement: { scrollWidth: number };
        querySelectorAll(s: string): Iterable<{ scrollWidth: number; clientWidth: number }>;
      };
      innerWidth: number;
    };
    const lists = [...document.querySelectorAll('#messages, #thread-messages, .dialog-body')];
    return document.documentElement.scrollWidth > innerWidth || lists.some((one) => one.scrollWidth > one.clientWidth);
  });
}
