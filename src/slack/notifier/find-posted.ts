import type { WebClient } from '@slack/web-api';
import type { MessageRef } from '../../flows/ports.ts';
import { toSlackError } from '../slack-errors.ts';

export const metadataType = 'agent_incident';

/** What a message of ours carries: by it an attempt with an unknown outcome is found again. */
export function deliveryMetadata(deliveryId: string) {
  return { event_type: metadataType, event_payload: { delivery_id: deliveryId } };
}

export interface Sought {
  channel: string;
  threadTs: string | null;
  deliveryId: string;
  /** Bot id of our own messages; anybody can write metadata like ours. */
  botId: string | null;
  /** Seconds since 1970: nothing older is looked at. */
  oldest: number;
}

const mostPages = 5;
const perPage = 200;
/** A thread is read from its start, so more of it at once. */
const perThreadPage = 900;

/** The message of an earlier attempt, or null when there is none within reach. */
export async function findPosted(client: WebClient, sought: Sought): Promise<MessageRef | null> {
  const { channel, threadTs } = sought;
  const method = threadTs === null ? 'conversations.history' : 'conversations.replies';
  const range = { channel, include_all_metadata: true, oldest: String(sought.oldest) };
  let cursor: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const next = cursor === undefined ? {} : { cursor };
    const answer = await (threadTs === null
      ? client.conversations.history({ ...range, ...next, limit: perPage })
      : client.conversations.replies({ ...range, ...next, ts: threadTs, limit: perThreadPage })
    ).catch((error: unknown) => {
      throw toSlackError(error, method);
    });
    const found = answer.messages?.find((message) => isSought(message, sought));
    if (found?.ts !== undefined) return { channel, ts: found.ts };
    cursor = answer.response_metadata?.next_cursor || undefined;
    if (cursor === undefined) return null;
  }
  return null;
}

interface Candidate {
  bot_id?: string;
  metadata?: { event_type?: string; event_payload?: object };
}

function isSought(message: Candidate, { deliveryId, botId }: Sought): boolean {
  const { event_type, event_payload } = message.metadata ?? {};
  if (event_type !== metadataType || event_payload === undefined) return false;
  const ours = botId === null || message.bot_id === botId;
  return ours && 'delivery_id' in event_payload && event_payload.delivery_id === deliveryId;
}
