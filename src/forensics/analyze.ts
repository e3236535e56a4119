import type { TraceEvent } from '../trace/event.ts';
import { measureBlastRadius } from './blast-radius.ts';
import { toCascadeSteps, traceCascade } from './cascade.ts';
import { cascadeFromChosen, describeChosen, findChosen } from './chosen-origin.ts';
import { allowChosen, classify } from './classify.ts';
import { detectAll } from './detect.ts';
import { decideEscalation } from './escalation.ts';
import type { Finding } from './finding.ts';
import { toFlags } from './flags.ts';
import { readLiveness } from './liveness.ts';
import { locateOrigin, quoteOf } from './origin.ts';
import { createLedger, type Ledger } from './provenance/ledger.ts';
import type { AnalyzeOptions, ForensicsReport } from './report.ts';
import { readReportedFlags } from './reported.ts';
import { type Session, toSession } from './steps.ts';
import { drawStrip } from './strip.ts';
import { addTotals, sumTotals } from './totals.ts';
import { weighFindings } from './weigh.ts';
import { findWrongOutput } from './wrong-output.ts';

/**
 * The forensic report of one session: pure, whatever the size of the trace, in one pass over its text.
 * @param events the session's events in step order; sparse (summaries) or full captures.
 * @throws RangeError when `options.wrongOutputStep` or `options.originStep` is no step of the session, or the origin
 *   comes after the wrong output.
 */
export function analyze(events: readonly TraceEvent[], options: AnalyzeOptions = {}): ForensicsReport {
  const session = toSession(events);
  const ledger = createLedger(session);
  const reported = readReportedFlags(session);
  const findings = [...detectAll(session, ledger), ...reported.findings];
  const given = givenOutput(events, options.wrongOutputStep);
  const weighed = weighFindings(findings, given);
  const chosenIndex = givenOrigin(events, options.originStep, given);
  const chosen = chosenIndex === null ? null : findChosen(session, ledger, findings, weighed, chosenIndex);
  const root = chosen ?? weighed.primary;
  const links = traceLinks(session, ledger, chosen, weighed.primary);
  const wrongOutput = given ?? findWrongOutput(session, root, links);

  const { totals, warnings } = sumTotals(events);
  const children = joinChildren(options.children);
  const bill = children === null ? totals : addTotals(totals, children.totals);
  const classification = allowChosen(classify(session, weighed, bill, options.baseline), options.originStep);
  const found = locateOrigin(session, weighed);
  const origin = chosen === null ? found : describeChosen(session, chosen, found);
  const flags = toFlags(session, findings);
  const cascade = toCascadeSteps(session, links);
  const blastRadius = classification.mode === 'none' ? [] : measureBlastRadius(session, root?.origin ?? 0);
  const sessionType = events.find((event) => event.session_type !== undefined)?.session_type ?? null;
  const wrongStep = wrongOutput === null ? undefined : session.steps[wrongOutput];
  return {
    session_id: events[0]?.session_id ?? '',
    session_type: sessionType,
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
    escalation: decideEscalation(classification.mode, blastRadius, bill, options.baseline, {
      sessionType,
      similar: options.pattern?.similar ?? [],
    }),
    ...(options.pattern === undefined ? {} : { pattern: options.pattern }),
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

/** Index of the first event of the step a responder named. */
function givenOrigin(
  events: readonly TraceEvent[],
  step: number | undefined,
  wrongOutput: number | null,
): number | null {
  if (step === undefined) return null;
  const index = events.findIndex((event) => event.step === step);
  if (index < 0) throw new RangeError(`The session has no step ${step}.`);
  if (wrongOutput !== null && index > wrongOutput)
    throw new RangeError(`Step ${step} comes after the wrong output, so it cannot be the origin.`);
  return index;
}

function traceLinks(
  session: Session,
  ledger: Ledger,
  chosen: Finding | null,
  engine: Finding | null,
): Map<number, string> {
  if (chosen !== null) return cascadeFromChosen(session, ledger, chosen, engine);
  return engine === null ? new Map<number, string>() : traceCascade(session, ledger, engine);
}

function joinChildren(reports: readonly ForensicsReport[] | undefined): ForensicsReport['children'] {
  const [first, ...rest] = reports ?? [];
  if (first === undefined) return null;
  return {
    sessions: [first, ...rest].map((report) => report.session_id),
    totals: rest.reduce((sum, report) => addTotals(sum, report.totals), first.totals),
  };
}
