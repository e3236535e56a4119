import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Child, launch, root } from './support/child.ts';
import { freePort } from './support/free-port.ts';

const executablePath = '/usr/bin/chromium';
const noBrowser = existsSync(executablePath) ? false : `${executablePath} is missing: apt install chromium`;
/** Pictures for the README, only when they are asked for: SCREENSHOTS=1. */
const pictures = process.env.SCREENSHOTS === '1' ? join(root, 'docs/images') : null;
const limitSeconds = 60;

const answer = 'The agent must look an order up by its customer before it names one.';

let demo: Child;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let readySeconds: number;
const folder = mkdtempSync(join(tmpdir(), 'agent-incident-browser-'));

/** Lists stand at their end; the thread's checklist, its second message, is what there is to see. */
const showChecklist = "document.querySelectorAll('#thread-messages article')[1]?.scrollIntoView()";

async function picture(name: string, of: Page | Locator = page): Promise<void> {
  if (pictures === null) return;
  // A click that met a message just being drawn anew left a line behind.
  await page.evaluate("document.querySelectorAll('#notices button').forEach((dismiss) => dismiss.click())");
  await page.locator('#notices button').first().waitFor({ state: 'detached' });
  await page.evaluate(showChecklist);
  mkdirSync(pictures, { recursive: true });
  await of.screenshot({ path: join(pictures, `${name}.png`), animations: 'disabled' });
}

const card = (text: RegExp | string) =>
  page.getByRole('log', { name: 'Messages', exact: true }).getByRole('article').filter({ hasText: text });
const thread = () => page.getByRole('complementary', { name: 'Thread' });
const button = (name: RegExp | string, inside: Page | Locator = page) => inside.getByRole('button', { name }).last();

async function type(text: string): Promise<void> {
  const field = page.getByLabel('Message', { exact: true });
  await field.fill(text);
  await field.press('Enter');
}

/** Opens the thread of a card, and waits until the checklist is there. */
async function openThread(of: Locator): Promise<void> {
  await of.getByRole('button', { name: /\d+ repl/ }).click();
  await thread()
    .getByText(/First five minutes · incident/)
    .waitFor();
}

/** Presses a button until its dialog shows this, as a person would whom an app left waiting: a trigger lives three seconds. */
async function openDialog(
  pressed: Locator,
  title: RegExp | string,
  shows: (dialog: Locator) => Locator,
): Promise<Locator> {
  const dialog = page.getByRole('dialog', { name: title });
  for (let attempt = 1; ; attempt++) {
    await pressed.click();
    try {
      await shows(dialog).first().waitFor({ timeout: 15_000 });
      return dialog;
    } catch (error) {
      if (attempt === 5) throw error;
      await page.keyboard.press('Escape');
    }
  }
}

async function fillForm(
  pressed: Locator,
  title: RegExp | string,
  fields: Record<string, string>,
  submit: string,
): Promise<void> {
  const send = (dialog: Locator) => dialog.getByRole('button', { name: submit, exact: true });
  const dialog = await openDialog(pressed, title, send);
  for (const [label, text] of Object.entries(fields)) await dialog.getByLabel(label, { exact: false }).fill(text);
  await send(dialog).click();
  await dialog.waitFor({ state: 'hidden' });
}

