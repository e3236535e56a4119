import type { BlastRadiusEntry, Flag, ForensicsReport, StripStep, Totals } from '../forensics/report.ts';
import { formatCount, formatCounted, formatDuration, formatPercent, formatUsd } from './quantities.ts';
import {
  checkedWords,
  containFirstWords,
  effectWords,
  escalationWords,
  flagSourceWords,
  isExternalAction,
  livenessWords,
  noOriginWords,
  outcomeWords,
  reversibleWords,
  verdictNames,
} from './words.ts';

/** One entry of a list: `lead` is short and stands out, `text` and `detail` are sentences. */
export interface ViewItem {
  lead: string;
  text: string;
  detail?: string;
}

/** One labelled part of the report. Its strings hold raw trace text: whoever renders it must make it harmless. */
export type ViewSection =
  | { kind: 'text'; label: string; text: string; quote: string | null }
  | { kind: 'strip'; label: string; steps: StripStep[] }
  | { kind: 'list'; label: string; text: string | null; items: ViewItem[]; more: number };

/** What every rendering of a report says, in the order it says it. */
export interface ReportView {
  title: string;
  /** Session id, session type, liveness. */
  subject: string[];
  sections: ViewSection[];
}

const limits = { reasons: 4, candidates: 3, flags: 8, cascade: 5, actions: 8, warnings: 5 };

/** Long argument lists are cut by the renderers; this bounds the work before. */
const argumentChars = 600;

function list(label: string, text: string | null, items: ViewItem[], limit: number): ViewSection[] {
  if (items.length === 0 && text === null) return [];
  return [{ kind: 'list', label, text, items: items.slice(0, limit), more: Math.max(0, items.length - limit) }];
}

function sentences(texts: string[]): ViewItem[] {
  return texts.map((text) => ({ lead: '', text }));
}

function originSection(report: ForensicsReport): ViewSection[] {
  const { origin, strip, classification } = report;
  if (origin === null) {
    if (classification.mode === 'none') return [];
    return [{ kind: 'text', label: 'Origin', text: noOriginWords, quote: null }];
  }
  const last = strip.at(-1)?.step;
  const place = last === undefined ? `step ${origin.step}` : `step ${origin.step} of ${last}`;
  const text = `${place} · ${formatPercent(origin.confidence)}. ${origin.why}`;
  return [{ kind: 'text', label: 'Origin', text, quote: origin.quote }];
}

function outputSection(report: ForensicsReport): ViewSection[] {
  if (report.wrong_output_step === null) return [];
  const text = `step ${report.wrong_output_step} gave the wrong output.`;
  return [{ kind: 'text', label: 'Output', text, quote: report.wrong_output_quote }];
}

function stripSection({ strip, classification }: ForensicsReport): ViewSection[] {
  const telling = strip.some(({ mark }) => mark !== 'quiet') || classification.mode !== 'none';
  return telling && strip.length > 0 ? [{ kind: 'strip', label: 'Steps', steps: strip }] : [];
}

/** Reasons that the origin line or a flag already gives in the same words are left out. */
function whySection({ classification, origin, flags }: ForensicsReport): ViewSection[] {
  if (classification.mode === 'none') return [];
  const said = [...(origin === null ? [] : [origin.why]), ...flags.map((flag) => flag.evidence)].filter(Boolean);
  const fresh = classification.reasons.filter((reason) => !said.some((text) => reason.endsWith(text)));
  return list('Why', null, sentences(fresh), limits.reasons);
}

function candidateSection(report: ForensicsReport): ViewSection[] {
  const others = (report.origin?.candidates ?? []).filter((candidate) => candidate.step !== report.origin?.step);
  const items = others.map(({ step, score, why }) => ({
    lead: `step ${step}`,
    text: `${formatPercent(score)}. ${why}`,
  }));
  return list('Or maybe', null, items, limits.candidates);
}

/** What the origin line has said is not said again. */
function flagItem(flag: Flag, origin: ForensicsReport['origin']): ViewItem {
  const text = `${flag.type} · ${formatPercent(flag.confidence)} · ${flagSourceWords[flag.source]}`;
  return { lead: `step ${flag.step}`, text, ...(flag.evidence === origin?.why ? {} : { detail: flag.evidence }) };
}

