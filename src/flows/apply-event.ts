import type { IncidentEvent } from '../incident/incident-event.ts';
import type { IncidentRecord } from '../incident/record.ts';
import type { OnIncident, Outcome } from './api.ts';
import { notFound, toOutcome } from './outcome.ts';
import type { Parts } from './parts.ts';

type WithoutBy<Event> = Event extends IncidentEvent ? Omit<Event, 'by'> : never;

/** Applies what a person asked for, once per request, and says how it went. */
export async function applyEvent(
  { incidents, now }: Pick<Parts, 'incidents' | 'now'>,
  { incidentId, by, requestKey }: OnIncident,
  event: WithoutBy<IncidentEvent>,
): Promise<Outcome<{ incident: IncidentRecord }>> {
  if ((await incidents.get(incidentId)) === null) return notFound(incidentId);
  const named = { ...event, by } as IncidentEvent;
  return toOutcome(await incidents.apply(incidentId, named, { now: now(), key: requestKey }));
}

/** Writes down what the bot did or saw, once per key. */
export async function logEvent(
  { incidents, now }: Pick<Parts, 'incidents' | 'now'>,
  incidentId: string,
  key: string,
  event: WithoutBy<IncidentEvent>,
  by = 'bot',
): Promise<void> {
  await incidents.apply(incidentId, { ...event, by } as IncidentEvent, { now: now(), key });
}
