import type { Channel, User, Workspace } from './workspace.ts';

/** Ids that every sandbox has, for tests and the page. */
export const seeded = {
  responder: 'U0RESPOND',
  bystander: 'U0BYSTAND',
  bot: 'U0BOTUSER',
  oncall: 'S0ONCALL',
  general: 'C0GENERAL',
  incidents: 'C0INCIDENT',
  random: 'C0RANDOM',
} as const;

/** A workspace with two people, the bot, three channels (the bot is in two of them) and the group `oncall`. */
export function seedWorkspace(nowMs: number): Workspace {
  const people = [seeded.responder, seeded.bystander];
  const created = Math.floor(nowMs / 1000);
  return {
    team: { id: 'T0SANDBOX', domain: 'sandbox', name: 'Sandbox' },
    app: { id: 'A0SANDBOX', botId: 'B0SANDBOX', botUser: seeded.bot },
    users: byId<User>([
      { id: seeded.responder, name: 'riley', real_name: 'Riley (responder)', is_bot: false },
      { id: seeded.bystander, name: 'bo', real_name: 'Bo (bystander)', is_bot: false },
      { id: seeded.bot, name: 'bot', real_name: 'The bot', is_bot: true },
    ]),
    channels: byId<Channel>([
      newChannel(seeded.general, 'general', [...people, seeded.bot], created),
      newChannel(seeded.incidents, 'incidents', [...people, seeded.bot], created),
      newChannel(seeded.random, 'random', people, created),
    ]),
    groups: byId([{ id: seeded.oncall, handle: 'oncall', name: 'On call', users: [seeded.responder] }]),
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
    created,
    creator: members[0] ?? seeded.responder,
    topic: '',
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