function argumentText(args: unknown): string {
  if (args === undefined || args === null) return '';
  if (typeof args === 'string') return args.slice(0, argumentChars);
  try {
    return (JSON.stringify(args) ?? '').slice(0, argumentChars);
  } catch {
    return '(nested too deep to show)';
  }
}

function actionItem(entry: BlastRadiusEntry): ViewItem {
  const state = [effectWords[entry.effect], outcomeWords[entry.outcome]];
  if (entry.outcome !== 'refused') state.push(reversibleWords[entry.reversible]);
  const reversal = entry.reversal === null ? '' : `. ${entry.reversal}`;
  return {
    lead: `step ${entry.step}`,
    text: `${entry.tool} ${argumentText(entry.args)}`.trim(),
    detail: state.join(' · ') + reversal,
  };
}

function actionSection(report: ForensicsReport): ViewSection[] {
  const actions = report.blast_radius.filter(isExternalAction);
  const readCount = report.blast_radius.length - actions.length;
  if (report.origin === null && report.blast_radius.length === 0) return [];
  const found = actions.length === 0 ? 'no external action' : formatCounted(actions.length, 'external action');
  const reads = readCount === 0 ? '' : ` (and ${formatCounted(readCount, 'read')})`;
  const since = report.origin === null ? '' : ' at or after the origin';
  return list('Actions', `blast radius: ${found}${since}${reads}`, actions.map(actionItem), limits.actions);
}

function totalsTexts(totals: Totals): [counts: string, spend: string] {
  const calls = `${formatCounted(totals.llm_calls, 'LLM call')}, ${formatCounted(totals.tool_calls, 'tool call')}`;
  const tokens = `tokens ${formatCount(totals.input_tokens)} in, ${formatCount(totals.output_tokens)} out`;
  const spend = [tokens, `cost ${formatUsd(totals.cost_usd)}`, `time ${formatDuration(totals.duration_ms)}`];
  return [`${formatCounted(totals.events, 'event')} (${calls})`, spend.join(' · ')];
}

function totalsSection({ totals, children }: ForensicsReport): ViewSection[] {
  const [counts, spend] = totalsTexts(totals);
  const texts = [spend];
  if (children !== null && children.sessions.length > 0) {
    const [childCounts, childSpend] = totalsTexts(children.totals);
    texts.push(`${formatCounted(children.sessions.length, 'spawned session')}: ${childCounts}`, childSpend);
  }
  return list('Totals', counts, sentences(texts), texts.length);
}

function todoSection(report: ForensicsReport): ViewSection[] {
  const { mode, first_triage_step: triage } = report.classification;
  const contain = mode !== 'none' && report.liveness === 'running' ? containFirstWords : '';
  const text = [contain, triage].filter((part) => part !== '').join(' ');
  return text === '' || mode === 'none' ? [] : [{ kind: 'text', label: 'Do first', text, quote: null }];
}

/** The report as labelled sections, verdict and origin first, then what to do, then the evidence; long lists cut, never silently. */
export function buildReportView(report: ForensicsReport, file?: string): ReportView {
  const { mode, confidence } = report.classification;
  const clean = mode === 'none';
  const checked: ViewSection = { kind: 'text', label: 'Checked', text: checkedWords, quote: null };
  const verdict = escalationWords[report.escalation.verdict];
  const cascade = report.cascade.map(({ step, because }) => ({ lead: `step ${step}`, text: because }));
  return {
    title: `${verdictNames[mode]} · ${formatPercent(confidence)}`,
    subject: [report.session_id, report.session_type ?? 'type unknown', livenessWords[report.liveness]],
    sections: [
      ...(clean ? [checked] : []),
      ...originSection(report),
      ...outputSection(report),
      ...stripSection(report),
      ...todoSection(report),
      ...whySection(report),
      ...candidateSection(report),
      ...list(
        'Flags',
        null,
        report.flags.map((flag) => flagItem(flag, report.origin)),
        limits.flags,
      ),
      ...list('Cascade', null, cascade, limits.cascade),
      ...actionSection(report),
      ...totalsSection(report),
      ...(clean ? [] : list('Verdict', verdict, sentences(report.escalation.reasons), limits.reasons)),
      ...list('Warnings', null, sentences(report.warnings), limits.warnings),
      ...(file === undefined ? [] : [{ kind: 'text' as const, label: 'File', text: file, quote: null }]),
    ],
  };
}
