import { AppError } from '../errors.ts';
import type { HoldRequest } from '../incident/posts/store.ts';
import type { Parts } from './parts.ts';

/** What is sent to Slack once: a message to one person, a file. */
export type Sending = Pick<HoldRequest, 'deliveryId' | 'incidentId' | 'channelId' | 'threadTs'>;

const holdMs = 60_000;

/**
 * Sends something that never changes afterwards, once however often it is asked for. `send` resolves to what names it in
 * Slack, and is told whether an earlier attempt may have come through.
 *
 * @throws AppError `post.busy` (retryable) while another process sends it, and what `send` throws.
 */
export async function sendOnce(
  { posts, now }: Pick<Parts, 'posts' | 'now'>,
  sending: Sending,
  send: (mayExist: boolean) => Promise<string>,
): Promise<void> {
  const { deliveryId } = sending;
  const post = await posts.hold({ ...sending, now: now(), holdMs });
  if (post === null) throw busy(500);
  try {
    if (post.ts === null) {
      const ts = await send(post.attempts > 1);
      await posts.shown(deliveryId, { ts, revision: null, now: now() });
    }
  } finally {
    await posts.letGo(deliveryId);
  }
}

/** Somebody else is at the same message; it is looked at again in a moment. */
export function busy(retryAfterMs: number): AppError {
  const message = 'The message is being drawn already; it is drawn again in a moment.';
  return new AppError('post.busy', message, { retryable: true, details: { retryAfterMs: Math.ceil(retryAfterMs) } });
}
