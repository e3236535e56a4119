import { fingerprintOf } from '../forensics/fingerprint.ts';
import type { TraceEvent } from '../trace/event.ts';
import { analyzeCaptured } from './analyze-captured.ts';
import { saveStats } from './analyze-session.ts';
import type { Parts } from './parts.ts';

/** Keeps what a session that ended used and how it went: baselines and patterns are made of these. */
export async function learnSession(parts: Parts, sessionId: string): Promise<void> {
  const sessions = new Map<string, TraceEvent[]>();
  for (const id of [sessionId, ...(await parts.intake.childrenOf(sessionId))]) {
    const events: TraceEvent[] = [];
    for await (const event of parts.intake.fetch(id, AbortSignal.timeout(60_000))) events.push(event);
    sessions.set(id, events);
  }
  const report = analyzeCaptured(sessions, sessionId, {});
  if (report !== null) await saveStats(parts, report, fingerprintOf(report, sessions.get(sessionId) ?? []));
}
