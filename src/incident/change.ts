import type { ChecklistItem, ChecklistItemName, TimelineEntry } from './incident.ts';
import type { ContainmentRecord, IncidentRecord, OutboxMessage } from './record.ts';

/** What is asked of the state machine: the incident as it stands, what happens, and when. */
export interface Step<Event> {
  current: IncidentRecord;
  event: Event;
  now: Date;
}

/** An effect of a step; `after_ms` puts it off. */
export type PlannedEffect = Omit<OutboxMessage, 'due_at'> & { after_ms?: number };

/** What a step changes: the parts of the incident that differ, one timeline line, and effects. */
export interface Change {
  parts: Partial<IncidentRecord>;
  /** One sentence for the timeline. */
  text: string;
  outbox?: PlannedEffect[];
  /** Of the timeline line, where it differs from the event: its type, its time, what it refers to. */
  entry?: { type?: string; at?: string; ref?: string };
}

export interface Refusal {
  /** `repeated`: it has happened already, nothing is wrong. `conflict`: the state does not allow it. */
  code: 'repeated' | 'conflict' | 'invalid';
  /** A sentence for the person who asked, with the way out. */
  refused: string;
}

/** The incident afterwards with what else to write in the same transaction, or why nothing happens. */
export type Transition = { next: IncidentRecord; timeline: TimelineEntry[]; outbox: OutboxMessage[] } | Refusal;

export function refuse(code: Refusal['code'], refused: string): Refusal {
  return { code, refused };
}

/** The checklist with one item changed. */
export function withItem(
  current: IncidentRecord,
  name: ChecklistItemName,
  change: (item: ChecklistItem) => ChecklistItem,
): ChecklistItem[] {
  return current.checklist.map((item) => (item.name === name ? change(item) : item));
}

/** The containment actions with one changed. */
export function withAction(current: IncidentRecord, changed: ContainmentRecord): ContainmentRecord[] {
  return current.containment.map((action) => (action.id === changed.id ? changed : action));
}

/** An item taken up by somebody: what was finished stays as it is. */
export function started(item: ChecklistItem, by: string, now: Date): ChecklistItem {
  if (item.state !== 'open') return item;
  return { ...item, state: 'in_progress', owner: by, started_at: now.toISOString() };
}

/** An item finished by somebody: what was finished before stays as it is. */
export function finished(item: ChecklistItem, by: string, now: Date): ChecklistItem {
  if (item.state === 'done' || item.state === 'skipped') return item;
  const at = now.toISOString();
  return { ...item, state: 'done', owner: item.owner ?? by, started_at: item.started_at ?? at, finished_at: at };
}
