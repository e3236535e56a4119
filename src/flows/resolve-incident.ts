import type { IncidentRecord } from '../incident/record.ts';
import type { Flows, Outcome } from './api.ts';
import { applyEvent, logEvent } from './apply-event.ts';
import { notFound, refused } from './outcome.ts';
import type { Parts } from './parts.ts';

/** Ends an incident. Where an order holds an agent, only a responder may: resolving lets it go. */
export async function resolveIncident(
  parts: Parts,
  input: Parameters<Flows['resolveIncident']>[0],
): Promise<Outcome<{ incident: IncidentRecord }>> {
  const incident = await parts.incidents.get(input.incidentId);
  if (incident === null) return notFound(input.incidentId);
  if (incident.containment.some(({ state }) => ['effective', 'unconfirmed', 'executed'].includes(state))) {
    const may = await parts.authorizer.check(input.by);
    if (!may.allowed) return refused('not_allowed', `Resolving ends what holds the agent. ${may.message}`);
  }
  const reason = input.reason?.trim() ?? '';
  return await applyEvent(parts, input, { type: 'incident.resolved', ...(reason === '' ? {} : { reason }) });
}

/** What follows once an incident is resolved: what holds its sessions ends; a stopped run stays stopped. */
export async function releaseOrders(parts: Parts, incidentId: string): Promise<void> {
  const incident = await parts.incidents.get(incidentId);
  if (incident === null || incident.status !== 'resolved') return;
  const sessions = await parts.control.heldBy(incident.containment.map(({ id }) => id));
  if (sessions.length === 0) return;
  const actionId = `resolve:${incident.id}:${incident.resolved_at}`;
  const lifted = await parts.control.release({ sessionIds: sessions, by: 'bot', at: parts.now(), actionId });
  if (lifted.length === 0) return;
  const what = lifted.length === 1 ? 'one session' : `${lifted.length} sessions`;
  await logEvent(parts, incidentId, `released:${incident.resolved_at}`, {
    type: 'logged',
    entry: 'containment.released',
    text: `What held ${what} ended with the incident: a stopped run stays stopped, a new one may start.`,
  });
}
