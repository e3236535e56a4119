import { analyze } from '../../forensics/analyze.ts';
import type { AnalyzeOptions, ForensicsReport } from '../../forensics/report.ts';
import type { CapturedSession } from '../../trace/jsonl/read-sessions.ts';
import { orderSessions, type SessionNode, withDescendants } from './order-sessions.ts';
import type { AnalyzeSettings } from './settings.ts';

/** What became of one session: a report, or the error that kept us from one. */
export interface AnalyzedSession {
  sessionId: string;
  report: ForensicsReport | null;
  error: unknown;
}

function optionsFor(node: SessionNode, reports: Map<string, ForensicsReport>, settings: AnalyzeSettings) {
  const children = node.children.flatMap((id) => reports.get(id) ?? []);
  const options: AnalyzeOptions = { baseline: settings.baseline, warnings: node.session.warnings };
  if (children.length > 0) options.children = children;
  if (settings.wrongOutputStep !== null && (settings.session ?? node.session.sessionId) === node.session.sessionId) {
    options.wrongOutputStep = settings.wrongOutputStep;
  }
  return options;
}

/**
 * Analyses the sessions of one input, spawned ones before those that spawned them, and yields them in the order of the
 * input, each as soon as those before it are done. With `settings.session` only that one is yielded. An error in one
 * session does not keep the others from being analysed.
 */
export function* analyzeInput(
  sessions: readonly CapturedSession[],
  settings: AnalyzeSettings,
): Generator<AnalyzedSession> {
  const all = orderSessions(sessions);
  const ordered = settings.session === null ? all : withDescendants(all, settings.session);
  const awaited = settings.session === null ? sessions.map(({ sessionId }) => sessionId) : [settings.session];
  const reports = new Map<string, ForensicsReport>();
  const finished = new Map<string, AnalyzedSession>();
  let next = 0;
  for (const node of ordered) {
    const { sessionId, events } = node.session;
    try {
      const report = analyze(events, optionsFor(node, reports, settings));
      reports.set(sessionId, report);
      finished.set(sessionId, { sessionId, report, error: null });
    } catch (error) {
      finished.set(sessionId, { sessionId, report: null, error });
    }
    for (let id = awaited[next]; id !== undefined && finished.has(id); id = awaited[next]) {
      const result = finished.get(id);
      finished.delete(id);
      next += 1;
      if (result !== undefined) yield result;
    }
  }
}
