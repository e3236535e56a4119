import { type Core, openDirect } from '../core.ts';
import { SlackFailure } from '../failure.ts';
import { newChannel } from '../seed.ts';
import type { Channel } from '../workspace.ts';
import {
  byKind,
  count,
  findChannel,
  findOpenChannel,
  findOwnChannel,
  findUser,
  flag,
  type Method,
  method,
  page,
  type Scope,
  text,
} from './method.ts';

const paging = { limit: count.optional(), cursor: text.optional() };
const reading = byKind('channels:read', 'groups:read', 'im:read');
const managing = byKind('channels:manage', 'groups:write', 'im:write');
const inviting = byKind(
  'channels:manage|channels:write.invites',
  'groups:write|groups:write.invites',
  'im:write|channels:manage',
);
const naming = byKind('channels:manage|channels:write.topic', 'groups:write|groups:write.topic', 'im:write');
const listing: Scope = (_, { types = 'public_channel' }) =>
  typesOf(String(types)).map((type) => listScopes[type] ?? 'channels:read');
const listScopes: Readonly<Record<string, string>> = {
  public_channel: 'channels:read',
  private_channel: 'groups:read',
  im: 'im:read',
  mpim: 'mpim:read',
};
const creating: Scope = (_, { is_private }) =>
  is_private === true || is_private === 'true' || is_private === '1' ? ['groups:write'] : ['channels:manage'];

/** conversations.*: https://docs.slack.dev/reference/methods?family=conversations */
export const conversationMethods: Readonly<Record<string, Method>> = {
  'conversations.create': method(creating, { name: text, is_private: flag.optional() }, (core, args) => {
    checkName(args.name);
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
    if (channel.is_archived) throw new SlackFailure('is_archived');
    const already = channel.members.includes(core.workspace.app.botUser);
    join(channel, core.workspace.app.botUser);
    core.changed();
    return { channel: showChannel(core, channel), ...(already ? { warning: 'already_in_channel' } : {}) };
  }),
  'conversations.invite': method(inviting, { channel: text, users: text }, (core, args) => {
    const channel = findOpenChannel(core, args.channel);
    if (channel.is_im) throw new SlackFailure('method_not_supported_for_channel_type');
    const ids = args.users.split(',').map((id) => id.trim());
    const strangers = ids.filter((id) => !core.workspace.users.has(id));
    if (strangers.length > 0) {
      const errors = strangers.map((user) => ({ user, ok: false, error: 'user_not_found' }));
      throw new SlackFailure('user_not_found', { errors });
    }
    if (ids.includes(core.workspace.app.botUser)) throw new SlackFailure('cant_invite_self');
    if (ids.every((id) => channel.members.includes(id))) throw new SlackFailure('already_in_channel');
    for (const id of ids) join(channel, id);
    core.changed();
    return { channel: showChannel(core, channel) };
  }),
  // https://docs.slack.dev/reference/methods/conversations.setTopic
  'conversations.setTopic': method(naming, { channel: text, topic: text }, (core, args) => {
    const channel = findOpenChannel(core, args.channel);
    if (args.topic.length > 250) throw new SlackFailure('too_long');
    channel.topic = args.topic;
    core.changed();
    return { channel: showChannel(core, channel) };
  }),
  'conversations.setPurpose': method(naming, { channel: text, purpose: text }, (core, args) => {
    const channel = findOpenChannel(core, args.channel);
    if (args.purpose.length > 250) throw new SlackFailure('too_long');
    channel.purpose = args.purpose;
    core.changed();
    return { purpose: channel.purpose };
  }),
  'conversations.archive': method(managing, { channel: text }, (core, args) => {
    const channel = findOwnChannel(core, args.channel);
    if (channel.is_im) throw new SlackFailure('method_not_supported_for_channel_type');
    if (channel.name === 'general') throw new SlackFailure('cant_archive_general');
    if (channel.is_archived) throw new SlackFailure('already_archived');
    channel.is_archived = true;
    core.changed();
    return {};
  }),
  'conversations.info': method(reading, { channel: text }, (core, args) => ({
    channel: showChannel(core, findVisible(core, args.channel)),
  })),
  'conversations.list': method(
    listing,
    { types: text.optional(), exclude_archived: flag.optional(), ...paging },
    (core, args) => {
      const types = typesOf(args.types ?? 'public_channel');
      if (types.some((type) => listScopes[type] === undefined)) throw new SlackFailure('invalid_types');
      const bot = core.workspace.app.botUser;
      const visible = [...core.workspace.channels.values()].filter(
        (channel) =>
          types.includes(typeOf(channel)) &&
          (!channel.is_private || channel.members.includes(bot)) &&
          !(args.exclude_archived === true && channel.is_archived),
      );
      const { entries, response_metadata } = page(visible, args.limit, args.cursor);
      return { channels: entries.map((channel) => showChannel(core, channel)), response_metadata };
    },
  ),
  'conversations.open': method('im:write', { users: text, return_im: flag.optional() }, (core, args) => {
    findUser(core, args.users);
    const channel = openDirect(core, args.users);
    return { channel: args.return_im ? showChannel(core, channel) : { id: channel.id } };
  }),
  'conversations.members': method(reading, { channel: text, ...paging }, (core, args) => {
    const { members } = findVisible(core, args.channel);
    const { entries, response_metadata } = page(members, args.limit, args.cursor);
    return { members: entries, response_metadata };
  }),
};

function typesOf(types: string): string[] {
  return types.split(',').map((type) => type.trim());
}

/** https://docs.slack.dev/reference/methods/conversations.create#naming */
function checkName(name: string): void {
  if (name === '') throw new SlackFailure('invalid_name_required');
  if (name.length > 80) throw new SlackFailure('invalid_name_maxlength');
  if (/^[^a-z0-9]+$/.test(name)) throw new SlackFailure('invalid_name_punctuation');
  if (!/^[a-z0-9_-]+$/.test(name)) throw new SlackFailure('invalid_name_specials');
}

/** Private channels exist only for those who are in them. */
function findVisible(core: Core, id: string): Channel {
  const channel = findChannel(core, id);
  return channel.is_private ? findOwnChannel(core, id) : channel;
}

function typeOf(channel: Channel): string {
  if (channel.is_im) return 'im';
  return channel.is_private ? 'private_channel' : 'public_channel';
}

function join(channel: Channel, user: string): void {
  if (!channel.members.includes(user)) channel.members.push(user);
}

function showChannel(core: Core, channel: Channel): Record<string, unknown> {
  const { id, name, is_im, is_private, is_archived, created, creator, topic, purpose, members } = channel;
  const bot = core.workspace.app.botUser;
  const shared = { id, is_im, is_private, created, is_archived, num_members: members.length };
  if (is_im) return { ...shared, user: members.find((member) => member !== bot) };
  const kind = { is_channel: !is_private, is_group: is_private, is_member: members.includes(bot) };
  const said = (value: string) => ({ value, creator: bot, last_set: 0 });
  return { ...shared, ...kind, name, name_normalized: name, creator, topic: said(topic), purpose: said(purpose) };
}
