import type { Message } from '../../flows/messages.ts';
import { actionIds, formatActionValue } from '../action-ids.ts';
import { escapeMrkdwn, mentionUser } from '../kit.ts';
import { containmentNames } from '../words.ts';
import { actions, type BuiltMessage, button, context, fitLines, section } from './elements.ts';

export type ApprovalModel = Omit<Extract<Message, { kind: 'approval' }>, 'kind'>;

/** A containment that a second responder must approve: what it touches, who asked. */
export function buildApproval({ incident, revision, actionId, kindOf, lines, by }: ApprovalModel): BuiltMessage {
  const value = formatActionValue({ incident: incident.id, revision, target: actionId });
  const name = containmentNames[kindOf];
  const plan = lines.map((line) => `• ${escapeMrkdwn(line, 600)}`);
  const make = (id: string, text: string, style?: 'danger') =>
    button({
      id,
      text,
      label: `${text}: ${name.toLowerCase()}, incident ${incident.number}`,
      value,
      ...(style === undefined ? {} : { style }),
    });
  return {
    text: `${name} of incident #${incident.number} waits for a second responder`,
    blocks: [
      section(`✋ *${name}* of incident #${incident.number} waits for the approval of a second responder.`),
      section(fitLines(['It will touch exactly this:', ...plan], 2900, 'lines')),
      context(`Requested by ${mentionUser(by)}. Nothing has happened yet.`),
      ...actions([make(actionIds.approve, 'Approve', 'danger'), make(actionIds.withdraw, 'Withdraw')]),
    ],
  };
}
