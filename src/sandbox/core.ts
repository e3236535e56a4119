import { randomBytes } from 'node:crypto';
import type { Clock } from './clock.ts';
import type { FaultBoard } from './faults.ts';
import type { RecordFile } from './record.ts';
import { newChannel } from './seed.ts';
import type { Sockets } from './socket/sockets.ts';
import type { Channel, Message, Workspace } from './workspace.ts';

/** What the bot declares in its app manifest and people need on the page. */
export interface BotSurface {
  commands: readonly { command: string; description: string; usage_hint?: string }[];
  shortcuts: readonly { callback_id: string; name: string; type?: 'message' | 'global' }[];
}

/** Waits, in milliseconds; Slack's own unless a test shortens them. */
export interface Timing {
  ackTimeoutMs: number;
  /** Pauses before the retries of an event. */
  eventRetryMs: readonly number[];
  /** Between two questions to a panel's program. */
  panelMs: number;
}

/** What every part of the sandbox works on. */
export interface Core {
  workspace: Workspace;
  clock: Clock;
  record: RecordFile;
  faults: FaultBoard;
  timing: Timing;
  /** Aborted when the sandbox closes: nothing is sent that could not be recorded. */
  stopping: AbortSignal;
  surface: BotSurface;
  /** Are commands that the surface does not name refused? True when there is a manifest. */
  knownCommandsOnly: boolean;
  botUrl: string;
  signingSecret: string;
  botToken: string;
  /** The token of Socket Mode. */
  appToken: string;
  sockets: Sockets;
  /** Scopes granted to the token; null grants all. */
  scopes: ReadonlySet<string> | null;
  /** Events the bot subscribed to, as a manifest names them; null for all. */
  events: ReadonlySet<string> | null;
  /** Where the sandbox itself is reached, without a slash at the end. */
  baseUrl(): string;
  newId(prefix: string): string;
  /** A message timestamp no other message has. */
  newTs(): string;
  /** Tells the pages that something changed. */
  changed(): void;
  /** Hands an event to the bot; returns at once. */
  emit(event: Readonly<Record<string, unknown>>): void;
  /** Something that only the page shows to one person, such as "did not respond". */
  notice(user: string, channel: string | null, text: string): void;
}

/** Ids as Slack makes them: a letter and ten capitals or digits. */
export function randomId(prefix: string): string {
  return `${prefix}${randomBytes(8).toString('hex').slice(0, 10).toUpperCase()}`;
}

/** A source of timestamps like `1790000000.000100`, always increasing. */
export function timestamps(clock: Clock): () => string {
  let last = 0;
  return () => {
    last = Math.max(last + 1, Math.floor(clock.now()) * 1000);
    return `${Math.floor(last / 1e6)}.${String(last % 1e6).padStart(6, '0')}`;
  };
}

/** Adds a message to a channel, tells the pages and the bot; the bot hears only channels it is in. */
export function addMessage(core: Core, channel: Channel, message: Message): void {
  channel.messages.push(message);
  const { botUser } = core.workspace.app;
  tellMembers(core, channel, { ...message, event_ts: message.ts });
  const mentioned = message.text.includes(`<@${botUser}>`);
  if (!mentioned || message.bot_id !== undefined || channel.is_im || !channel.members.includes(botUser)) return;
  core.emit({ ...message, type: 'app_mention', channel: channel.id, event_ts: message.ts });
}

/** Something happened to a message: https://docs.slack.dev/reference/events/message/message_changed */
export function changedMessage(core: Core, channel: Channel, before: Message, after: Message | null): void {
  const event_ts = core.newTs();
  const common = { type: 'message', hidden: true, previous_message: before, ts: event_ts, event_ts };
  const what =
    after === null
      ? { subtype: 'message_deleted', deleted_ts: before.ts }
      : { subtype: 'message_changed', message: after };
  tellMembers(core, channel, { ...common, ...what });
}

function tellMembers(core: Core, channel: Channel, event: Readonly<Record<string, unknown>>): void {
  core.changed();
  if (!channel.members.includes(core.workspace.app.botUser)) return;
  const channel_type = channel.is_im ? 'im' : channel.is_private ? 'group' : 'channel';
  core.emit({ ...event, team: core.workspace.team.id, channel: channel.id, channel_type });
}

/** The direct channel between the bot and a person, made on first use. */
export function openDirect(core: Core, user: string): Channel {
  const bot = core.workspace.app.botUser;
  for (const channel of core.workspace.channels.values()) {
    if (channel.is_im && channel.members.includes(user)) return channel;
  }
  const created = Math.floor(core.clock.now() / 1000);
  const channel = { ...newChannel(core.newId('D'), '', [bot, user], created), is_im: true, is_private: true };
  core.workspace.channels.set(channel.id, channel);
  core.changed();
  return channel;
}
