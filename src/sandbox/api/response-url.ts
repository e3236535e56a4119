import { z } from 'zod';
import { addMessage, type Core, changedMessage } from '../core.ts';
import { SlackFailure } from '../failure.ts';
import type { Channel, Message, ResponseUrl } from '../workspace.ts';
import { botMessage, checkContent, contentShape } from './content.ts';

/** https://docs.slack.dev/interactivity/handling-user-interaction#message_responses */
export const Response = z.object({
  ...contentShape,
  response_type: z.enum(['ephemeral', 'in_channel']).default('ephemeral'),
  replace_original: z.boolean().default(false),
  delete_original: z.boolean().default(false),
  thread_ts: z.string().optional(),
});

const maxUses = 5;
const lifetimeMs = 30 * 60 * 1000;

/** Makes a response_url, good for five uses within thirty minutes. */
export function newResponseUrl(core: Core, target: Pick<ResponseUrl, 'channel' | 'user' | 'messageTs' | 'threadTs'>) {
  const id = core.newId('R');
  core.workspace.responseUrls.set(id, { ...target, uses: 0, expiresAtMs: core.clock.now() + lifetimeMs });
  return `${core.baseUrl()}/_response/${id}`;
}

/** Takes what the bot posted to a response_url. @throws SlackFailure `used_url`, `expired_url` or about the content */
export function respond(core: Core, id: string, value: unknown): void {
  const target = core.workspace.responseUrls.get(id);
  if (target === undefined || core.clock.now() > target.expiresAtMs) throw new SlackFailure('expired_url');
  if (target.uses >= maxUses) throw new SlackFailure('used_url');
  target.uses += 1;
  say(core, target, value);
}

/** Says something where a command was typed or a button pressed; also used for the body of an acknowledgement. */
export function say(core: Core, target: Omit<ResponseUrl, 'uses' | 'expiresAtMs'>, value: unknown): void {
  const parsed = Response.safeParse(value);
  const channel = core.workspace.channels.get(target.channel);
  if (!parsed.success || channel === undefined) throw new SlackFailure('invalid_payload');
  const { delete_original, replace_original, response_type, thread_ts, ...args } = parsed.data;
  if (delete_original) {
    removeOriginal(core, channel, target.messageTs);
    return;
  }
  const content = checkContent(core, args);
  const original = find(channel, target.messageTs);
  if (replace_original && original !== undefined) {
    const before = { ...original };
    if (content.blocks === undefined) delete original.blocks;
    Object.assign(original, content);
    if (channel.messages.includes(original)) changedMessage(core, channel, before, original);
    core.changed();
    return;
  }
  const message = botMessage(core, content, thread_ts ?? target.threadTs ?? undefined);
  if (response_type === 'in_channel') addMessage(core, channel, message);
  else channel.ephemerals.push({ ...message, to: target.user });
  core.changed();
}

function find(channel: Channel, ts: string | null): Message | undefined {
  return [...channel.messages, ...channel.ephemerals].find((message) => message.ts === ts);
}

function removeOriginal(core: Core, channel: Channel, ts: string | null): void {
  const gone = channel.messages.find((message) => message.ts === ts);
  channel.messages = channel.messages.filter((message) => message.ts !== ts);
  if (gone !== undefined) changedMessage(core, channel, gone, null);
  channel.ephemerals = channel.ephemerals.filter((message) => message.ts !== ts);
  core.changed();
}
