import { AppError } from '../errors.ts';
import { captureFacts } from './capture-facts.ts';
import type { Message } from './messages.ts';
import type { Parts } from './parts.ts';
import { deliveryIds } from './show-incident.ts';
import { showMessage } from './show-message.ts';

/** Shows a message in the thread of an incident. @throws AppError (retryable) while its card is not posted. */
export async function showInThread(
  parts: Parts,
  incidentId: string,
  shown: { deliveryId: string; message: Message; revision: number | null },
): Promise<void> {
  const place = await parts.posts.place(incidentId);
  if (place === null || place.channelId === null || place.threadTs === null) {
    const options = { retryable: true, details: { retryAfterMs: 1_000 } };
    throw new AppError('incident.no-card', 'The card is not posted yet.', options);
  }
  await showMessage(parts, { ...shown, incidentId, channel: place.channelId, threadTs: place.threadTs });
}

/** The evidence behind the card, in its thread. */
export async function showDetails(parts: Parts, incidentId: string): Promise<void> {
  const incident = await parts.incidents.get(incidentId);
  if (incident === null || incident.report === null) return;
  const { id, number, session_id, report, revision } = incident;
  const message = { kind: 'details', incident: { id, number, session_id }, report } as const;
  await showInThread(parts, incidentId, { deliveryId: deliveryIds.details(id), message, revision });
}

/** Uploads a capture to the thread as JSONL, then says what it is. */
export async function uploadCapture(parts: Parts, incidentId: string, number: number): Promise<void> {
  const { archive, posts, notifier, incidents, now } = parts;
  const incident = await incidents.get(incidentId);
  const capture = (await archive.list(incidentId)).find((each) => each.number === number);
  if (incident === null || capture === undefined) return;
  const subject = { id: incident.id, number: incident.number, session_id: incident.session_id };
  const message = { kind: 'capture', incident: subject, capture: captureFacts(capture) } as const;
  await showInThread(parts, incidentId, { deliveryId: `capture:${incidentId}:${number}`, message, revision: null });
  const place = await posts.place(incidentId);
  if (place === null || place.channelId === null) return;
  const deliveryId = `capture-file:${incidentId}:${number}`;
  const where = { channelId: place.channelId, threadTs: place.threadTs };
  const post = await posts.hold({ deliveryId, incidentId, ...where, now: now(), holdMs: 120_000 });
  if (post === null || post.ts !== null) {
    if (post !== null) await posts.letGo(deliveryId);
    return;
  }
  try {
    const link = await notifier.upload({
      channel: place.channelId,
      threadTs: place.threadTs,
      name: `incident-${incident.number}-capture-${number}-${capture.sha256.slice(0, 8)}.jsonl`,
      title: `Trace of incident ${incident.number}, capture ${number}`,
      content: await archive.read(capture.id),
      mayExist: post.attempts > 1,
    });
    await posts.shown(deliveryId, { ts: link ?? 'uploaded', revision: null, now: now() });
  } catch (error) {
    await posts.letGo(deliveryId);
    if (!(error instanceof AppError) || error.code !== 'slack.refused') throw error;
    const lines = [
      `I could not upload the trace (${String(error.details.error ?? 'refused')}). It is kept all the same.`,
    ];
    const notice = { kind: 'notice', symbol: 'warning', lines } as const;
    await showInThread(parts, incidentId, { deliveryId: `${deliveryId}:refused`, message: notice, revision: null });
  }
}
