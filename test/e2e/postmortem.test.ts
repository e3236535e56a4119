import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { actionIds, viewIds } from '../../src/slack/action-ids.ts';
import { inputBlockIds } from '../../src/slack/modals/inputs.ts';
import { decode, readForm, sendPage } from './support/editor-form.ts';
import { fill, type OpenIncident, openForm, openIncident, press, threadOf, untilSays } from './support/incident.ts';
import { findElement } from './support/sandbox-client.ts';
import { channels, type Stack, startStack } from './support/stack.ts';
import { waitUntil } from './support/wait-until.ts';
import { readPostmortem } from './support/walk.ts';

let stack: Stack;
let incident: OpenIncident;
let edits: string[] = [];
beforeAll(async () => {
  stack = await startStack();
  incident = await openIncident(stack, stack.riley, channels.incidents, 'ses_clinic_0930');
  await untilSays(stack, incident.postmortem, /Recommended/);
}, 300_000);
afterAll(() => stack?.stop());

/** A link of one's own, as the Edit button gives it. */
async function editLink(): Promise<{ view: string; url: string }> {
  const view = await openForm(stack.riley, incident.postmortem, actionIds.editPostmortem, viewIds.notice, {
    test: (each) => findElement(each.blocks, actionIds.editLink) !== null,
  });
  return { view: view.id, url: findElement(view.blocks, actionIds.editLink)?.element.url ?? '' };
}

async function openEditor(): Promise<URLSearchParams> {
  const { url } = await editLink();
  await stack.riley.close();
  return readForm(await (await fetch(url)).text());
}

const sections = (form: URLSearchParams) => [...form].filter(([name]) => name.startsWith('section:'));
const bare = (page: string) => decode(page.replace(/<[^>]+>/g, ' '));

describe('a postmortem that people have written into', () => {
  test('its message in the thread shows the root cause as soon as it is chosen', async () => {
    const values = { [inputBlockIds.rootCause]: 'tool_interface' };
    await fill(stack.sam, incident.postmortem, actionIds.rootCause, viewIds.rootCause, values);
    await untilSays(stack, incident.postmortem, /root cause: tool interface/, 30);
  });

  test('every section can be edited in the browser, by a link of one’s own', async () => {
    const { url } = await editLink();
    await stack.riley.close();
    const form = readForm(await (await fetch(url)).text());
    expect(sections(form).length).toBeGreaterThan(10);
    edits = sections(form).map(([name, text], at) => {
      const edit = `Edit number ${at + 1} of ${name.slice('section:'.length)}.`;
      form.set(name, `${text}\r\n\r\n${edit}`);
      return edit;
    });
    form.set('extra', 'Edit of our own, outside of every section.');
    edits.push('Edit of our own, outside of every section.');
    form.set('tick:alert_configured', 'on');
    expect(await sendPage(url, form)).toContain('Saved.');
    const page = bare(await readPostmortem(stack, incident));
    for (const edit of edits) expect(page).toContain(edit);
  });

  test('the mode is overridden and the document rendered anew: every edit is still there, and the new facts too', async () => {
    const reason = 'The lookup was asked forty times.';
    await fill(stack.sam, incident.checklist, actionIds.overrideMode, viewIds.overrideMode, {
      [inputBlockIds.mode]: 'cost_runaway',
      [inputBlockIds.reason]: reason,
    });
    await untilSays(stack, incident.card, /Cost runaway · set by a responder/);
    const { view } = await editLink();
    await press(stack.riley, { view }, actionIds.renewPostmortem);
    const page = await waitUntil('the new mode is in the document', async () => {
      const text = bare(await readPostmortem(stack, incident));
      return text.includes(reason) && text;
    });
    await stack.riley.close();
    for (const edit of edits) expect(page).toContain(edit);
  });

  test('published, resolved, reopened and rendered again: every edit survives, in the page, the file and the upload', async () => {
    await press(stack.riley, incident.postmortem, actionIds.publishPostmortem);
    await untilSays(stack, incident.postmortem, /published, not distributed yet/);
    const uploaded = await waitUntil('the document is in the thread', async () =>
      (await threadOf(stack, incident)).flatMap(({ files = [] }) => files).find(({ name }) => name.endsWith('.md')),
    );
    const folder = join(stack.folder, 'postmortems');
    const [local = ''] = readdirSync(folder);
    const copies = [await stack.sandbox.file(uploaded), readFileSync(join(folder, local), 'utf8')];
    for (const copy of copies) for (const edit of edits) expect(copy).toContain(edit);

    const done = { [inputBlockIds.reason]: 'All refunded.' };
    await fill(stack.riley, incident.card, actionIds.cardMenu, viewIds.resolve, done, 'resolve');
    await untilSays(stack, incident.card, /\*resolved\*/);
    const again = { [inputBlockIds.reason]: 'Another patient called.' };
    await fill(stack.riley, incident.card, actionIds.reopenIncident, viewIds.reopen, again);
    await untilSays(stack, incident.card, /Revoke credentials|Kill/);
    await press(stack.riley, incident.postmortem, actionIds.publishPostmortem);
    await waitUntil('the reopening is in the document', async () =>
      bare(await readPostmortem(stack, incident)).includes('Another patient called.'),
    );
    const form = await openEditor();
    for (const [name, text] of sections(form)) expect(text, name).toMatch(/Edit number \d+ of /);
    expect(form.get('tick:alert_configured')).toBe('on');
    await press(stack.riley, incident.postmortem, actionIds.distributePostmortem);
    await untilSays(stack, incident.postmortem, /✔ distributed/);
    const page = bare(await readPostmortem(stack, incident));
    for (const edit of edits) expect(page).toContain(edit);
  });
});