describe.skipIf(noBrowser)(`the demo in a browser${noBrowser ? ` (${noBrowser})` : ''}`, () => {
  beforeAll(async () => {
    const [bot, sandbox, agent] = await Promise.all([freePort(), freePort(), freePort()]);
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    context = await browser.newContext({
      locale: 'en-US',
      timezoneId: 'UTC',
      colorScheme: 'light',
      viewport: { width: 1_440, height: 1_000 },
    });
    context.setDefaultTimeout(90_000);
    page = await context.newPage();
    const startedAt = performance.now();
    demo = await launch({
      name: 'demo',
      script: ['src/cli/main.ts', 'start'],
      env: {
        PORT: String(bot),
        SANDBOX_PORT: String(sandbox),
        ORDER_AGENT_PORT: String(agent),
        DATA_DIR: join(folder, 'data'),
      },
      folder,
      ready: /Open\s+(http:\S+)/,
    });
    await page.goto(demo.said);
    await page.getByRole('heading', { name: '#general' }).waitFor();
    readySeconds = (performance.now() - startedAt) / 1_000;
  }, 300_000);

  afterAll(async () => {
    await context?.close();
    await browser?.close();
    await demo?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('the page can be used soon after the start', () => {
    process.stdout.write(`page usable ${readySeconds.toFixed(1)} s after the start\n`);
    expect(readySeconds).toBeLessThan(limitSeconds);
  });

  test('the report of an example session, and all five items of its checklist', async () => {
    await page.getByLabel('Message', { exact: true }).pressSequentially('/a');
    await page.getByRole('option', { name: /agent-incident/ }).waitFor();
    await type('/agent-incident ses_abc123');
    const report = card('ses_abc123').filter({ hasText: 'Origin: step 3 of 5' });
    await report.waitFor();
    await openThread(report);

    // It is over already: there is nothing to kill.
    await thread().getByText('The session has already finished').first().waitFor();
    const why = { 'Why skip it?': 'The session had ended before anybody noticed.' };
    await fillForm(button('Contain: Skip…', thread()), /Skip/, why, 'Skip');
    await thread()
      .getByText(/✔ 2\. Capture · done/)
      .waitFor();
    await button(/^Classify: Accept/, thread()).click();
    await thread()
      .getByText(/✔ 3\. Classify · done/)
      .waitFor();
    await openDialog(button(/^Fault origin: Context at step/, thread()), /Context at step 3/, (dialog) =>
      dialog.getByText('What the model saw at step 3'),
    );
    await page.keyboard.press('Escape');
    const reason = { 'Another step, by its number': '4', 'Why this step?': 'The lookup should have refused it.' };
    await fillForm(button('Fault origin: Choose step…', thread()), 'Choose the origin', reason, 'Choose');
    await card(/Origin: step 4 of 5.*Origin set by @riley/s).waitFor();
    const action = { 'What did it do?': 'Told Alice Chen about an order of somebody else' };
    await fillForm(button('Blast radius: Add action…', thread()), 'Add an action', action, 'Add');
    await button('Blast radius: Show actions', thread()).click();
    await page.getByText('Told Alice Chen about an order').first().waitFor();
    await button('Blast radius: Done', thread()).click();
    await thread()
      .getByText(/5 of 5 finished/)
      .waitFor();
    await picture('report');
  }, 300_000);

  test('the example agent is started from its panel, killed, and stops: the card and the panel say so', async () => {
    const panel = page.getByRole('region', { name: 'Example agent' });
    await button(/tool misfire/, panel).click();
    const line = panel.getByRole('listitem').first();
    await line.getByText(/▶ running/).waitFor();
    // Long enough to have done harm.
    await line.getByText(/step 1\d/).waitFor();
    const session = (await line.getByRole('button').textContent()) ?? '';
    await line.getByRole('button').click();
    await page.getByLabel('Message', { exact: true }).press('Enter');
    const report = card(session).filter({ hasText: 'Tool misfire' });
    await report.waitFor();
    await openThread(report);
    const kill = report.getByRole('button', { name: /^Kill session, incident/ });
    const dialog = await openDialog(kill, 'Kill session', (shown) => shown.getByText('It will touch exactly this'));
    await dialog.getByText(session).first().waitFor();
    await picture('containment-modal');
    await dialog.getByRole('button', { name: 'Kill session', exact: true }).click();
    await dialog.getByText(/Requested/).waitFor();
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await report.getByText(/Kill session: confirmed effective.*stopped at step \d+/).waitFor();
    await line.getByText(/■ stopped/).waitFor();
    await picture('confirmed-kill');
  }, 300_000);

  test('another origin is chosen, the postmortem edited, published and read', async () => {
    const reason = {
      'Another step, by its number': '7',
      'Why this step?': 'The refund was the first thing nobody checked.',
    };
    await fillForm(button('Fault origin: Choose step…', thread()), 'Choose the origin', reason, 'Choose');
    await card(/Origin: step 7 of \d+.*Origin set by @riley/s).waitFor();

    const edit = button(/^Edit….*: postmortem of incident/, thread());
    const links = (shown: Locator) => shown.getByRole('link', { name: /Edit/ });
    const link = links(await openDialog(edit, 'Edit the postmortem', links));
    const editor = await context.newPage();
    await editor.goto((await link.getAttribute('href')) ?? '');
    await editor.locator('textarea[name="section:session-notes"]').fill(answer);
    await editor.getByRole('button', { name: 'Save' }).click();
    await editor.getByText('Saved.').waitFor();
    await editor.close();
    await page.keyboard.press('Escape');

    await button(/^Publish: postmortem of incident/, thread()).click();
    await thread()
      .getByText(/published, not distributed yet/)
      .waitFor();
    const read = await thread().getByRole('link', { name: /^Read/ }).last().getAttribute('href');
    const document = await context.newPage();
    await document.goto(read ?? '');
    await document
      .getByRole('heading', { name: /Postmortem/ })
      .first()
      .waitFor();
    await document.getByText(answer).waitFor();
    await document.getByText('The refund was the first thing nobody checked.').first().waitFor();
    await picture('postmortem', document);
    await document.close();
  }, 300_000);

  test('on a phone nothing is wider than the window', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.reload();
    await card('Tool misfire').last().waitFor();
    await card('Tool misfire').last().scrollIntoViewIfNeeded();
    const wide = await page.evaluate('document.documentElement.scrollWidth > innerWidth');
    expect(wide).toBe(false);
    await picture('phone');
  }, 120_000);
});
