import { AppError } from '../errors.ts';
import type { Parts } from './parts.ts';
import { postmortemStatus } from './postmortem-status.ts';
import { deliveryIds } from './show-incident.ts';
import { showInThread } from './thread-messages.ts';

/** Draws the postmortem's message in the thread from its present state. */
export async function showPostmortem(parts: Parts, incidentId: string): Promise<void> {
  const found = await postmortemStatus(parts, incidentId);
  if (!found.ok) return;
  const { postmortem } = found;
  await showInThread(parts, incidentId, {
    deliveryId: deliveryIds.postmortem(incidentId),
    message: { kind: 'postmortem', postmortem },
    revision: postmortem.revision,
  });
}

/** Uploads the published document to the thread, for whoever cannot open the link. */
export async function uploadPostmortem(parts: Parts, incidentId: string, key: string): Promise<void> {
  const { postmortems, incidents, posts, notifier, now } = parts;
  const [incident, postmortem, place] = await Promise.all([
    incidents.get(incidentId),
    postmortems.get(incidentId),
    posts.place(incidentId),
  ]);
  if (incident === null || postmortem === null || place === null || place.channelId === null) return;
  const where = { channelId: place.channelId, threadTs: place.threadTs };
  const post = await posts.hold({ deliveryId: key, incidentId, ...where, now: now(), holdMs: 60_000 });
  if (post === null) return;
  try {
    if (post.ts !== null) return;
    const link = await notifier.upload({
      channel: place.channelId,
      threadTs: place.threadTs,
      name: `incident-${incident.number}-postmortem-${postmortem.revision}.md`,
      title: `Postmortem of incident ${incident.number}`,
      content: new TextEncoder().encode(postmortem.text),
      mayExist: post.attempts > 1,
    });
    await posts.shown(key, { ts: link ?? 'uploaded', revision: null, now: now() });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'slack.refused') throw error;
    const lines = [`I could not upload the postmortem (${String(error.details.error ?? 'refused')}). The link works.`];
    const message = { kind: 'notice', symbol: 'warning', lines } as const;
    await showInThread(parts, incidentId, { deliveryId: `${key}:refused`, message, revision: null });
  } finally {
    await posts.letGo(key);
  }
}
