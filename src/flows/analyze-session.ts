import { baselineOf, usualOf } from '../forensics/baseline.ts';
import { fingerprintOf } from '../forensics/fingerprint.ts';
import type { AnalyzeOptions, ForensicsReport } from '../forensics/report.ts';
import type { IncidentRecord } from '../incident/record.ts';
import { analyzeCaptured, type CapturedSessions } from './analyze-captured.ts';
import { logEvent } from './apply-event.ts';
import { readCapture } from './captured-events.ts';
import type { Parts } from './parts.ts';

/** A guard that called within this time sits in an agent that runs. */
const heartbeatMs = 90_000;

/** How far back a pattern is looked for. */
const patternDays = 30;

/**
 * Analyses the latest capture with what the responders decided, and attaches the report to the incident.
 * @param key names this analysis: done again, it changes nothing.
 */
export async function analyzeSession(parts: Parts, incidentId: string, key: string): Promise<void> {
  const incident = await parts.incidents.get(incidentId);
  const capture = (await parts.archive.list(incidentId)).at(-1);
  if (incident === null || capture === undefined) return;
  const { sessions, warnings } = await readCapture(parts, capture.id);
  const report = await reportOf(parts, incident, sessions, warnings);
  if (report === null) return;
  await parts.reversals.follow(
    incidentId,
    report.blast_radius.filter(({ effect }) => effect !== 'read'),
  );
  await logEvent(parts, incidentId, `report:${key}`, {
    type: 'report.attached',
    report: await withLiveness(parts, incident, report),
  });
  const payload = { incident_id: incidentId };
  await parts.effects.add([
    { kind: 'incident.details', key: `incident.details:${incidentId}:${key}`, payload, dueAt: parts.now() },
  ]);
}

async function reportOf(
  parts: Parts,
  incident: IncidentRecord,
  sessions: CapturedSessions,
  warnings: string[],
): Promise<ForensicsReport | null> {
  const id = incident.session_id;
  const decided = stepsDecided(incident, sessions);
  const first = analyzeCaptured(sessions, id, { ...decided, warnings });
  if (first === null) return null;
  const fingerprint = fingerprintOf(first, sessions.get(id) ?? []);
  const since = new Date(parts.now().getTime() - patternDays * 86_400_000);
  const [stats, similar] = await Promise.all([
    parts.stats.statsOf(first.session_type, id),
    fingerprint === null ? [] : parts.stats.similar(fingerprint, id, since),
  ]);
  const measured = baselineOf(stats);
  await saveStats(parts, first, fingerprint);
  return analyzeCaptured(sessions, id, {
    ...decided,
    warnings,
    ...(measured === null ? {} : { baseline: usualOf(measured) }),
    ...(fingerprint === null ? {} : { pattern: { fingerprint, similar } }),
  });
}

/** What the responders said about steps, as far as the captured session has them. */
function stepsDecided(incident: IncidentRecord, sessions: CapturedSessions): AnalyzeOptions {
  const steps = new Set(sessions.get(incident.session_id)?.map(({ step }) => step));
  const wrong = incident.wrong_output_step;
  const origin = incident.origin_override?.step ?? null;
  // What was decided last counts: an output before the chosen origin cannot rest on it.
  const isBefore = wrong !== null && origin !== null && wrong < origin;
  return {
    ...(wrong !== null && steps.has(wrong) && !isBefore ? { wrongOutputStep: wrong } : {}),
    ...(origin !== null && steps.has(origin) ? { originStep: origin } : {}),
  };
}

/** Keeps what a session used and how it failed, for the next ones. */
export async function saveStats(
  { stats, now }: Pick<Parts, 'stats' | 'now'>,
  { session_id, session_type, totals, children, classification, ended_at }: ForensicsReport,
  fingerprint: string | null,
): Promise<void> {
  const bills = children === null ? [totals] : [totals, children.totals];
  const ended = ended_at === null ? Number.NaN : Date.parse(ended_at);
  await stats.saveStats({
    sessionId: session_id,
    sessionType: session_type,
    costUsd: sumKnown(bills.map(({ cost_usd }) => cost_usd)),
    tokens: sumKnown(bills.map(tokensOf)),
    steps: totals.events,
    mode: classification.mode,
    fingerprint,
    endedAt: Number.isNaN(ended) ? null : new Date(ended),
    analyzedAt: now(),
  });
}

/** Null where a part is unknown: half a bill would make the usual look cheaper than it is. */
function sumKnown(values: readonly (number | null)[]): number | null {
  return values.reduce((sum, value) => (sum === null || value === null ? null : sum + value), 0);
}

function tokensOf({ input_tokens, output_tokens }: ForensicsReport['totals']): number | null {
  return input_tokens === null && output_tokens === null ? null : (input_tokens ?? 0) + (output_tokens ?? 0);
}

/** A trace without an end mark: the guard knows whether its agent lives, or was stopped. */
async function withLiveness(
  { control, now }: Parts,
  { containment, session_id }: IncidentRecord,
  report: ForensicsReport,
): Promise<ForensicsReport> {
  if (containment.some(({ kind, state }) => kind === 'kill' && state === 'effective')) {
    return { ...report, liveness: 'finished' };
  }
  if (report.liveness === 'finished') return report;
  const seen = await control.lastSeen(session_id);
  if (seen === null) return report;
  return now().getTime() - seen.getTime() < heartbeatMs ? { ...report, liveness: 'running' } : report;
}
