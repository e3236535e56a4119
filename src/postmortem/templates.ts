import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError } from '../errors.ts';
import { renderReminder, renderStatusUpdate } from './messages.ts';
import { renderPostmortem } from './render.ts';
import { bareFacts, fullFacts } from './sample-facts.ts';
import { composeSections, isMarker, parseSections } from './sections.ts';
import { compileTemplate, type Template, type Templates } from './template.ts';

export type { Templates } from './template.ts';

const ownFolder = fileURLToPath(new URL('../../templates/', import.meta.url));

/** The texts of a folder; a file it does not have is taken from those that come with the program. */
export async function loadTemplates(folder: string | null): Promise<Templates> {
  const load = async (name: string): Promise<Template> => compileTemplate(name, await readTemplate(folder, name));
  const [postmortem, half, near, overdue, statusUpdate] = await Promise.all([
    load('postmortem.md.hbs'),
    load('reminder-half.hbs'),
    load('reminder-near.hbs'),
    load('reminder-overdue.hbs'),
    load('status-update.hbs'),
  ]);
  const templates = { postmortem, reminders: { half, near, overdue }, statusUpdate };
  tryAll(templates);
  return templates;
}

/** The texts that come with the program: what to fall back to when somebody's own cannot be rendered. */
export function loadOwnTemplates(): Promise<Templates> {
  return loadTemplates(null);
}

async function readTemplate(folder: string | null, name: string): Promise<string> {
  try {
    return await readFile(join(folder ?? ownFolder, name), 'utf8');
  } catch (cause) {
    const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    if (isMissing && folder !== null) return await readTemplate(null, name);
    throw new AppError(
      'postmortem.template-unreadable',
      `Template ${name} in ${folder ?? ownFolder} cannot be read. Make the file readable, or install the program again.`,
      { cause },
    );
  }
}

/** Renders everything once, with all there can be and with nothing: what is wrong shows now and not at night. */
function tryAll(templates: Templates): void {
  for (const facts of [fullFacts, bareFacts])
    checkMarkers(templates.postmortem, renderPostmortem(facts, templates.postmortem));
  for (const step of ['half', 'near', 'overdue', 'overdue-2']) {
    for (const to of ['owner', 'channel', 'escalation'] as const) {
      for (const name of [null, 'Ada']) {
        const { number, session_id } = fullFacts.incident;
        const who = { to, number, session_id, owner: name, commander: name };
        const when = { due_at: '2026-01-03T00:00:00.000Z', now: '2026-01-02T00:00:00.000Z' };
        renderReminder({ step, ...who, ...when, done: 3, total: 11, open_items: ['An item'] }, templates);
      }
    }
  }
  const known = { mode: 'Tool misfire', origin_step: 3, containment: ['Killed.'], actions: 2, actions_open: 1 };
  const unknown = { mode: null, origin_step: null, containment: [], actions: null, actions_open: null };
  for (const facts of [known, unknown]) {
    renderStatusUpdate({ number: 1, session_id: 'ses_1', status: 'open', text: 'A text.', ...facts }, templates);
  }
}

/** Edits can only be told from ours when every section has both its markers, once. */
function checkMarkers({ name }: Template, text: string): void {
  const pieces = parseSections(text);
  const stray = pieces.flatMap(({ lines }) => lines).find(isMarker);
  if (stray === undefined && composeSections(pieces) === text) return;
  throw new AppError(
    'postmortem.bad-template',
    `Template ${name}: the section markers do not pair${stray === undefined ? '' : ` ("${stray.trim()}")`}. Give every section one start and one end marker of the same name.`,
    { details: { template: name, line: null } },
  );
}
