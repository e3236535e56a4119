import { z } from 'zod';
import type { Core } from '../core.ts';
import { SlackFailure } from '../failure.ts';
import type { Channel, Message } from '../workspace.ts';
import { findOwnChannel, type Method, method, text } from './method.ts';

/** What is attached to messages and channels: reactions, pins, bookmarks. */
export const itemMethods: Readonly<Record<string, Method>> = {
  'reactions.add': method('reactions:write', { channel: text, timestamp: text, name: text }, (core, args) => {
    const channel = findOwnChannel(core, args.channel);
    react(core, channel, findMessage(channel, args.timestamp), core.workspace.app.botUser, args.name);
    return {};
  }),
  'pins.add': method('pins:write', { channel: text, timestamp: text }, (core, args) => {
    const channel = findOwnChannel(core, args.channel);
    findMessage(channel, args.timestamp);
    if (channel.pins.includes(args.timestamp)) throw new SlackFailure('already_pinned');
    channel.pins.push(args.timestamp);
    core.changed();
    return {};
  }),
  'bookmarks.add': method(
    'bookmarks:write',
    { channel_id: text, title: z.string().min(1), type: text, link: text.optional() },
    (core, args) => {
      const channel = findOwnChannel(core, args.channel_id);
      if (args.type !== 'link') throw new SlackFailure('invalid_bookmark_type');
      const link = args.link ?? '';
      if (!/^https?:\/\//.test(link)) throw new SlackFailure('invalid_link');
      if (channel.bookmarks.length >= 100) throw new SlackFailure('too_many_bookmarks');
      const bookmark = { id: core.newId('Bk'), title: args.title, link, type: 'link' as const };
      channel.bookmarks.push(bookmark);
      core.changed();
      return { bookmark: { ...bookmark, channel_id: channel.id } };
    },
  ),
};

/** @throws SlackFailure `message_not_found` */
export function findMessage(channel: Channel, ts: string): Message {
  const found = channel.messages.find((message) => message.ts === ts);
  if (found === undefined) throw new SlackFailure('message_not_found');
  return found;
}

/** Adds a reaction and tells the bot, if it is in the channel. @throws SlackFailure `already_reacted`, `invalid_name` */
export function react(core: Core, channel: Channel, message: Message, user: string, name: string): void {
  if (!/^[a-z0-9_+'-]{1,100}$/.test(name)) throw new SlackFailure('invalid_name');
  message.reactions ??= [];
  const reaction = message.reactions.find((entry) => entry.name === name);
  if (reaction?.users.includes(user)) throw new SlackFailure('already_reacted');
  if (reaction === undefined) message.reactions.push({ name, users: [user] });
  else reaction.users.push(user);
  tell(core, 'reaction_added', channel, message, user, name);
}

/** Takes a reaction back. @throws SlackFailure `no_reaction` */
export function unreact(core: Core, channel: Channel, message: Message, user: string, name: string): void {
  const reaction = message.reactions?.find((entry) => entry.name === name);
  if (!reaction?.users.includes(user)) throw new SlackFailure('no_reaction');
  reaction.users = reaction.users.filter((id) => id !== user);
  message.reactions = message.reactions?.filter(({ users }) => users.length > 0) ?? [];
  tell(core, 'reaction_removed', channel, message, user, name);
}

function tell(core: Core, type: string, channel: Channel, message: Message, user: string, reaction: string): void {
  core.changed();
  if (!channel.members.includes(core.workspace.app.botUser)) return;
  const item = { type: 'message', channel: channel.id, ts: message.ts };
  core.emit({ type, user, reaction, item, item_user: message.user, event_ts: core.newTs() });
}
