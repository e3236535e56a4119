import { AppError } from '../errors.ts';
import { captureFacts } from './capture-facts.ts';
import type { Message } from './messages.ts';
import type { Parts } from './parts.ts';
import { sendOnce } from './send-once.ts';
import { deliveryIds } from './show-incident.ts';
import { showMessage } from './show-message.ts';

/** Where the card of an incident is. @throws AppError `incident.no-card` (retryable) while it is not posted. */
export async function cardPlace(
  { posts }: Pick<Parts, 'posts'>,
  incidentId: string,
): Promise<{ channelId: string; threadTs: string; ownChannelId: string | null }> {
  const { channelId = null, threadTs = null, ownChannelId = null } = (await posts.place(incidentId)) ?? {};
  if (channelId !== null && threadTs !== null) return { channelId, threadTs, ownChannelId };
  throw noCard();
}

export function noCard(): AppError {
  const options = { retryable: true, details: { retryAfterMs: 1_000 } };
  return new AppError('incident.no-card', 'The card is not posted yet.', options);
}

/** Shows a message in the thread of an incident. @throws as `cardPlace` does. */
export async function showInThread(
  parts: Parts,
  incidentId: string,
  shown: { deliveryId: string; message: Message; revision: number | null },
): Promise<void> {
  const { channelId, threadTs } = await cardPlace(parts, incidentId);
  await showMessage(parts, { ...shown, incidentId, channel: channelId, threadTs });
}

/** A file for the thread of an incident. */
export interface ThreadFile {
  deliveryId: string;
  name: string;
  title: string;
  content: Uint8Array;
  /** What the thread is told when Slack refuses it; `why` is Slack's word. */
  refusal(why: string): string;
}

/** Uploads a file to the thread of an incident, once; what Slack refuses is said there instead. */
export async function uploadToThread(
  parts: Parts,
  incidentId: string,
  { deliveryId, refusal, ...file }: ThreadFile,
): Promise<void> {
  const { channelId, threadTs } = await cardPlace(parts, incidentId);
  try {
    await sendOnce(parts, { deliveryId, incidentId, channelId, threadTs }, async (mayExist) => {
      const link = await parts.notifier.upload({ ...file, channel: channelId, threadTs, mayExist });
      return link ?? 'uploaded';
    });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'slack.refused') throw error;
    const lines = [refusal(String(error.details.error ?? 'refused'))];
    const message = { kind: 'notice', symbol: 'warning', lines } as const;
    await showInThread(parts, incidentId, { deliveryId: `${deliveryId}:refused`, message, revision: null });
  }
}

/** The evidence behind the card, in its thread. */
export async function showDetails(parts: Parts, incidentId: string): Promise<void> {
  const incident = await parts.incidents.get(incidentId);
  if (incident === null || incident.report === null) return;
  const { id, number, session_id, report, revision } = incident;
  const message = { kind: 'details', incident: { id, number, session_id }, report } as const;
  await showInThread(parts, incidentId, { deliveryId: deliveryIds.details(id), message, revision });
}

/** Says in the thread what a capture is, and uploads it as JSONL. */
export async function uploadCapture(parts: Parts, incidentId: string, number: number): Promise<void> {
  const { archive, incidents } = parts;
  const incident = await incidents.get(incidentId);
  const capture = (await archive.list(incidentId)).find((each) => each.number === number);
  if (incident === null || capture === undefined) return;
  const subject = { id: incident.id, number: incident.number, session_id: incident.session_id };
  const message = { kind: 'capture', incident: subject, capture: captureFacts(capture) } as const;
  await showInThread(parts, incidentId, { deliveryId: `capture:${incidentId}:${number}`, message, revision: null });
  await uploadToThread(parts, incidentId, {
    deliveryId: `capture-file:${incidentId}:${number}`,
    name: `incident-${incident.number}-capture-${number}-${capture.sha256.slice(0, 8)}.jsonl`,
    title: `Trace of incident ${incident.number}, capture ${number}`,
    content: await archive.read(capture.id),
    refusal: (why) => `I could not upload the trace (${why}). It is kept all the same.`,
  });
}
