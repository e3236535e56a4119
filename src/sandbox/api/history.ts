import { SlackFailure } from '../failure.ts';
import type { Message } from '../workspace.ts';
import { showMessage } from './content.ts';
import { byKind, count, findOwnChannel, flag, type Method, method, page, text } from './method.ts';

const range = { oldest: text.optional(), latest: text.optional(), inclusive: flag.optional() };
const paging = { limit: count.optional(), cursor: text.optional() };
const reading = { channel: text, include_all_metadata: flag.optional(), ...range, ...paging };
const scope = byKind('channels:history', 'groups:history', 'im:history');

/** What was said: https://docs.slack.dev/reference/methods/conversations.history and conversations.replies */
export const historyMethods: Readonly<Record<string, Method>> = {
  'conversations.history': method(scope, reading, (core, args) => {
    const { messages } = findOwnChannel(core, args.channel);
    const tops = messages.filter(({ ts, thread_ts }) => thread_ts === undefined || thread_ts === ts);
    return read(inRange(tops, args).reverse(), messages, args);
  }),
  'conversations.replies': method(scope, { ts: text, ...reading }, (core, args) => {
    const { messages } = findOwnChannel(core, args.channel);
    if (!messages.some(({ ts }) => ts === args.ts)) throw new SlackFailure('thread_not_found');
    const parent = messages.filter(({ ts }) => ts === args.ts);
    const replies = messages.filter(({ ts, thread_ts }) => thread_ts === args.ts && ts !== args.ts);
    return read([...parent, ...inRange(replies, args)], messages, args);
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
