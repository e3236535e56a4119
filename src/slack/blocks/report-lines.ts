import type { BlastRadiusEntry, ForensicsReport, Totals } from '../../forensics/report.ts';
import type { Incident } from '../../incident/incident.ts';
import { escapeMrkdwn, mentionUser } from '../kit.ts';
import { formatCount, formatCounted, formatDuration, formatPercent, formatUsd } from '../quantities.ts';
import { checkedWords, isExternalAction, noOriginWords, unknown, verdictNames, verdictSymbols } from '../words.ts';

const chars = { why: 400, quote: 240, reason: 200, triage: 400 };

/** The verdict people act on: the responder's where there is one. */
export function currentVerdict({ report, mode_override }: Incident): ForensicsReport['classification']['mode'] | null {
  return mode_override?.mode ?? report?.classification.mode ?? null;
}

/** The step people act on: the responder's where there is one. */
export function currentOrigin({ report, origin_override }: Incident): number | null {
  return origin_override?.step ?? report?.origin?.step ?? null;
}

/** `🔴 Hallucination propagation · 90 %`; an override says that it is one. Without trace text. */
export function headline(incident: Incident, report: ForensicsReport): string {
  const verdict = currentVerdict(incident) ?? 'unclassified';
  const doubt =
    incident.mode_override === null ? formatPercent(report.classification.confidence) : 'set by a responder';
  return `${verdictSymbols[verdict]} ${verdictNames[verdict]} · ${doubt}`;
}

/** Who decided otherwise than the report, and why. */
export function overrideLines({ mode_override: mode, origin_override: origin, report }: Incident): string[] {
  const said = report === null ? '' : `, the report said ${verdictNames[report.classification.mode]}`;
  const reason = (text: string): string => escapeMrkdwn(text, chars.reason);
  return [
    ...(mode === null ? [] : [`Mode set by ${mentionUser(mode.by)}${said}: ${reason(mode.reason)}`]),
    ...(origin === null ? [] : [`Origin set by ${mentionUser(origin.by)}: ${reason(origin.reason)}`]),
  ];
}

function stepOf(step: number, report: ForensicsReport): string {
  const last = report.strip.at(-1)?.step;
  return last === undefined ? `step ${step}` : `step ${step} of ${last}`;
}

function doubtLine(report: ForensicsReport, step: number): string[] {
  const others = (report.origin?.candidates ?? []).filter((candidate) => candidate.step !== step);
  if (others.length === 0) return [];
  const named = others.slice(0, 4).map((candidate) => `step ${candidate.step}`);
  const more = others.length > named.length ? ', …' : '';
  return [`Not certain: ${formatCounted(others.length, 'other candidate')}: ${named.join(', ')}${more}`];
}

/** The origin with its evidence and the words to read first, then the doubt. */
export function originLines(incident: Incident, report: ForensicsReport): string[] {
  const step = currentOrigin(incident);
  if (step === null) {
    return currentVerdict(incident) === 'none' ? [`*Checked:* ${checkedWords}`] : [`*Origin:* ${noOriginWords}`];
  }
  const { origin } = report;
  const lines = [`*Origin:* ${stepOf(step, report)}`];
  if (origin !== null && origin.step === step) {
    lines[0] += ` · ${formatPercent(origin.confidence)}. ${escapeMrkdwn(origin.why, chars.why)}`;
    if (origin.quote !== null) lines.push(`> “${escapeMrkdwn(origin.quote, chars.quote)}”`);
  } else lines[0] += ', set by a responder.';
  return [...lines, ...doubtLine(report, step)];
}

function tokens({ input_tokens: input, output_tokens: output }: Totals): string {
  if (input === null && output === null) return `tokens ${unknown}`;
  if (input === null || output === null) return `tokens ${formatCount(input)} in, ${formatCount(output)} out`;
  return formatCounted(input + output, 'token');
}

function spend(totals: Totals): string {
  const cost = totals.cost_usd === null ? `cost ${unknown}` : formatUsd(totals.cost_usd);
  const time = totals.duration_ms === null ? `time ${unknown}` : formatDuration(totals.duration_ms);
  return `${tokens(totals)} · ${cost} · ${time}`;
}

function actionCounts(entries: readonly BlastRadiusEntry[]): string {
  const external = entries.filter(isExternalAction);
  const reads = entries.length - external.length;
  const final = external.filter((entry) => entry.reversible === 'no' && entry.outcome !== 'refused').length;
  const found = external.length === 0 ? 'no external action' : formatCounted(external.length, 'external action');
  const notes = [
    ...(final === 0 ? [] : [`${formatCount(final)} IRREVERSIBLE`]),
    ...(reads === 0 ? [] : [formatCounted(reads, 'read')]),
  ];
  return notes.length === 0 ? found : `${found} (${notes.join(', ')})`;
}

/** What happened in the world, and what it used: of the session, and of the sessions it spawned. */
export function summaryLines(incident: Incident, report: ForensicsReport): string[] {
  const since = currentOrigin(incident) === null ? 'External actions' : 'After the origin';
  const { children } = report;
  const spawned =
    children === null || children.sessions.length === 0
      ? []
      : [`With ${formatCounted(children.sessions.length, 'spawned session')}: ${spend(children.totals)} more`];
  return [`*${since}:* ${actionCounts(report.blast_radius)} · ${spend(report.totals)}`, ...spawned];
}

/** The first triage step of the playbook, bounded. */
export function triageText(report: ForensicsReport): string {
  return escapeMrkdwn(report.classification.first_triage_step, chars.triage);
}
