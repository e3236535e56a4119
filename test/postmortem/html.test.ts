import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderEditor, renderPage } from '../../src/postmortem/html.ts';
import { mergeEdits } from '../../src/postmortem/merge.ts';
import { renderPostmortem } from '../../src/postmortem/render.ts';
import { loadOwnTemplates } from '../../src/postmortem/templates.ts';
import { hostile, hostileFacts, orderFacts } from './facts.ts';

const { postmortem: template } = await loadOwnTemplates();
const order = renderPostmortem(orderFacts, template);
const worst = renderPostmortem(hostileFacts, template);
/** What people type is Markdown, and just as little to be trusted with a page. */
const typed = worst.replace(
  '<!-- /section: session-notes -->',
  `${hostile}\n\n${hostile}\n<!-- /section: session-notes -->`,
);

describe('the page', () => {
  const page = renderPage(order, { title: 'Postmortem <12>', nonce: 'abc"<' });

  test('shows the document without its markers', () => {
    expect(page).toContain('<h2 id="s-1-what-was-the-session-trying-to-do">');
    expect(page).toContain('<title>Postmortem &lt;12&gt;</title>');
    expect(page).not.toContain('section:');
    expect(page).not.toContain('item:');
    expect(page).toContain('<style nonce="abc&quot;&lt;">');
  });

  test('shows the checklist as boxes that say what they are', () => {
    expect(page.match(/<input type="checkbox" disabled checked aria-label="done">/g)?.length).toBe(4);
    expect(page.match(/<input type="checkbox" disabled aria-label="open">/g)?.length).toBe(7);
  });

  test('folds away what is new beneath an edited section', () => {
    const mine = order.replace('**Cost**', '**The cost**');
    const theirs = order.replace('**Cost**', '**Price**');
    const merged = renderPage(mergeEdits({ base: order, mine, theirs }).text, { title: 'T' });
    expect(merged).toMatch(
      /The cost[\s\S]*<details class="new">\n<summary>New since you edited<\/summary>[\s\S]*Price/,
    );
    expect(merged).not.toContain('&lt;details');
  });

  test('follows links to the web and to mail only, and fetches no picture', () => {
    const html = renderPage(
      '[a](https://a.example) [b](mailto:b@b.example) [c](javascript:alert(1)) [d](data:text/html,x) [e](/etc) ![f](https://f.example/p.png) <https://g.example> <b>h</b>',
      { title: 'T' },
    );
    expect(html.match(/href="[^"]*"/g)).toEqual([
      'href="https://a.example"',
      'href="mailto:b@b.example"',
      'href="https://f.example/p.png"',
      'href="https://g.example"',
    ]);
    expect(html).not.toContain('<img');
    expect(html).toContain('&lt;b&gt;h&lt;/b&gt;');
  });
});

describe('in a browser', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
  });

  afterAll(() => browser.close());

  async function show(html: string, width: number, scripts = true) {
    const page = await browser.newPage({ viewport: { width, height: 800 }, javaScriptEnabled: scripts });
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    page.on('dialog', (dialog) => {
      asked.push(`dialog ${dialog.message()}`);
      void dialog.dismiss();
    });
    await page.setContent(html, { waitUntil: 'load' });
    return { page, asked };
  }

  test.each([
    ['page', renderPage(typed, { title: hostile })],
    ['editor', renderEditor({ text: typed, rendered: worst, revision: 3, title: hostile })],
  ])(
    'a hostile %s asks for nothing, runs nothing, holds no link or frame from the trace, and fits a phone',
    async (_name, html) => {
      const { page, asked } = await show(html, 360);
      const live = await page.locator('script, img, iframe, object, embed, base, [onerror], [onclick]').count();
      expect(live).toBe(0);
      if (html.includes('<form')) {
        const notes = await page.locator('textarea[name="section:session-notes"]').inputValue();
        expect(notes).toContain('</textarea></title></style><script>alert(1)</script>');
      }
      expect(await page.locator('a[href^="javascript" i], a[href^="data" i]').count()).toBe(0);
      expect(asked).toEqual([]);
      const overflow = await page.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      expect(overflow).toBeLessThanOrEqual(0);
      await page.close();
    },
  );

  test('the page reads in the order of the six answers and its links lead to them', async () => {
    const { page } = await show(renderPage(order, { title: 'Postmortem' }), 1200);
    const headings = await page.locator('h2').allTextContents();
    expect(headings[0]).toBe('1. What was the session trying to do?');
    expect(await page.locator('nav a').count()).toBe(headings.length);
    for (const link of await page.locator('nav a').all()) {
      const target = (await link.getAttribute('href'))?.slice(1) ?? '';
      expect(await page.locator(`[id="${target}"]`).count()).toBe(1);
    }
    await page.close();
  });

  test('the editor sends every text as it was shown, without any script', async () => {
    const html = renderEditor({ text: order, rendered: order, revision: 7, title: 'Postmortem' });
    const { page } = await show(html, 800);
    const sent = (await page.evaluate(
      `Object.fromEntries(new FormData(document.querySelector('form')).entries())`,
    )) as Record<string, string>;
    expect(sent.revision).toBe('7');
    expect(sent['section:cascade']).toContain('**Fault origin: step 3**');
    expect(Object.keys(sent).filter((name) => name.startsWith('tick:'))).toHaveLength(4);
    expect(Object.keys(sent).filter((name) => name.startsWith('had:'))).toHaveLength(11);
    expect(await page.locator('textarea:not([aria-label])').count()).toBe(0);
    await page.close();
  });
});
