import { AppError } from '../errors.ts';
import type { IncidentRecord } from '../incident/record.ts';
import type { TraceEvent } from '../trace/event.ts';
import { fetchSessionSet } from '../trace/fetch-session-set.ts';
import type { Flows, Outcome } from './api.ts';
import { applyEvent, logEvent } from './apply-event.ts';
import type { Parts } from './parts.ts';

/** How long a source may take for a whole trace. */
const fetchMs = 60_000;

/** Asks for another capture: new events since the last one, and what came after the kill. */
export async function captureAgain(parts: Parts, input: Parameters<Flows['captureAgain']>[0]): Promise<Outcome> {
  const key = `incident.capture:${input.incidentId}:${input.requestKey}`;
  const payload = { incident_id: input.incidentId, by: input.by, request_key: key };
  return await applyEvent(parts, input, {
    type: 'logged',
    entry: 'capture.requested',
    text: 'Capture requested.',
    effects: [{ kind: 'incident.capture', key, payload }],
  });
}

/**
 * Fetches the whole trace and keeps it as evidence, then has it analysed. While no source answers, the incident says
 * so and the effect is tried again.
 */
export async function captureSession(parts: Parts, incidentId: string, requestKey: string, by: string): Promise<void> {
  const { incidents, archive, now } = parts;
  const incident = await incidents.get(incidentId);
  if (incident === null) return;
  const { sessions, ...fetched } = await fetchAll(parts, incident).catch((error: unknown) =>
    sayWhy(parts, incident, error),
  );
  const capture = await archive.capture({
    ...fetched,
    incidentId,
    sessionIds: [incident.session_id, ...sessions],
    takenAt: now(),
    requestKey,
    afterKill: countAfterKill(incident, fetched.events),
  });
  const { number } = capture;
  const later = capture.afterKill === null ? '' : ` ${capture.afterKill} after the kill.`;
  await logEvent(
    parts,
    incidentId,
    `capture:${number}`,
    {
      type: 'logged',
      entry: 'capture.taken',
      text: `Capture ${number}: ${capture.events} events from ${capture.source}, SHA-256 ${capture.sha256.slice(0, 12)}.${later}`,
      effects: [
        effect('incident.analyze', incidentId, `capture:${number}`),
        { ...effect('capture.upload', incidentId, String(number)), payload: { incident_id: incidentId, number } },
      ],
    },
    by,
  );
  await logEvent(parts, incidentId, `captured:${incidentId}`, { type: 'checklist.done', item: 'capture' });
}

function effect(kind: string, incidentId: string, what: string) {
  return {
    kind,
    key: `${kind}:${incidentId}:${what}`,
    payload: { incident_id: incidentId } as Record<string, unknown>,
  };
}

/** The session's events, then those of the sessions it started. */
async function fetchAll({ source, intake }: Parts, { session_id }: IncidentRecord) {
  const sessions = await intake.childrenOf(session_id);
  const events: TraceEvent[] = [];
  const all = fetchSessionSet(source, [session_id, ...sessions], AbortSignal.timeout(fetchMs));
  for await (const event of all) events.push(event);
  return { events, sessions, source: source.holderOf(session_id) ?? source.name };
}

/** The incident tells people why there is no trace, once per reason; the effect fails and is tried again. */
async function sayWhy(parts: Parts, incident: IncidentRecord, error: unknown): Promise<never> {
  const isOurs = error instanceof AppError;
  const isMissing = isOurs && error.code === 'trace.session-not-found';
  const why = isOurs ? error.message : 'The trace could not be read.';
  const problem = isMissing ? `${why} I look again every minute.` : `${why} I keep trying.`;
  if (incident.report === null && incident.report_problem !== problem) {
    const key = `report-missing:${incident.revision}`;
    await logEvent(parts, incident.id, key, { type: 'report.missing', problem });
  }
  const details = isMissing ? { retryAfterMs: 60_000 } : isOurs ? error.details : {};
  throw new AppError('capture.failed', why, { cause: error, retryable: true, details });
}

/** Null where no kill was confirmed. */
function countAfterKill({ containment }: IncidentRecord, events: readonly TraceEvent[]): number | null {
  const kill = containment.findLast(({ kind, state }) => kind === 'kill' && state === 'effective');
  if (kill === undefined) return null;
  const at = Date.parse(kill.changed_at);
  return events.filter(({ timestamp }) => timestamp !== undefined && Date.parse(timestamp) > at).length;
}
