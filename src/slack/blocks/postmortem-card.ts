import type { PostmortemStatus } from '../../flows/messages.ts';
import { escapeMrkdwn } from '../kit.ts';
import { postmortemStates } from '../words.ts';
import { actions, type BuiltMessage, context, section } from './elements.ts';
import { isOverdue, postmortemButtons, postmortemLines } from './postmortem-lines.ts';

/** How far the postmortem is, and what can be done with it: one message that is updated in place. */
export function buildPostmortemCard(postmortem: PostmortemStatus): BuiltMessage {
  const { incident, state, done, total } = postmortem;
  const title = `Postmortem of incident #${incident.number}`;
  const late = isOverdue(postmortem) ? ', overdue' : '';
  return {
    text: `${title}: ${postmortemStates[state].word}${late}, ${done} of ${total} done`,
    blocks: [
      section(`📝 *${title}* · \`${escapeMrkdwn(incident.session_id, 120)}\``, ...postmortemLines(postmortem)),
      ...actions(postmortemButtons(postmortem)),
      ...(postmortem.read_url === null ? [context('The link to read it is still being made.')] : []),
    ],
  };
}
