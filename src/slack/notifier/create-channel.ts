import type { WebClient } from '@slack/web-api';
import { AppError } from '../../errors.ts';
import type { Log } from '../../flows/ports.ts';
import { refusalOf, toSlackError } from '../slack-errors.ts';

const nameChars = 80;
const topicChars = 250;
const mostSuffixes = 9;
const mostPages = 20;

/**
 * The id of a public channel of the bot's own with this name, made now or by an earlier attempt. A name that others
 * have taken gets `-2`, `-3`, …; a topic that cannot be set is logged.
 */
export async function createChannel(
  client: WebClient,
  log: Log,
  { name, topic, self }: { name: string; topic: string; self: string | null },
): Promise<string> {
  for (let suffix = 1; suffix <= mostSuffixes; suffix += 1) {
    const end = suffix === 1 ? '' : `-${suffix}`;
    const id = await createOrFind(client, `${name.slice(0, nameChars - end.length)}${end}`, self);
    if (id === null) continue;
    await client.conversations.setTopic({ channel: id, topic: topic.slice(0, topicChars) }).catch((error: unknown) => {
      log.warn({ channel: id, problem: toSlackError(error, 'conversations.setTopic').message }, 'topic not set');
    });
    return id;
  }
  const message = `The channel name ${name} and ${mostSuffixes - 1} like it are taken: rename or archive old channels.`;
  throw new AppError('slack.refused', message, { details: { error: 'name_taken' } });
}

/** Null when somebody else has the name. */
async function createOrFind(client: WebClient, name: string, self: string | null): Promise<string | null> {
  try {
    const { channel } = await client.conversations.create({ name });
    if (channel?.id !== undefined) return channel.id;
  } catch (error) {
    const known = toSlackError(error, 'conversations.create');
    if (refusalOf(known) !== 'name_taken') throw known;
  }
  return findOwn(client, name, self);
}

async function findOwn(client: WebClient, name: string, self: string | null): Promise<string | null> {
  let cursor: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const next = cursor === undefined ? {} : { cursor };
    const list = { types: 'public_channel', exclude_archived: true, limit: 1000, ...next };
    const answer = await client.conversations.list(list).catch((error: unknown) => {
      throw toSlackError(error, 'conversations.list');
    });
    const found = answer.channels?.find((channel) => channel.name === name);
    if (found !== undefined) return self !== null && found.creator === self ? (found.id ?? null) : null;
    cursor = answer.response_metadata?.next_cursor || undefined;
    if (cursor === undefined) return null;
  }
  return null;
}
