import type { Changed } from '../postmortem/store.ts';
import type { Flows, OnIncident, Outcome } from './api.ts';
import { logEvent } from './apply-event.ts';
import { notFound, refused } from './outcome.ts';
import type { Parts } from './parts.ts';
import { renewDocument } from './postmortem-document.ts';
import { statusOf } from './postmortem-status.ts';

const hourMs = 3_600_000;

/** What happens to a postmortem once. */
const closing = new Set(['postmortem.distributed', 'postmortem.waived']);

/** Brings the document up to date and hands it to its destination; where it goes is idempotent by incident. */
export async function publishPostmortem(parts: Parts, input: OnIncident): ReturnType<Flows['publishPostmortem']> {
  const { incidentId, by, requestKey } = input;
  const incident = await parts.incidents.get(incidentId);
  if (incident === null) return notFound(incidentId);
  await renewDocument(parts, incidentId);
  const postmortem = await parts.postmortems.get(incidentId);
  if (postmortem === null) return refused('not_found', 'The postmortem is not there yet. Try again in a moment.');
  const { number, session_id } = incident;
  const title = `Postmortem of incident ${number}`;
  const doc = { incidentId, number, sessionId: session_id, title, markdown: postmortem.text };
  const { url } = await parts.destination.publish(doc, incidentId);
  const published = await parts.postmortems.publish({ incidentId, url, now: parts.now() });
  const text = `Postmortem published (${parts.destination.name}).`;
  const key = `postmortem.file:${incidentId}:${requestKey}`;
  const effects = [{ kind: 'postmortem.file', key, payload: { incident_id: incidentId, key } }];
  await logEvent(parts, incidentId, requestKey, { type: 'logged', entry: 'postmortem.published', text, effects }, by);
  return { ok: true, postmortem: await statusOf(parts, incident, published.postmortem) };
}

export async function distributePostmortem(parts: Parts, input: OnIncident): Promise<Outcome> {
  const { incidentId, by } = input;
  const change = await parts.postmortems.distribute({ incidentId, by, now: parts.now() });
  return await logged(parts, input, change, 'postmortem.distributed', 'Postmortem distributed.');
}

export async function waivePostmortem(parts: Parts, input: Parameters<Flows['waivePostmortem']>[0]): Promise<Outcome> {
  const reason = input.reason.trim();
  if (reason === '') return refused('invalid', 'Say why no postmortem is needed.');
  const change = await parts.postmortems.waive({
    incidentId: input.incidentId,
    by: input.by,
    reason,
    now: parts.now(),
  });
  return await logged(parts, input, change, 'postmortem.waived', `Postmortem waived: ${reason}`);
}

export async function snoozePostmortem(
  parts: Parts,
  input: Parameters<Flows['snoozePostmortem']>[0],
): Promise<Outcome> {
  const now = parts.now();
  const until = new Date(now.getTime() + input.hours * hourMs);
  const { incidentId, by } = input;
  const change = await parts.postmortems.snooze({ incidentId, by, until, now });
  return await logged(parts, input, change, 'postmortem.snoozed', `Reminders snoozed until ${until.toISOString()}.`);
}

export async function setPostmortemOwner(
  parts: Parts,
  input: Parameters<Flows['setPostmortemOwner']>[0],
): Promise<Outcome> {
  const { incidentId, owner } = input;
  const change = await parts.postmortems.setOwner({ incidentId, owner, now: parts.now() });
  return await logged(parts, input, change, 'postmortem.owner', `Postmortem owner: ${owner}.`);
}

export async function renewPostmortem(parts: Parts, input: OnIncident): Promise<Outcome> {
  await renewDocument(parts, input.incidentId);
  return { ok: true };
}

async function logged(
  parts: Parts,
  { incidentId, by, requestKey }: OnIncident,
  change: Changed,
  entry: string,
  text: string,
): Promise<Outcome> {
  const isRepeated = 'refused' in change && change.code === 'repeated';
  if ('refused' in change && !isRepeated) return refused(change.code, change.refused);
  // Closed once: said again, it may be this very request, whose line the process did not live to write.
  const key = closing.has(entry) ? entry : requestKey;
  if (!isRepeated || closing.has(entry)) await logEvent(parts, incidentId, key, { type: 'logged', entry, text }, by);
  return { ok: true };
}
