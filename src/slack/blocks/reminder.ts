import type { Message } from '../../flows/messages.ts';
import { actionIds } from '../action-ids.ts';
import { escapeMrkdwn, mentionUser } from '../kit.ts';
import { actions, type BuiltMessage, fitLines, section } from './elements.ts';
import { dueText, isOverdue, postmortemButtons } from './postmortem-lines.ts';

export type ReminderModel = Omit<Extract<Message, { kind: 'reminder' }>, 'kind'>;

const offered = [
  actionIds.publishPostmortem,
  actionIds.distributePostmortem,
  actionIds.editPostmortem,
  actionIds.snoozePostmortem,
  actionIds.postmortemOwner,
  actionIds.waivePostmortem,
];

/** Names the owner, who alone is mentioned; the channel as such never is. */
export function buildReminder({ postmortem, text, to }: ReminderModel): BuiltMessage {
  const { incident, owner } = postmortem;
  const state = isOverdue(postmortem) ? 'overdue' : 'due soon';
  const title = `Postmortem of incident #${incident.number}: ${state}`;
  const you = to === 'owner' ? 'You own it' : owner === null ? '*Nobody owns it*' : `Owner: ${mentionUser(owner)}`;
  const said = text.split('\n').filter((line) => line.trim() !== '');
  return {
    text: title,
    blocks: [
      section(
        `⏰ *${title}* · \`${escapeMrkdwn(incident.session_id, 120)}\``,
        `${you} · ${dueText(postmortem)} · checklist ${postmortem.done} of ${postmortem.total}`,
      ),
      ...(said.length === 0
        ? []
        : [
            section(
              fitLines(
                said.map((line) => escapeMrkdwn(line, 500)),
                2400,
                'lines',
              ),
            ),
          ]),
      ...actions(postmortemButtons(postmortem, offered)),
    ],
  };
}
