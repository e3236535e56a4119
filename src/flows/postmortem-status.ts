import type { IncidentRecord } from '../incident/record.ts';
import { tickPostmortem } from '../postmortem/checklist.ts';
import { postmortemItems } from '../postmortem/items.ts';
import { recommend } from '../postmortem/recommend.ts';
import type { PostmortemRecord } from '../postmortem/record.ts';
import { snoozeLimit } from '../postmortem/step-postmortem.ts';
import type { Flows } from './api.ts';
import type { PostmortemStatus } from './messages.ts';
import { notFound, refused } from './outcome.ts';
import type { Parts } from './parts.ts';
import { gatherFacts } from './postmortem-facts.ts';

/** How long the link in the thread opens the document. */
const readMs = 30 * 86_400_000;
const editMs = 3_600_000;

/** How far the postmortem of an incident is. */
export async function postmortemStatus(parts: Parts, incidentId: string): ReturnType<Flows['postmortem']> {
  const incident = await parts.incidents.get(incidentId);
  if (incident === null) return notFound(incidentId);
  const postmortem = await parts.postmortems.get(incidentId);
  if (postmortem === null) return refused('not_found', 'The postmortem is not there yet. Try again in a moment.');
  return { ok: true, postmortem: await statusOf(parts, incident, postmortem) };
}

export async function statusOf(
  parts: Parts,
  incident: IncidentRecord,
  postmortem: PostmortemRecord,
): Promise<PostmortemStatus> {
  const facts = await gatherFacts(parts, incident, { ...postmortem, document: postmortem }, 'counts');
  const ticks = tickPostmortem(facts, postmortem.text, postmortem.ticks);
  const recommended = recommend(facts);
  const now = parts.now();
  const grant = { incidentId: incident.id, use: 'read', user: null } as const;
  // The link stays the same from day to day, so that a message that did not change is not drawn anew.
  const until = new Date(Math.ceil((now.getTime() + readMs) / 86_400_000) * 86_400_000);
  const { id, number, session_id, root_cause } = incident;
  return {
    incident: { id, number, session_id },
    revision: postmortem.revision,
    state: postmortem.state,
    owner: postmortem.owner,
    due_at: postmortem.dueAt.toISOString(),
    now: now.toISOString(),
    done: ticks.filter(({ done }) => done).length,
    total: ticks.length,
    open_items: ticks.filter(({ done }) => !done).map(({ item }) => postmortemItems[item]),
    read_url: parts.links.make(grant, until),
    published_url: postmortem.url,
    recommendation: recommended === null ? null : { verdict: recommended.verdict, reasons: recommended.reasons },
    root_cause,
    snoozes_left: Math.max(0, snoozeLimit.times - postmortem.snoozes),
    closed_by: postmortem.closedBy,
    reason: postmortem.reason,
  };
}

/** A link of one person's own: what they change is written down under their name. */
export async function postmortemEditLink(
  parts: Parts,
  { incidentId, by }: Parameters<Flows['postmortemEditLink']>[0],
): ReturnType<Flows['postmortemEditLink']> {
  if ((await parts.postmortems.get(incidentId)) === null) {
    return refused('not_found', 'The postmortem is not there yet. Try again in a moment.');
  }
  const until = new Date(parts.now().getTime() + editMs);
  return { ok: true, url: parts.links.make({ incidentId, use: 'edit', user: by }, until) };
}
