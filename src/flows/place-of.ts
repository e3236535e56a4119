import type { Place } from './api.ts';
import type { Parts } from './parts.ts';

/** Where the card of an incident is, with a link that opens it; null while it is not posted. */
export async function placeOf({ posts, notifier }: Parts, incidentId: string): Promise<Place> {
  const place = await posts.place(incidentId);
  if (place === null || place.channelId === null || place.threadTs === null) return null;
  const ref = { channel: place.channelId, ts: place.threadTs };
  const permalink = await notifier.permalink(ref).catch(() => null);
  return { ...ref, permalink };
}
