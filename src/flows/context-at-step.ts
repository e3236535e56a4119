import { contextAt } from '../forensics/context-at.ts';
import type { Flows } from './api.ts';
import { readCapture } from './captured-events.ts';
import { notFound, refused } from './outcome.ts';
import type { Parts } from './parts.ts';

/** What the model had before it at a step, from the latest capture. */
export async function contextAtStep(
  parts: Parts,
  { incidentId, step }: Parameters<Flows['contextAtStep']>[0],
): ReturnType<Flows['contextAtStep']> {
  const incident = await parts.incidents.get(incidentId);
  if (incident === null) return notFound(incidentId);
  const capture = (await parts.archive.list(incidentId)).at(-1);
  if (capture === undefined) return refused('conflict', 'The trace is not captured yet. Try again in a moment.');
  const { sessions } = await readCapture(parts, capture.id);
  const events = sessions.get(incident.session_id) ?? [];
  if (!events.some((event) => event.step === step)) {
    return refused('invalid', `The session has no step ${step}: its last one is ${events.at(-1)?.step ?? 0}.`);
  }
  return { ok: true, incident, context: contextAt(events, step) };
}
