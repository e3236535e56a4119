import type { Parts } from './parts.ts';
import { postmortemStatus } from './postmortem-status.ts';
import { deliveryIds } from './show-incident.ts';
import { showInThread, uploadToThread } from './thread-messages.ts';

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
  const [incident, postmortem] = await Promise.all([
    parts.incidents.get(incidentId),
    parts.postmortems.get(incidentId),
  ]);
  if (incident === null || postmortem === null) return;
  await uploadToThread(parts, incidentId, {
    deliveryId: key,
    name: `incident-${incident.number}-postmortem-${postmortem.revision}.md`,
    title: `Postmortem of incident ${incident.number}`,
    content: new TextEncoder().encode(postmortem.text),
    refusal: (why) => `I could not upload the postmortem (${why}). The link works.`,
  });
}
