import { newResponseUrl } from '../api/response-url.ts';
import type { Core } from '../core.ts';
import type { Channel, Message } from '../workspace.ts';
import { postPayload } from './action.ts';
import { envelope, newTrigger, type Reply } from './post.ts';

/** Uses a shortcut on a message: https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload */
export async function deliverShortcut(
  core: Core,
  { user, channel, message, callback_id }: { user: string; channel: Channel; message: Message; callback_id: string },
): Promise<Reply> {
  const target = { channel: channel.id, user, messageTs: message.ts, threadTs: message.thread_ts ?? null };
  const reply = await postPayload(core, {
    type: 'message_action',
    ...envelope(core, user),
    callback_id,
    trigger_id: newTrigger(core, user),
    response_url: newResponseUrl(core, target),
    channel: { id: channel.id, name: channel.is_im ? 'directmessage' : channel.name },
    message_ts: message.ts,
    message,
    action_ts: core.newTs(),
  });
  if (reply.kind !== 'answered' || reply.status !== 200) {
    core.notice(user, channel.id, 'That did not work: the app did not respond to the shortcut.');
  }
  return reply;
}
