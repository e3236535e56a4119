import type { Core } from '../core.ts';
import { SlackFailure } from '../failure.ts';
import type { Channel, Message } from '../workspace.ts';
import { findOpenChannel, findOwnChannel, type Method, method, text } from './method.ts';

const item = { channel: text, timestamp: text };
const maxPins = 100;

/** What is attached to messages. */
export const itemMethods: Readonly<Record<string, Method>> = {
  // https://docs.slack.dev/reference/methods/reactions.add
  'reactions.add': method('reactions:write', { ...item, name: text }, (core, args) => {
    const channel = findOpenChannel(core, args.channel);
    const message = findMessage(channel, stamp(args.timestamp));
    react(core, channel, message, core.workspace.app.botUser, args.name);
    return {};
  }),
  // https://docs.slack.dev/reference/methods/reactions.remove
  'reactions.remove': method('reactions:write', { ...item, name: text }, (core, args) => {
    const channel = findOpenChannel(core, args.channel);
    const message = findMessage(channel, stamp(args.timestamp));
    unreact(core, channel, message, core.workspace.app.botUser, args.name);
    return {};
  }),
  // https://docs.slack.dev/reference/methods/reactions.get
  'reactions.get': method('reactions:read', item, (core, args) => {
    const channel = findOwnChannel(core, args.channel);
    const message = findMessage(channel, stamp(args.timestamp));
    return { type: 'message', channel: channel.id, message };
  }),
  // https://docs.slack.dev/reference/methods/pins.add
  'pins.add': method('pins:write', item, (core, args) => {
    const channel = findOpenChannel(core, args.channel);
    findMessage(channel, stamp(args.timestamp));
    if (channel.pins.includes(args.timestamp)) throw new SlackFailure('already_pinned');
    if (channel.pins.length >= maxPins) throw new SlackFailure('too_many_pins');
    channel.pins.push(args.timestamp);
    core.changed();
    return {};
  }),
  // https://docs.slack.dev/reference/methods/pins.remove
  'pins.remove': method('pins:write', item, (core, args) => {
    const channel = findOpenChannel(core, args.channel);
    if (!channel.pins.includes(stamp(args.timestamp))) throw new SlackFailure('no_pin');
    channel.pins = channel.pins.filter((pin) => pin !== args.timestamp);
    core.changed();
    return {};
  }),
  // https://docs.slack.dev/reference/methods/pins.list
  'pins.list': method('pins:read', { channel: text }, (core, args) => {
    const channel = findOwnChannel(core, args.channel);
    const pinned = channel.messages.filter(({ ts }) => channel.pins.includes(ts));
    return { items: pinned.map((message) => ({ type: 'message', channel: channel.id, message })) };
  }),
};

/** @throws SlackFailure `bad_timestamp` */
function stamp(ts: string): string {
  if (!/^\d+\.\d+$/.test(ts)) throw new SlackFailure('bad_timestamp');
  return ts;
}

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
