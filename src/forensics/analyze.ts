import type { TraceEvent } from '../trace/event.ts';
import { measureBlastRadius } from './blast-radius.ts';
import { toCascadeSteps, traceCascade } from './cascade.ts';
import { classify } from './classify.ts';
import { detectAll } from './detect.ts';
import { decideEscalation } from './escalation.ts';
import { toFlags } from './flags.ts';
import { readLiveness } from './liveness.ts';
import { locateOrigin, quoteOf } from './origin.ts';
import { createLedger } from './provenance/ledger.ts';
import type { AnalyzeOptions, ForensicsReport } from './report.ts';
import { readReportedFlags } from './reported.ts';
import { toSession } from './steps.ts';
import { drawStrip } from './strip.ts';
import { addTotals, sumTotals } from './totals.ts';
import { weighFindings } from './weigh.ts';
import { findWrongOutput } from './wrong-output.ts';

/**
 * The forensic report of one session: pure, whatever the size of the trace, in one pass over its text.
 * @param events the session's events in step order; sparse (summaries) or full captures.
 * @throws RangeError when `options.wrongOutputStep` is no step of the session.
 */
export function analyze(events: readonly TraceEvent[], options: AnalyzeOptions = {}): ForensicsReport {
  const session = toSession(events);
  const ledger = createLedger(session);
  const reported = readReportedFlags(session);
  const findings = [...detectAll(session, ledger), ...reported.findings];
  const given = givenOutput(events, options.wrongOutputStep);
  const weighed = weighFindings(findings, given);
  const links = weighed.primary === null ? new Map<number, string>() : traceCascade(session, ledger, weighed.primary);
  const wrongOutput = given ?? findWrongOutput(session, weighed.primary, links);

  const { totals, warnings } = sumTotals(events);
  const children = joinChildren(options.children);
  const bill = children === null ? totals : addTotals(totals, children.totals);
  const classification = classify(session, weighed, bill, options.baseline);
  const origin = locateOrigin(session, weighed);
  const flags = toFlags(session, findings);
  const cascade = toCascadeSteps(session, links);
  const blastRadius = classification.mode === 'none' ? [] : measureBlastRadius(session, weighed.primary?.origin ?? 0);
  const wrongStep = wrongOutput === null ? undefined : session.steps[wrongOutput];
  return {
    session_id: events[0]?.session_id ?? '',
    session_type: events.find((event) => event.session_type !== undefined)?.session_type ?? null,
    started_at: events.find((event) => event.timestamp !== undefined)?.timestamp ?? null,
    ended_at: events.findLast((event) => event.timestamp !== undefined)?.timestamp ?? null,
    totals,
    children,
    classification,
    flags,
    wrong_output_step: wrongStep?.step ?? null,
    wrong_output_quote: wrongStep === undefined ? null : quoteOf(wrongStep),
    origin,
    liveness: readLiveness(session),
    cascade,
    blast_radius: blastRadius,
    escalation: decideEscalation(classification.mode, blastRadius, bill, options.baseline),
    strip: drawStrip(session, {
      origin: origin?.step ?? null,
      wrongOutput: wrongStep?.step ?? null,
      flags,
      cascade,
      blastRadius,
    }),
    warnings: [...(options.warnings ?? []), ...warnings, ...reported.warnings],
  };
}

function givenOutput(events: readonly TraceEvent[], step: number | undefined): number | null {
  if (step === undefined) return null;
  const index = events.findLastIndex((event) => event.step === step);
  if (index < 0) throw new RangeError(`The session has no step ${step}.`);
  return index;
}

function joinChildren(reports: readonly ForensicsReport[] | undefined): ForensicsReport['children'] {
  const [first, ...rest] = reports ?? [];
  if (first === undefined) return null;
  return {
    sessions: [first, ...rest].map((report) => report.session_id),
    totals: rest.reduce((sum, report) => addTotals(sum, report.totals), first.totals),
  };
}
