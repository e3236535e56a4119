import { type Change, finished, type Refusal, refuse, type Step, withItem } from './change.ts';
import type { ChecklistItem, ChecklistItemName } from './incident.ts';
import type { ChecklistEvent } from './incident-event.ts';

/** The items as people read them. */
export const itemLabels: Record<ChecklistItemName, string> = {
  contain: 'Contain',
  capture: 'Capture',
  classify: 'Classify',
  origin: 'Fault origin',
  blast_radius: 'Blast radius',
};

/** One step of one checklist item. Somebody else may take over an item that is in progress. */
export function stepChecklist({ current, event, now }: Step<ChecklistEvent>): Change | Refusal {
  const label = itemLabels[event.item];
  const item = current.checklist.find(({ name }) => name === event.item);
  if (current.status === 'resolved') return refuse('conflict', 'The incident is resolved. Reopen it first.');
  if (item === undefined) return refuse('invalid', `This incident has no item "${label}".`);
  const to = (change: Partial<ChecklistItem>, text: string): Change => ({
    parts: { checklist: withItem(current, event.item, () => ({ ...item, ...change })) },
    text,
  });
  const at = now.toISOString();
  const isOver = item.state === 'done' || item.state === 'skipped';
  if (isOver && event.type !== 'checklist.reopened') {
    const code = event.type === `checklist.${item.state}` ? 'repeated' : 'conflict';
    return refuse(code, `"${label}" is ${item.state} already. Reopen it to change that.`);
  }
  switch (event.type) {
    case 'checklist.started':
      if (item.state === 'in_progress' && item.owner === event.by) {
        return refuse('repeated', `"${label}" is yours already.`);
      }
      return to(
        { state: 'in_progress', owner: event.by, started_at: item.started_at ?? at },
        item.state === 'open' ? `${label}: started.` : `${label}: taken over.`,
      );
    case 'checklist.done':
      return to(finished(item, event.by, now), `${label}: done.`);
    case 'checklist.skipped': {
      const reason = event.reason.trim();
      if (reason === '') return refuse('invalid', `Say why "${label}" is skipped.`);
      return to(
        { state: 'skipped', owner: item.owner ?? event.by, finished_at: at, reason },
        `${label}: skipped. ${reason}`,
      );
    }
    case 'checklist.reopened':
      if (!isOver) return refuse('repeated', `"${label}" is open already.`);
      return to(
        { state: 'open', owner: null, started_at: null, finished_at: null, reason: null },
        `${label}: reopened.`,
      );
  }
}
