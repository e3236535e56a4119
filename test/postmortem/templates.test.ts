import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ReminderFacts, renderReminder, renderStatusUpdate } from '../../src/postmortem/messages.ts';
import { renderPostmortem } from '../../src/postmortem/render.ts';
import { loadOwnTemplates, loadTemplates } from '../../src/postmortem/templates.ts';
import { hostile, orderFacts } from './facts.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'templates-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, text: string) => writeFileSync(join(folder, name), text);

describe("a folder of one's own texts", () => {
  test('replaces what is in it and takes the rest from the program', async () => {
    write('postmortem.md.hbs', '<!-- section: all -->\nNo. {{incident.number}}\n<!-- /section: all -->\n');
    const [mine, ours] = await Promise.all([loadTemplates(folder), loadOwnTemplates()]);
    expect(renderPostmortem(orderFacts, mine.postmortem)).toContain('No. 12');
    expect(renderReminder(reminder, mine)).toBe(renderReminder(reminder, ours));
  });

  test('that is not there is as good as an empty one', async () => {
    const templates = await loadTemplates(join(folder, 'none'));
    expect(renderPostmortem(orderFacts, templates.postmortem)).toContain('# Postmortem: incident 12');
  });

  test.each([
    ['postmortem.md.hbs', 'a\n{{#if x}}', 'line 2'],
    ['postmortem.md.hbs', 'a\nb\n{{incident.nmber}}', 'line 3: "nmber" is not known there'],
    ['postmortem.md.hbs', '{{origin.step}}', 'put {{#if …}} around it'],
    ['postmortem.md.hbs', '<!-- section: a -->\nx', 'markers do not pair'],
    ['postmortem.md.hbs', '<!-- section: a -->\n<!-- /section: b -->\n<!-- /section: a -->', '<!-- /section: b -->'],
    ['reminder-near.hbs', '{{ownr}}', 'reminder-near.hbs, line 1: "ownr" is not known there'],
    ['reminder-overdue.hbs', '{{#each open_items}}', 'reminder-overdue.hbs'],
    ['status-update.hbs', '\n{{txt}}', 'status-update.hbs, line 2'],
  ])('with a mistake is refused at the start: %s %j', async (name, text, problem) => {
    write(name, text);
    await expect(loadTemplates(folder)).rejects.toThrow(problem);
    await expect(loadTemplates(folder)).rejects.toMatchObject({ code: 'postmortem.bad-template' });
  });
});

const reminder: ReminderFacts = {
  step: 'half',
  to: 'owner',
  number: 12,
  session_id: 'ses_abc123',
  owner: 'Ada',
  commander: 'Grace',
  due_at: '2026-11-24T10:00:00.000Z',
  now: '2026-11-23T10:00:00.000Z',
  done: 4,
  total: 11,
  open_items: ['Detection gap described'],
};

describe('the texts that come with the program', async () => {
  const templates = await loadOwnTemplates();

  test('a reminder at half time says what is left to do', () => {
    expect(renderReminder(reminder, templates)).toBe(
      'You own this postmortem.\nHalf of the time is over, 24 h 0 min are left (due 2026-11-24 10:00:00 UTC). 4 of 11 items are done.\nStill open:\n• Detection gap described',
    );
  });

  test('a reminder near the end tells the channel who owns it, or that nobody does', () => {
    const near = { ...reminder, step: 'near', to: 'channel', now: '2026-11-24T06:00:00.000Z' } as const;
    expect(renderReminder(near, templates)).toContain('that Ada owns is due soon: 4 h 0 min are left');
    expect(renderReminder({ ...near, owner: null }, templates)).toContain('which nobody owns, is due soon');
  });

  test('an overdue reminder says by how much, and names owner and commander where it escalates', () => {
    const late = { ...reminder, step: 'overdue-2', to: 'escalation', now: '2026-11-25T12:00:00.000Z' } as const;
    const text = renderReminder(late, templates);
    expect(text).toContain('is overdue by 26 h 0 min');
    expect(text).toContain('Owner: Ada. Commander: Grace.');
  });

  test('a status update carries the words of whoever wrote it, and no line it did not have', () => {
    const facts = { number: 12, session_id: hostile, status: 'open', mode: null, origin_step: null } as const;
    const text = renderStatusUpdate(
      { ...facts, containment: [], actions: null, actions_open: null, text: 'Line 1.\n\nLine {{2}}.' },
      templates,
    );
    expect(text).toMatch(/^Line 1\.\n\nLine \{\{2\}\}\.\n\nIncident 12, session /);
    expect(text).toContain('Failure mode: unknown. Fault origin: step unknown.');
    expect(text.split('\n')).toHaveLength(6);
  });
});
