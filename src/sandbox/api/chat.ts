import { z } from 'zod';
import { addMessage, type Core, openDirect } from '../core.ts';
import { SlackFailure } from '../failure.ts';
import type { Channel, Message } from '../workspace.ts';
import { botMessage, checkContent, contentShape } from './content.ts';
import { findChannel, findOwnChannel, findUser, type Method, method, text } from './method.ts';

/** chat.*: https://docs.slack.dev/reference/methods?family=chat */
export const chatMethods: Readonly<Record<string, Method>> = {
  'chat.postMessage': method(
    'chat:write',
    { channel: text, ...contentShape, thread_ts: text.optional() },
    (core, { channel: target, thread_ts, ...content }) => {
      const channel = core.workspace.users.has(target) ? openDirect(core, target) : findOwnChannel(core, target);
      checkThread(channel, thread_ts);
      const message = botMessage(core, checkContent(core, content), thread_ts);
      addMessage(core, channel, message);
      return { channel: channel.id, ts: message.ts, message };
    },
  ),
  'chat.update': method(
    'chat:write',
    { channel: text, ts: text, ...contentShape },
    (core, { channel: target, ts, ...args }) => {
      const channel = findOwnChannel(core, target);
      const message = findOwnMessage(core, channel, ts, 'cant_update_message');
      const content = checkContent(core, args, 4_000);
      // An update without blocks takes the old ones away, as Slack does when text alone is given.
      if (content.blocks === undefined) delete message.blocks;
      const edited = { user: message.user, ts: core.newTs() };
      Object.assign(message, content, { edited });
      core.changed();
      return { channel: channel.id, ts, text: message.text, message };
    },
  ),
  'chat.delete': method('chat:write', { channel: text, ts: text }, (core, { channel: target, ts }) => {
    const channel = findOwnChannel(core, target);
    findOwnMessage(core, channel, ts, 'cant_delete_message');
    channel.messages = channel.messages.filter((message) => message.ts !== ts);
    channel.pins = channel.pins.filter((pin) => pin !== ts);
    core.changed();
    return { channel: channel.id, ts };
  }),
  'chat.postEphemeral': method(
    'chat:write',
    { channel: text, user: text, ...contentShape, thread_ts: text.optional() },
    (core, { channel: target, user, thread_ts, ...content }) => {
      const channel = findOwnChannel(core, target);
      findUser(core, user);
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
      if (!channel.messages.some(({ ts }) => ts === message_ts)) throw new SlackFailure('message_not_found');
      const permalink = `${core.baseUrl()}/archives/${channel.id}/p${message_ts.replace('.', '')}`;
      return { channel: channel.id, permalink };
    },
  ),
};

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
