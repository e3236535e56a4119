import type { Message } from '../../flows/messages.ts';
import { escapeMrkdwn, formatMoment, mentionUser } from '../kit.ts';
import { formatCounted } from '../quantities.ts';
import { type BuiltMessage, section } from './elements.ts';

export type TimelineModel = Omit<Extract<Message, { kind: 'timeline' }>, 'kind'>;

const chars = 2800;

/** The newest lines that fit, oldest first; how many are missing is said before them. */
export function buildTimeline({ incident, entries }: TimelineModel): BuiltMessage {
  const lines: string[] = [];
  let room = chars;
  for (const { at, by, text } of entries.toReversed()) {
    const line = `${formatMoment(at)} · ${mentionUser(by)} · ${escapeMrkdwn(text, 300)}`;
    room -= JSON.stringify(line).length;
    if (room < 0) break;
    lines.unshift(line);
  }
  const missing = entries.length - lines.length;
  const title = `Timeline of incident #${incident.number}`;
  const before = missing === 0 ? [] : [`… ${formatCounted(missing, 'earlier line')}`];
  return {
    text: `${title}: ${formatCounted(entries.length, 'line')}`,
    blocks: [section(`*${title}*`, ...before, ...(entries.length === 0 ? ['Nothing has happened yet.'] : lines))],
  };
}
