import { z } from 'zod';
import { checkMessageBlocks } from '../blocks/check.ts';
import type { Block } from '../blocks/schema.ts';
import type { Core } from '../core.ts';
import { SlackFailure } from '../failure.ts';
import type { Message } from '../workspace.ts';
import { json } from './method.ts';

/** What a message may say; the same in chat.* and at a response_url. */
export const contentShape = {
  text: z.string().optional(),
  blocks: json(z.unknown()).optional(),
  metadata: json(z.unknown()).optional(),
};

const Metadata = z.object({
  event_type: z.string().min(1).max(255),
  event_payload: z.record(z.string(), z.unknown()),
});

interface Content {
  text: string;
  blocks?: Block[];
  metadata?: NonNullable<Message['metadata']>;
}

/**
 * Checks what a message says.
 *
 * @param maxText - 40,000 for a new message (https://docs.slack.dev/reference/methods/chat.postMessage, where Slack cuts
 *   what is longer; here it is refused), 4,000 for an update (https://docs.slack.dev/reference/methods/chat.update).
 * @throws SlackFailure `no_text`, `msg_too_long`, `invalid_blocks`, `msg_blocks_too_long`, `invalid_metadata_format`.
 */
export function checkContent(
  core: Core,
  args: { text?: string | undefined; blocks?: unknown; metadata?: unknown },
  maxText = 40_000,
): Content {
  if (args.blocks !== undefined && !Array.isArray(args.blocks)) throw new SlackFailure('invalid_blocks_format');
  const blocks = args.blocks === undefined ? [] : checkMessageBlocks(args.blocks, () => core.newId('b'));
  const said = args.text ?? '';
  if (said === '' && blocks.length === 0) throw new SlackFailure('no_text');
  if (said.length > maxText) throw new SlackFailure('msg_too_long');
  const content: Content = { text: said };
  if (blocks.length > 0) content.blocks = blocks;
  if (args.metadata !== undefined) {
    const metadata = Metadata.safeParse(args.metadata);
    if (!metadata.success) throw new SlackFailure('invalid_metadata_format');
    content.metadata = metadata.data;
  }
  return content;
}

/** A message of the bot. */
export function botMessage(core: Core, content: Content, threadTs: string | undefined): Message {
  const { app } = core.workspace;
  const author = { user: app.botUser, bot_id: app.botId, app_id: app.id };
  return { type: 'message', ts: core.newTs(), ...author, ...content, ...(threadTs ? { thread_ts: threadTs } : {}) };
}

/** Messages as history and replies show them. */
export function showMessage(message: Message, all: readonly Message[], withMetadata: boolean): Record<string, unknown> {
  const { metadata, ...rest } = message;
  const replies = all.filter(({ thread_ts, ts }) => thread_ts === message.ts && ts !== message.ts);
  const thread =
    replies.length === 0
      ? {}
      : {
          thread_ts: message.ts,
          reply_count: replies.length,
          reply_users: [...new Set(replies.map(({ user }) => user))],
          latest_reply: replies.at(-1)?.ts,
        };
  return { ...rest, ...thread, ...(withMetadata && metadata !== undefined ? { metadata } : {}) };
}
