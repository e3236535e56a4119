import { z } from 'zod';
import { addMessage, type Core, changedMessage, openDirect } from '../core.ts';
import { SlackFailure } from '../failure.ts';
import type { Channel, Message } from '../workspace.ts';
import { botMessage, checkContent, contentShape } from './content.ts';
import { findChannel, findOpenChannel, findOwnChannel, type Method, method, text } from './method.ts';

/** chat.*: https://docs.slack.dev/reference/methods?family=chat */
export const chatMethods: Readonly<Record<string, Method>> = {
  'chat.postMessage': method(
    'chat:write',
    { channel: text, ...contentShape, thread_ts: text.optional() },
    (core, { channel: target, thread_ts, ...content }) => {
      const channel = core.workspace.users.has(target) ? openDirect(core, target) : findWritable(core, target);
      checkThread(channel, thread_ts);
      const message = botMessage(core, checkContent(core, content), thread_ts);
      addMessage(core, channel, message);
      return { channel: channel.id, ts: message.ts, message };
    },
  ),
  'chat.update': method(
    'chat:write',
    { channel: text, ts: text, ...contentShape },
    (core, { channel: target, ts, metadata, ...args }) => {
      const channel = findOwnChannel(core, target);
      const message = findOwnMessage(core, channel, ts, 'cant_update_message');
      // An empty object takes the metadata away: https://docs.slack.dev/reference/methods/chat.update
      const forget = typeof metadata === 'object' && metadata !== null && Object.keys(metadata).length === 0;
      const content = checkContent(core, forget ? args : { ...args, metadata }, 4_000);
      const before = { ...message };
      // An update without blocks takes the old ones away, as Slack does when text alone is given.
      if (content.blocks === undefined) delete message.blocks;
      if (forget) delete message.metadata;
      // https://docs.slack.dev/reference/methods/chat.update: the mark is not shown on messages made of blocks.
      const edited = content.blocks === undefined ? { edited: { user: message.user, ts: core.newTs() } } : {};
      Object.assign(message, content, edited);
      changedMessage(core, channel, before, message);
      return { channel: channel.id, ts, text: message.text, message };
    },
  ),
  'chat.delete': method('chat:write', { channel: text, ts: text }, (core, { channel: target, ts }) => {
    const channel = findOwnChannel(core, target);
    const message = findOwnMessage(core, channel, ts, 'cant_delete_message');
    channel.messages = channel.messages.filter((message) => message.ts !== ts);
    channel.pins = channel.pins.filter((pin) => pin !== ts);
    changedMessage(core, channel, message, null);
    return { channel: channel.id, ts };
  }),
  'chat.postEphemeral': method(
    'chat:write',
    { channel: text, user: text, ...contentShape, thread_ts: text.optional() },
    (core, { channel: target, user, thread_ts, ...content }) => {
      const channel = findOpenChannel(core, target);
      if (!channel.members.includes(user)) throw new SlackFailure('user_not_in_channel');
      const message = botMessage(core, checkContent(core, content), thread_ts);
      channel.ephemerals.push({ ...message, to: user });
      core.changed();
      return { message_ts: message.ts };
    },
  ),
  'chat.getPermalink': method(
    null,
    { channel: text, message_ts: z.string() },
    (core, { channel: target, message_ts }) => {
      const channel = findChannel(core, target);
      const message = channel.messages.find(({ ts }) => ts === message_ts);
      if (message === undefined) throw new SlackFailure('message_not_found');
      const { ts, thread_ts } = message;
      const thread = thread_ts === undefined || thread_ts === ts ? '' : `?thread_ts=${thread_ts}&cid=${channel.id}`;
      const permalink = `${core.baseUrl()}/archives/${channel.id}/p${ts.replace('.', '')}${thread}`;
      return { channel: channel.id, permalink };
    },
  ),
};

/** `chat:write.public` opens public channels the bot is not in: https://docs.slack.dev/reference/scopes/chat.write.public */
function findWritable(core: Core, target: string): Channel {
  const channel = findChannel(core, target);
  const anywhere = core.scopes?.has('chat:write.public') === true && !channel.is_private && !channel.is_archived;
  return anywhere ? channel : findOpenChannel(core, target);
}

function checkThread(channel: Channel, threadTs: string | undefined): void {
  if (threadTs === undefined) return;
  const parent = channel.messages.find(({ ts }) => ts === threadTs);
  if (parent === undefined || (parent.thread_ts !== undefined && parent.thread_ts !== parent.ts)) {
    throw new SlackFailure('cannot_reply_to_message');
  }
}

function findOwnMessage(core: Core, channel: Channel, ts: string, foreign: string): Message {
  const message = channel.messages.find((entry) => entry.ts === ts);
  if (message === undefined) throw new SlackFailure('message_not_found');
  if (message.user !== core.workspace.app.botUser) throw new SlackFailure(foreign);
  return message;
}
