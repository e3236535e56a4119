import { analyze } from '../forensics/analyze.ts';
import type { AnalyzeOptions, ForensicsReport } from '../forensics/report.ts';
import type { TraceEvent } from '../trace/event.ts';

/** Sessions by id, each with its events in step order. */
export type CapturedSessions = ReadonlyMap<string, TraceEvent[]>;

/** More generations than any agent has: a chain of parents that leads back to itself must end. */
const mostGenerations = 20;

/**
 * The report of a session together with what it started: the children's tokens and cost count with it.
 * Pure. @throws RangeError when a step in `options` is none of the session's.
 */
export function analyzeCaptured(
  sessions: CapturedSessions,
  sessionId: string,
  options: AnalyzeOptions,
): ForensicsReport | null {
  const events = sessions.get(sessionId);
  if (events === undefined || events.length === 0) return null;
  const children = childReports(sessions, sessionId, 1, new Set([sessionId]));
  return analyze(events, { ...options, ...(children.length === 0 ? {} : { children }) });
}

function childReports(
  sessions: CapturedSessions,
  parent: string,
  generation: number,
  seen: Set<string>,
): ForensicsReport[] {
  if (generation > mostGenerations) return [];
  const reports: ForensicsReport[] = [];
  for (const [id, events] of sessions) {
    if (seen.has(id) || !events.some((event) => event.parent_session_id === parent)) continue;
    seen.add(id);
    reports.push(analyze(events), ...childReports(sessions, id, generation + 1, seen));
  }
  return reports;
}
