import { AppError } from '../errors.ts';
import type { IncidentRecord } from '../incident/record.ts';
import type { PostmortemRecord } from '../postmortem/record.ts';
import { renderPostmortem } from '../postmortem/render.ts';
import type { Parts } from './parts.ts';
import { gatherFacts } from './postmortem-facts.ts';

/** Opens the postmortem of an incident with what is known of it; again, it changes nothing. */
export async function openPostmortem(parts: Parts, incidentId: string): Promise<void> {
  const incident = await parts.incidents.get(incidentId);
  if (incident === null || (await parts.postmortems.get(incidentId)) !== null) return;
  const owner = incident.commander ?? (incident.opened_by === 'bot' ? null : incident.opened_by);
  const dueAt = new Date(Date.parse(incident.opened_at) + parts.config.postmortem.dueMs);
  const text = await renderNow(parts, incident, { owner, dueAt, document: null });
  await parts.postmortems.open({ incidentId, owner, dueAt, text, now: parts.now() });
}

/** Has the postmortem rendered anew soon, once for each revision of the incident. */
export async function askToRenew({ incidents, effects, now }: Parts, incidentId: string): Promise<void> {
  const incident = await incidents.get(incidentId);
  if (incident === null) return;
  const key = `postmortem.renew:${incidentId}:${incident.revision}`;
  await effects.add([{ kind: 'postmortem.renew', key, payload: { incident_id: incidentId }, dueAt: now() }]);
}

/** Somebody else may save or render it at the same moment; then it is rendered again. */
const mostAttempts = 5;

/** Renders it anew with what is known now; what people wrote stays. */
export async function renewDocument(parts: Parts, incidentId: string): Promise<void> {
  for (let attempt = 1; attempt <= mostAttempts; attempt++) {
    const postmortem = await parts.postmortems.get(incidentId);
    const incident = await parts.incidents.get(incidentId);
    if (incident === null || postmortem === null) return;
    const rendering = await renderNow(parts, incident, { ...postmortem, document: postmortem });
    const expectedRevision = postmortem.revision;
    const done = await parts.postmortems.rerender({ incidentId, rendering, expectedRevision, now: parts.now() });
    if (!('refused' in done) || done.code !== 'conflict') return;
  }
  const message = 'The postmortem keeps changing while it is rendered; it is rendered again in a moment.';
  throw new AppError('postmortem.busy', message, { retryable: true });
}

async function renderNow(
  parts: Parts,
  incident: IncidentRecord,
  known: { owner: string | null; dueAt: Date; document: PostmortemRecord | null },
): Promise<string> {
  return renderPostmortem(await gatherFacts(parts, incident, known), parts.templates.postmortem);
}
