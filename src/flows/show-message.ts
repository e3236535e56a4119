import type { Message } from './messages.ts';
import type { Parts } from './parts.ts';
import type { MessageRef } from './ports.ts';
import { busy } from './send-once.ts';

/** A message that is posted once and shows the latest state from then on. */
export interface Shown {
  deliveryId: string;
  incidentId: string | null;
  channel: string;
  threadTs: string | null;
  message: Message;
  /** Of the incident the message shows; null for a message that never changes. */
  revision: number | null;
  /** Draw it again although this revision is shown already: a clock moved on. */
  again?: boolean;
}

const holdMs = 60_000;

/** Updates of one message are at least this far apart, as Slack wants it. */
const restMs = 2_000;

/**
 * Posts a message, or updates it when it is there. Safe to repeat after a crash: an earlier attempt is looked up by
 * its delivery id before anything is posted, and an older state never overwrites a newer one.
 *
 * @throws AppError `post.busy` (retryable) while another process works on it or it was updated a moment ago.
 */
export async function showMessage(parts: Pick<Parts, 'posts' | 'notifier' | 'now'>, shown: Shown): Promise<MessageRef> {
  const { posts, notifier, now } = parts;
  const { deliveryId, incidentId, threadTs, message, revision } = shown;
  const place = { deliveryId, incidentId, channelId: shown.channel, threadTs };
  const post = await posts.hold({ ...place, now: now(), holdMs });
  if (post === null) throw busy(500);
  const channel = post.channelId;
  try {
    if (post.ts === null) {
      const mayExist = post.attempts > 1;
      const ref = await notifier.post({ channel, threadTs: post.threadTs, message, deliveryId, mayExist });
      await posts.shown(deliveryId, { ts: ref.ts, revision, now: now() });
      return ref;
    }
    const ref = { channel, ts: post.ts };
    const isNewer = revision !== null && (post.shownRevision === null || revision > post.shownRevision);
    const isStale = revision !== null && post.shownRevision !== null && revision < post.shownRevision;
    if (isStale || (!isNewer && shown.again !== true)) {
      await posts.letGo(deliveryId);
      return ref;
    }
    const sinceMs = now().getTime() - (post.shownAt?.getTime() ?? 0);
    if (sinceMs < restMs) throw busy(restMs - sinceMs);
    await notifier.update(ref, message);
    await posts.shown(deliveryId, { ts: post.ts, revision, now: now() });
    return ref;
  } catch (error) {
    await posts.letGo(deliveryId);
    throw error;
  }
}
