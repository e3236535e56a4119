import type { Channel, User, Workspace } from './workspace.ts';

/** Ids that every sandbox has, for tests and the page. */
export const seeded = {
  responder: 'U0RESPOND',
  second: 'U0SECOND',
  bystander: 'U0BYSTAND',
  bot: 'U0BOTUSER',
  oncall: 'S0ONCALL',
  general: 'C0GENERAL',
  incidents: 'C0INCIDENT',
  random: 'C0RANDOM',
  stakeholders: 'C0STAKEHOLD',
} as const;

/**
 * A workspace with three people, the bot, four channels (the bot is in all but `random`) and the group `oncall`, in
 * which are the two responders.
 *
 * @param botName - how the bot is called on the page.
 */
export function seedWorkspace(nowMs: number, botName = 'The bot'): Workspace {
  const people = [seeded.responder, seeded.second, seeded.bystander];
  const created = Math.floor(nowMs / 1000);
  const withBot = [...people, seeded.bot];
  return {
    team: { id: 'T0SANDBOX', domain: 'sandbox', name: 'Sandbox' },
    app: { id: 'A0SANDBOX', botId: 'B0SANDBOX', botUser: seeded.bot },
    users: byId<User>([
      { id: seeded.responder, name: 'riley', real_name: 'Riley (responder)', is_bot: false },
      { id: seeded.second, name: 'sam', real_name: 'Sam (responder)', is_bot: false },
      { id: seeded.bystander, name: 'bo', real_name: 'Bo (bystander)', is_bot: false },
      { id: seeded.bot, name: 'bot', real_name: botName, is_bot: true },
    ]),
    channels: byId<Channel>([
      newChannel(seeded.general, 'general', withBot, created),
      newChannel(seeded.incidents, 'incidents', withBot, created),
      newChannel(seeded.stakeholders, 'stakeholders', withBot, created),
      newChannel(seeded.random, 'random', people, created),
    ]),
    groups: byId([{ id: seeded.oncall, handle: 'oncall', name: 'On call', users: [seeded.responder, seeded.second] }]),
    files: new Map(),
    uploads: new Map(),
    views: new Map(),
    modals: new Map(),
    homes: new Map(),
    triggers: new Map(),
    responseUrls: new Map(),
  };
}

/** An empty public channel. */
export function newChannel(id: string, name: string, members: readonly string[], created: number): Channel {
  return {
    id,
    name,
    is_im: false,
    is_private: false,
    is_archived: false,
    created,
    creator: members[0] ?? seeded.responder,
    topic: '',
    purpose: '',
    members: [...members],
    messages: [],
    ephemerals: [],
    pins: [],
    bookmarks: [],
  };
}

function byId<T extends { id: string }>(entries: readonly T[]): Map<string, T> {
  return new Map(entries.map((entry) => [entry.id, entry]));
}
