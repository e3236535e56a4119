import { newResponseUrl } from '../api/response-url.ts';
import type { Core } from '../core.ts';
import type { Channel, Message } from '../workspace.ts';
import { envelope, newTrigger, post } from './post.ts';
import { isAcknowledged, type Reply } from './reply.ts';

/** Where a shortcut was used: on a message, or nowhere in particular (a global shortcut). */
export type ShortcutPlace = { channel: Channel; message: Message } | null;

/** Uses a shortcut: https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload */
export async function deliverShortcut(
  core: Core,
  { user, place, callback_id }: { user: string; place: ShortcutPlace; callback_id: string },
): Promise<Reply> {
  const common = { ...envelope(core, user), callback_id, trigger_id: newTrigger(core, user), action_ts: core.newTs() };
  const payload =
    place === null
      ? { type: 'shortcut', ...common }
      : { type: 'message_action', ...common, ...onMessage(core, user, place) };
  const reply = await post(core, { kind: 'interactive', payload });
  if (!isAcknowledged(reply)) {
    core.notice(user, place?.channel.id ?? null, 'That did not work: the app did not respond to the shortcut.');
  }
  return reply;
}

function onMessage(core: Core, user: string, { channel, message }: NonNullable<ShortcutPlace>) {
  const target = { channel: channel.id, user, messageTs: message.ts, threadTs: message.thread_ts ?? null };
  return {
    response_url: newResponseUrl(core, target),
    channel: { id: channel.id, name: channel.is_im ? 'directmessage' : channel.name },
    message_ts: message.ts,
    message: { ...message, team: core.workspace.team.id },
  };
}
