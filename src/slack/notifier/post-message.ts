import type { PlainTextElement } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { Log, MessageRef, Posting } from '../../flows/ports.ts';
import type { BuiltMessage } from '../blocks/elements.ts';
import { clipText, limits } from '../kit.ts';
import { refusalOf, toSlackError } from '../slack-errors.ts';
import { deliveryMetadata } from './find-posted.ts';

/** A message ready to be posted. */
export interface BuiltPosting extends Omit<Posting, 'message' | 'mayExist'> {
  built: BuiltMessage;
}

/** What Slack says of blocks it does not take, which a newer or older Slack may do. */
const aboutBlocks = new Set(['invalid_blocks', 'invalid_blocks_format', 'msg_blocks_too_long']);

/** The message without any decoration: what the notification would have said. */
function withoutBlocks({ text }: BuiltMessage): BuiltMessage {
  const said: PlainTextElement = { type: 'plain_text', text: clipText(text, limits.sectionText), emoji: false };
  return { text, blocks: [{ type: 'section', text: said }] };
}

/** Sends it as it is; where Slack refuses the blocks, once more with plain text alone. */
export async function sendBlocks<T>(
  built: BuiltMessage,
  log: Log,
  method: string,
  send: (built: BuiltMessage) => Promise<T>,
): Promise<T> {
  try {
    return await send(built);
  } catch (error) {
    const known = toSlackError(error, method);
    if (!aboutBlocks.has(refusalOf(known) ?? '')) throw known;
    log.error({ method, error: known.details.error }, 'blocks refused, sent as plain text');
    return await send(withoutBlocks(built)).catch((again: unknown) => {
      throw toSlackError(again, method);
    });
  }
}

/** Posts once, without looking for an earlier attempt. */
export function postMessage(
  client: WebClient,
  log: Log,
  { channel, threadTs, deliveryId, built }: BuiltPosting,
): Promise<MessageRef> {
  return sendBlocks(built, log, 'chat.postMessage', async ({ text, blocks }) => {
    const answer = await client.chat.postMessage({
      channel,
      text,
      blocks,
      metadata: deliveryMetadata(deliveryId),
      unfurl_links: false,
      unfurl_media: false,
      ...(threadTs === null ? {} : { thread_ts: threadTs }),
    });
    return { channel: answer.channel ?? channel, ts: answer.ts ?? '' };
  });
}

export async function updateMessage(client: WebClient, log: Log, ref: MessageRef, built: BuiltMessage): Promise<void> {
  await sendBlocks(built, log, 'chat.update', ({ text, blocks }) => client.chat.update({ ...ref, text, blocks }));
}
