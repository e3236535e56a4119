import { plainLine } from './escape.ts';
import { overdueCount } from './reminders/plan.ts';
import type { Template, Templates } from './template.ts';
import { formatDuration, formatMoment, unknown } from './words.ts';

/** What a reminder says. Times are ISO 8601 in UTC; names are display names, null for nobody. */
export interface ReminderFacts {
  /** `half`, `near`, `overdue`, `overdue-2`, … */
  step: string;
  to: 'owner' | 'channel' | 'escalation';
  number: number;
  session_id: string;
  owner: string | null;
  commander: string | null;
  due_at: string;
  now: string;
  done: number;
  total: number;
  /** Labels of the checklist's items that are not done. */
  open_items: readonly string[];
}

/** What a status update says. */
export interface StatusFacts {
  number: number;
  session_id: string;
  status: 'open' | 'resolved';
  /** Null where nothing is known yet. */
  mode: string | null;
  origin_step: number | null;
  /** One sentence per containment action. */
  containment: readonly string[];
  /** External actions at or after the origin, and how many are not settled; null where unknown. */
  actions: number | null;
  actions_open: number | null;
  /** What the person wrote. */
  text: string;
}

/** A reminder as plain text; whoever shows it escapes it. */
export function renderReminder(facts: ReminderFacts, templates: Templates): string {
  const late = overdueCount(facts.step);
  const template =
    late > 0 ? templates.reminders.overdue : templates.reminders[facts.step === 'near' ? 'near' : 'half'];
  const left = Date.parse(facts.due_at) - Date.parse(facts.now);
  return renderText(template, {
    number: String(facts.number),
    session_id: plainLine(facts.session_id, 120),
    owner: facts.owner === null ? null : plainLine(facts.owner, 80),
    commander: facts.commander === null ? null : plainLine(facts.commander, 80),
    due_at: formatMoment(facts.due_at),
    left: left > 0 ? formatDuration(left) : null,
    overdue_by: left > 0 ? null : formatDuration(-left),
    /** Which reminder after the due time it is, from 1; null before. */
    overdue_count: late === 0 ? null : String(late),
    done: String(facts.done),
    total: String(facts.total),
    open_items: facts.open_items.slice(0, 11).map((item) => plainLine(item, 160)),
    to_owner: facts.to === 'owner',
    to_channel: facts.to === 'channel',
    to_escalation: facts.to === 'escalation',
  });
}

/** A status update as plain text; whoever shows it escapes it. */
export function renderStatusUpdate(facts: StatusFacts, templates: Templates): string {
  return renderText(templates.statusUpdate, {
    number: String(facts.number),
    session_id: plainLine(facts.session_id, 120),
    status: facts.status,
    mode: facts.mode === null ? unknown : plainLine(facts.mode, 80),
    origin_step: facts.origin_step === null ? unknown : String(facts.origin_step),
    containment: facts.containment.slice(0, 5).map((line) => plainLine(line, 200)),
    actions: facts.actions === null ? unknown : String(facts.actions),
    actions_open: facts.actions_open === null ? unknown : String(facts.actions_open),
    lines: facts.text
      .slice(0, 12_000)
      .split(/\r\n|[\n\r]/)
      .map((line) => plainLine(line, 3000)),
  });
}

function renderText(template: Template, view: object): string {
  const lines = template.render(view).replace(/\r\n?/g, '\n');
  return lines.replace(/\n{3,}/g, '\n\n').trim();
}
