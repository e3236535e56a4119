import { type Core, openDirect } from '../core.ts';
import { SlackFailure } from '../failure.ts';
import { newChannel } from '../seed.ts';
import type { Channel, Message } from '../workspace.ts';
import { showMessage } from './content.ts';
import { count, findChannel, findOwnChannel, findUser, flag, type Method, method, page, text } from './method.ts';

const paging = { limit: count.optional(), cursor: text.optional() };
const range = { oldest: text.optional(), latest: text.optional(), inclusive: flag.optional() };
const reading = { channel: text, include_all_metadata: flag.optional(), ...range, ...paging };

/** conversations.*: https://docs.slack.dev/reference/methods?family=conversations */
export const conversationMethods: Readonly<Record<string, Method>> = {
  'conversations.create': method('channels:manage', { name: text, is_private: flag.optional() }, (core, args) => {
    if (!/^[a-z0-9_-]+$/.test(args.name)) throw new SlackFailure('invalid_name_specials');
    if (args.name.length > 80) throw new SlackFailure('invalid_name_maxlength');
    const { channels, app } = core.workspace;
    if ([...channels.values()].some(({ name }) => name === args.name)) throw new SlackFailure('name_taken');
    const channel = newChannel(core.newId('C'), args.name, [app.botUser], Math.floor(core.clock.now() / 1000));
    channel.is_private = args.is_private ?? false;
    channels.set(channel.id, channel);
    core.changed();
    return { channel: showChannel(core, channel) };
  }),
  'conversations.join': method('channels:join', { channel: text }, (core, args) => {
    const channel = findChannel(core, args.channel);
    if (channel.is_im || channel.is_private) throw new SlackFailure('method_not_supported_for_channel_type');
    join(channel, core.workspace.app.botUser);
    core.changed();
    return { channel: showChannel(core, channel) };
  }),
  'conversations.invite': method('channels:manage', { channel: text, users: text }, (core, args) => {
    const channel = findOwnChannel(core, args.channel);
    const ids = args.users.split(',').map((id) => id.trim());
    const strangers = ids.filter((id) => !core.workspace.users.has(id));
    if (strangers.length > 0) {
      throw new SlackFailure('user_not_found', {
        errors: strangers.map((user) => ({ user, ok: false, error: 'user_not_found' })),
      });
    }
    if (ids.includes(core.workspace.app.botUser)) throw new SlackFailure('cant_invite_self');
    if (ids.every((id) => channel.members.includes(id))) throw new SlackFailure('already_in_channel');
    for (const id of ids) join(channel, id);
    core.changed();
    return { channel: showChannel(core, channel) };
  }),
  'conversations.setTopic': method('channels:manage', { channel: text, topic: text }, (core, args) => {
    const channel = findOwnChannel(core, args.channel);
    if (args.topic.length > 250) throw new SlackFailure('too_long');
    channel.topic = args.topic;
    core.changed();
    return { channel: showChannel(core, channel) };
  }),
  'conversations.info': method('channels:read', { channel: text }, (core, args) => ({
    channel: showChannel(core, findChannel(core, args.channel)),
  })),
  'conversations.list': method('channels:read', { types: text.optional(), ...paging }, (core, args) => {
    const types = (args.types ?? 'public_channel').split(',').map((type) => type.trim());
    const bot = core.workspace.app.botUser;
    const visible = [...core.workspace.channels.values()].filter(
      (channel) => types.includes(typeOf(channel)) && (!channel.is_private || channel.members.includes(bot)),
    );
    const { entries, response_metadata } = page(visible, args.limit, args.cursor);
    return { channels: entries.map((channel) => showChannel(core, channel)), response_metadata };
  }),
  'conversations.history': method('channels:history', reading, (core, args) => {
    const { messages } = findOwnChannel(core, args.channel);
    const tops = messages.filter(({ ts, thread_ts }) => thread_ts === undefined || thread_ts === ts);
    const found = inRange(tops, args).reverse();
    return read(found, messages, args);
  }),
  'conversations.replies': method('channels:history', { ts: text, ...reading }, (core, args) => {
    const { messages } = findOwnChannel(core, args.channel);
    if (!messages.some(({ ts }) => ts === args.ts)) throw new SlackFailure('thread_not_found');
    const parent = messages.filter(({ ts }) => ts === args.ts);
    const replies = messages.filter(({ ts, thread_ts }) => thread_ts === args.ts && ts !== args.ts);
    return read([...parent, ...inRange(replies, args)], messages, args);
  }),
  'conversations.open': method('im:write', { users: text, return_im: flag.optional() }, (core, args) => {
    findUser(core, args.users);
    const channel = openDirect(core, args.users);
    return { channel: args.return_im ? showChannel(core, channel) : { id: channel.id } };
  }),
  'conversations.members': method('channels:read', { channel: text, ...paging }, (core, args) => {
    const { members } = findChannel(core, args.channel);
    const { entries, response_metadata } = page(members, args.limit, args.cursor);
    return { members: entries, response_metadata };
  }),
};

interface Reading {
  oldest?: string | undefined;
  latest?: string | undefined;
  inclusive?: boolean | undefined;
  limit?: number | undefined;
  cursor?: string | undefined;
  include_all_metadata?: boolean | undefined;
}

// Timestamps have the same number of digits, so that they sort as text.
function inRange(messages: readonly Message[], { oldest = '', latest = '~', inclusive = false }: Reading): Message[] {
  const low = oldest === '0' ? '' : oldest;
  return messages.filter(({ ts }) => (ts > low && ts < latest) || (inclusive && (ts === low || ts === latest)));
}

function read(found: readonly Message[], all: readonly Message[], args: Reading): Record<string, unknown> {
  const { entries, has_more, response_metadata } = page(found, args.limit, args.cursor);
  const messages = entries.map((message) => showMessage(message, all, args.include_all_metadata ?? false));
  return { messages, has_more, response_metadata };
}

function typeOf(channel: Channel): string {
  if (channel.is_im) return 'im';
  return channel.is_private ? 'private_channel' : 'public_channel';
}

function join(channel: Channel, user: string): void {
  if (!channel.members.includes(user)) channel.members.push(user);
}

function showChannel(core: Core, channel: Channel): Record<string, unknown> {
  const { id, name, is_im, is_private, created, creator, topic, members } = channel;
  const bot = core.workspace.app.botUser;
  const shared = { id, is_im, is_private, created, is_archived: false, num_members: members.length };
  if (is_im) return { ...shared, user: members.find((member) => member !== bot) };
  const kind = { is_channel: !is_private, is_group: is_private, is_member: members.includes(bot) };
  return { ...shared, ...kind, name, creator, topic: { value: topic, creator: bot, last_set: 0 } };
}
