import type { Desk } from '../desk.ts';
import type { EventRecord } from '../inbound/records.ts';
import { withoutMention } from '../parse-command.ts';
import { refusalOf, toSlackError } from '../slack-errors.ts';
import { handleWords } from './handle-command.ts';

/** Does what an event asks for. `reaction` is the emoji that puts a message into the timeline. */
export async function handleEvent(desk: Desk, record: EventRecord, key: string, reaction: string): Promise<void> {
  if (record.event === 'mention') return await handleWords(desk, record, key, withoutMention(record.text));
  await matchTimeline(desk, record, key, reaction);
}

type Reacted = Extract<EventRecord, { event: 'reaction' }>;

/**
 * Makes the timeline say what the message shows now: events may come late, twice or in another order, and one of two
 * people may take the reaction back.
 */
async function matchTimeline(desk: Desk, record: Reacted, key: string, reaction: string): Promise<void> {
  const { channel, ts, user } = record;
  const message = await readMessage(desk, channel, ts);
  if (message === null && record.added) return;
  const place = { channel, ts, threadTs: message?.thread_ts ?? null };
  const asked = { by: user, requestKey: key, message: place };
  const marked = message?.reactions?.some(({ name, users }) => name === reaction && (users?.length ?? 0) > 0) ?? false;
  if (marked) await desk.flows.noteMessage({ ...asked, author: message?.user ?? user, text: message?.text ?? '' });
  else await desk.flows.unnoteMessage(asked);
}

/** Null when it cannot be read: gone, or the bot may not. @throws AppError while Slack is not there */
async function readMessage({ client, log }: Desk, channel: string, ts: string) {
  try {
    const range = { channel, ts, oldest: ts, latest: ts, inclusive: true, limit: 10 };
    const answer = await client.conversations.replies(range);
    return answer.messages?.find((message) => message.ts === ts) ?? null;
  } catch (error) {
    const known = toSlackError(error, 'conversations.replies');
    if (refusalOf(known) === null) throw known;
    log.warn({ channel, error: refusalOf(known) }, 'a marked message cannot be read');
    return null;
  }
}
