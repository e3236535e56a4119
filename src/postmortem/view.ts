import type { ForensicsReport } from '../forensics/report.ts';
import { tickPostmortem } from './checklist.ts';
import { inline } from './escape.ts';
import type { PostmortemFacts } from './facts.ts';
import { postmortemItems } from './items.ts';
import { recommend } from './recommend.ts';
import { viewActions, viewContainment } from './view-actions.ts';
import { viewClassification, viewOrigin } from './view-findings.ts';
import { cell, type Listing, limits, listing, personName, sentence, wordFor } from './view-parts.ts';
import {
  firstMinutesNames,
  formatCount,
  formatDuration,
  formatMoment,
  formatUsd,
  itemStateWords,
  livenessWords,
  parseMoment,
  rootCauseNames,
  unknown,
} from './words.ts';

/** Everything a postmortem template may name. Every string in it is harmless Markdown. */
export type PostmortemView = ReturnType<typeof viewPostmortem>;

const recommendations = {
  postmortem: 'Full postmortem',
  bug: 'Handle as a bug: add an eval, fix the prompt, move on',
  none: 'No fault found: nothing to write up',
} as const;

/** The facts as a template sees them: words instead of codes, lists cut to a readable length, everything escaped. */
export function viewPostmortem(facts: PostmortemFacts) {
  const { incident, report, document } = facts;
  const recommendation = recommend(facts);
  const ticks = tickPostmortem(facts, document?.text ?? null, document?.ticks ?? {});
  return {
    incident: viewIncident(facts),
    recommendation: {
      headline: recommendation === null ? unknown : recommendations[recommendation.verdict],
      reasons: (recommendation?.reasons ?? ['There is no report yet: capture and analyse the trace.'])
        .slice(0, limits.reasons)
        .map(sentence),
    },
    session: report === null ? null : viewSession(report),
    classification: viewClassification(facts),
    origin: viewOrigin(facts),
    cascade: listing(report?.cascade ?? [], limits.rows, ({ step, because }) => ({ step, because: cell(because) })),
    wrong_output: report === null || report.wrong_output_step === null ? null : viewWrongOutput(report),
    actions: viewActions(facts),
    containment: viewContainment(facts),
    root_cause: {
      chosen: incident.root_cause === null ? null : rootCauseNames[incident.root_cause],
      options: Object.values(rootCauseNames),
    },
    pattern: viewPattern(facts),
    captures: viewCaptures(facts),
    first_minutes: viewFirstMinutes(facts),
    timeline: viewTimeline(facts),
    checklist: ticks.map(({ item, done, because }) => ({
      box: done ? 'x' : ' ',
      label: postmortemItems[item],
      because: sentence(because),
      mark: `<!-- item: ${item} -->`,
    })),
    ticked: `${ticks.filter(({ done }) => done).length} of ${ticks.length}`,
  };
}

function viewIncident(facts: PostmortemFacts) {
  const { incident, due_at, owner } = facts;
  const lasted = parseMoment(incident.resolved_at) - parseMoment(incident.opened_at);
  return {
    id: inline(incident.id, limits.name),
    number: String(incident.number),
    session_id: inline(incident.session_id, limits.cell),
    status: incident.status === 'open' ? 'open' : 'resolved',
    opened_at: formatMoment(incident.opened_at),
    opened_by: personName(facts, incident.opened_by),
    resolved_at: incident.resolved_at === null ? null : formatMoment(incident.resolved_at),
    lasted: incident.resolved_at === null ? null : formatDuration(lasted),
    commander: personName(facts, incident.commander),
    owner: personName(facts, owner),
    due_at: formatMoment(due_at),
  };
}

function viewSession(report: ForensicsReport) {
  const { totals, children } = report;
  return {
    type: report.session_type === null ? null : inline(report.session_type, limits.name),
    started_at: formatMoment(report.started_at),
    ended_at: formatMoment(report.ended_at),
    duration: formatDuration(totals.duration_ms),
    liveness: livenessWords[report.liveness],
    events: formatCount(totals.events),
    llm_calls: formatCount(totals.llm_calls),
    tool_calls: formatCount(totals.tool_calls),
    input_tokens: formatCount(totals.input_tokens),
    output_tokens: formatCount(totals.output_tokens),
    cost: formatUsd(totals.cost_usd),
    children: children === null ? null : viewChildren(children),
    warnings: report.warnings.slice(0, limits.reasons).map(sentence),
  };
}

function viewChildren({ sessions, totals }: NonNullable<ForensicsReport['children']>) {
  const { rows, more } = listing(sessions, limits.sessions, (id) => inline(id, limits.name));
  return {
    count: formatCount(sessions.length),
    sessions: rows.join(', ') + (more === null ? '' : ` (${more})`),
    cost: formatUsd(totals.cost_usd),
    input_tokens: formatCount(totals.input_tokens),
    output_tokens: formatCount(totals.output_tokens),
  };
}

function viewWrongOutput(report: ForensicsReport) {
  const quote = report.wrong_output_quote;
  return { step: String(report.wrong_output_step), quote: quote === null ? null : inline(quote, limits.quote) };
}

function viewPattern({ pattern }: PostmortemFacts) {
  if (pattern === null) return { fingerprint: unknown, count: unknown, sessions: null };
  const { rows, more } = listing(pattern.similar, limits.sessions, (id) => inline(id, limits.name));
  return {
    fingerprint: cell(pattern.fingerprint),
    count: formatCount(pattern.similar.length),
    sessions: rows.length === 0 ? null : rows.join(', ') + (more === null ? '' : ` (${more})`),
  };
}

function viewCaptures({ captures }: PostmortemFacts) {
  return listing(captures, limits.captures, (capture) => ({
    number: String(capture.number),
    taken_at: formatMoment(capture.taken_at),
    source: cell(capture.source),
    events: formatCount(capture.events),
    bytes: formatCount(capture.bytes),
    sha256: inline(capture.sha256, limits.name),
    keep_until: formatMoment(capture.keep_until),
  }));
}

function viewFirstMinutes(facts: PostmortemFacts) {
  return facts.incident.checklist.slice(0, limits.containment).map((item) => ({
    name: wordFor(firstMinutesNames, item.name),
    state: wordFor(itemStateWords, item.state),
    owner: personName(facts, item.owner),
    started_at: item.started_at === null ? 'not started' : formatMoment(item.started_at),
    finished_at: item.finished_at === null ? 'not finished' : formatMoment(item.finished_at),
    reason: item.reason === null ? '' : cell(item.reason),
  }));
}

function viewTimeline(facts: PostmortemFacts): Listing<{ at: string; by: string; text: string }> {
  return listing(facts.timeline, limits.timeline, ({ at, by, text }) => ({
    at: formatMoment(at),
    by: personName(facts, by),
    text: cell(text),
  }));
}
