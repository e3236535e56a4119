import type { IncidentListing } from './messages.ts';
import type { Parts } from './parts.ts';

/** Open incidents, newest first, and the postmortems that are late. */
export async function listIncidents({ incidents, postmortems, now }: Parts): Promise<IncidentListing> {
  const at = now();
  const [open, late] = await Promise.all([incidents.listOpen(), postmortems.list({ openDueBefore: at })]);
  const overdue = [];
  for (const { incidentId, owner, dueAt } of late) {
    const incident = await incidents.get(incidentId);
    if (incident === null) continue;
    const { number, session_id } = incident;
    overdue.push({ number, session_id, owner, due_at: dueAt.toISOString() });
  }
  return {
    incidents: open.map((incident) => ({ incident, revision: incident.revision })),
    overdue,
    now: at.toISOString(),
  };
}
