import { readTicks } from './checklist.ts';
import { isPostmortemItem, postmortemItems, type Ticks } from './items.ts';
import { mergeEdits } from './merge.ts';
import { isOpen, type PostmortemRecord, type Refusal, refuse } from './record.ts';

/** What happens to a postmortem. `expectedRevision` is the one that was read before: no change in between is lost. */
export type PostmortemEvent =
  | { type: 'saved'; text: string; expectedRevision: number }
  | { type: 'rendered'; rendering: string; expectedRevision: number }
  | { type: 'owner.set'; owner: string | null }
  | { type: 'ticked'; item: string; done: boolean }
  | { type: 'published'; url: string }
  | { type: 'distributed'; by: string }
  | { type: 'waived'; by: string; reason: string }
  | { type: 'snoozed'; by: string; until: Date };

/** How often and how far beyond its due time a postmortem's reminders may be put off. */
export const snoozeLimit = { times: 3, beyondDueMs: 24 * 3_600_000 } as const;

/** A rendering stays far below; what people add has to fit, too. */
const maxTextLength = 2_000_000;

export type PostmortemParts = Partial<PostmortemRecord>;

/** What changes, or why nothing does. Pure: the same step gives the same answer. */
export function stepPostmortem(
  current: PostmortemRecord,
  event: PostmortemEvent,
  now: Date,
): PostmortemParts | Refusal {
  switch (event.type) {
    case 'saved':
      return save(current, event.text, event.expectedRevision);
    case 'rendered':
      return renew(current, event.rendering, event.expectedRevision);
    case 'owner.set':
      if (current.owner === event.owner) return refuse('repeated', 'That is the owner already.');
      return { owner: event.owner };
    case 'ticked':
      return tick(current, event.item, event.done);
    case 'published':
      if (current.state === 'waived') return refuse('conflict', 'It is waived: there is nothing to publish.');
      return { state: current.state === 'draft' ? 'published' : current.state, url: event.url, publishedAt: now };
    case 'distributed':
      if (current.state === 'distributed') return refuse('repeated', 'It is distributed already.');
      if (current.state === 'waived') return refuse('conflict', 'It is waived: there is nothing to distribute.');
      if (current.state === 'draft') return refuse('conflict', 'Publish it first, then say that it is distributed.');
      return { state: 'distributed', closedBy: event.by, closedAt: now };
    case 'waived': {
      const reason = event.reason.trim();
      if (current.state === 'waived') return refuse('repeated', 'It is waived already.');
      if (current.state === 'distributed') return refuse('conflict', 'It is distributed: there is nothing to waive.');
      if (reason === '') return refuse('invalid', 'Say why no postmortem is needed.');
      return { state: 'waived', closedBy: event.by, closedAt: now, reason };
    }
    case 'snoozed':
      return snooze(current, event.until, now);
  }
}

function save(current: PostmortemRecord, text: string, expectedRevision: number): PostmortemParts | Refusal {
  if (expectedRevision !== current.revision) {
    return refuse(
      'conflict',
      'The postmortem has changed since you opened it. Open it again and add your text there; keep a copy until then.',
    );
  }
  const saved = text.replace(/\r\n?/g, '\n');
  if (saved.length > maxTextLength) {
    return refuse('invalid', `It is longer than ${maxTextLength} characters. Move details into a file and link to it.`);
  }
  if (saved === current.text) return refuse('repeated', 'Nothing was changed.');
  return { text: saved, ticks: { ...current.ticks, ...readTicks(current.text, saved) } };
}

function renew(current: PostmortemRecord, rendering: string, expectedRevision: number): PostmortemParts | Refusal {
  if (expectedRevision !== current.revision) {
    return refuse('conflict', 'The postmortem has changed since this was rendered. Render it again.');
  }
  const { text } = mergeEdits({ base: current.rendered, mine: current.text, theirs: rendering });
  if (text === current.text && rendering === current.rendered) return refuse('repeated', 'It is up to date.');
  return { text, rendered: rendering };
}

function tick(current: PostmortemRecord, item: string, done: boolean): PostmortemParts | Refusal {
  if (!isPostmortemItem(item)) return refuse('invalid', 'The checklist has no such item. Open the postmortem again.');
  if (current.ticks[item] === done) {
    return refuse('repeated', `"${postmortemItems[item]}" is ${done ? 'ticked' : 'unticked'} already.`);
  }
  const ticks: Ticks = { ...current.ticks, [item]: done };
  return { ticks };
}

function snooze(current: PostmortemRecord, until: Date, now: Date): PostmortemParts | Refusal {
  if (!isOpen(current)) return refuse('conflict', `It is ${current.state}: no reminder is due any more.`);
  if (current.snoozes >= snoozeLimit.times) {
    return refuse('conflict', `It was snoozed ${snoozeLimit.times} times. Publish and distribute it, or waive it.`);
  }
  if (until.getTime() <= now.getTime()) return refuse('invalid', 'Choose a time to come.');
  const latest = new Date(current.dueAt.getTime() + snoozeLimit.beyondDueMs);
  if (until.getTime() > latest.getTime()) {
    return refuse('invalid', `It can be snoozed until ${latest.toISOString()} at the latest: choose an earlier time.`);
  }
  return { snoozes: current.snoozes + 1 };
}
