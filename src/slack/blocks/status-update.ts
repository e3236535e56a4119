import type { Message } from '../../flows/messages.ts';
import { escapeFallback, escapeMrkdwn, formatMoment, mentionUser } from '../kit.ts';
import { type BuiltMessage, context, fitLines, section } from './elements.ts';

export type StatusUpdateModel = Omit<Extract<Message, { kind: 'status_update' }>, 'kind'>;

/** What stakeholders are told, in a person's own words. */
export function buildStatusUpdate({ incident, by, at, text, status }: StatusUpdateModel): BuiltMessage {
  const title = `Incident #${incident.number} · ${status}`;
  const lines = text.split('\n').map((line) => escapeMrkdwn(line, 800));
  return {
    text: `${title}: ${escapeFallback(text, 300)}`,
    blocks: [
      section(`📣 *${title}* · \`${escapeMrkdwn(incident.session_id, 120)}\``),
      section(fitLines(lines.filter((line) => line !== '').length === 0 ? ['(no text)'] : lines, 2900, 'lines')),
      context(`${mentionUser(by)} · ${formatMoment(at)}`),
    ],
  };
}
