import type { CaptureFacts, PostmortemStatus } from '../../src/flows/messages.ts';
import type { ContextAtStep } from '../../src/forensics/context-at.ts';
import type { ForensicsReport } from '../../src/forensics/report.ts';
import { type ChecklistItem, checklistItems } from '../../src/incident/incident.ts';
import type { ContainmentRecord, IncidentRecord } from '../../src/incident/record.ts';
import type { ReversalItem } from '../../src/incident/reversals/reversal.ts';
import { minimalReport, orderReport, overflowingReport, reportSaying } from '../cli/reports.ts';

export const openedAt = '2026-03-01T09:00:00.000Z';
export const now = '2026-03-01T09:02:41.000Z';

const range = <T>(length: number, make: (index: number) => T): T[] => Array.from({ length }, (_, index) => make(index));

export function openChecklist(): ChecklistItem[] {
  return checklistItems.map((name) => ({
    name,
    state: 'open',
    owner: null,
    started_at: null,
    finished_at: null,
    reason: null,
  }));
}

/** The moment the command was typed: nothing fetched, nothing done. */
export const minimalIncident: IncidentRecord = {
  id: 'inc_1',
  number: 12,
  session_id: 'ses_abc123',
  status: 'open',
  opened_by: 'U0ALICE',
  opened_at: openedAt,
  resolved_at: null,
  commander: null,
  report: null,
  report_problem: null,
  mode_override: null,
  origin_override: null,
  wrong_output_step: null,
  root_cause: null,
  revision: 4,
  checklist: openChecklist(),
  containment: [],
};

export function containment(changes: Partial<ContainmentRecord> = {}): ContainmentRecord {
  return {
    id: 'act_1',
    kind: 'kill',
    state: 'executed',
    plan: ['Stops session ses_abc123 at its next step.'],
    requested_by: 'U0ALICE',
    requested_at: '2026-03-01T09:00:30.000Z',
    changed_at: '2026-03-01T09:00:31.000Z',
    detail: null,
    target: 'ses_abc123',
    card_revision: 1,
    provider: 'control-flag',
    limit_per_minute: null,
    needs_approval: false,
    approved_by: null,
    undo_requested_by: null,
    ...changes,
  };
}

const progress: Partial<ChecklistItem>[] = [
  { state: 'done', owner: 'U0ALICE', started_at: openedAt, finished_at: '2026-03-01T09:01:00.000Z' },
  { state: 'done', owner: 'bot', started_at: openedAt, finished_at: '2026-03-01T09:00:05.000Z' },
  { state: 'in_progress', owner: 'U0BOB', started_at: '2026-03-01T09:02:00.000Z' },
  {
    state: 'skipped',
    owner: 'U0BOB',
    started_at: openedAt,
    finished_at: '2026-03-01T09:02:10.000Z',
    reason: 'known bug',
  },
];

export const fullIncident: IncidentRecord = {
  ...minimalIncident,
  commander: 'U0BOB',
  report: orderReport,
  checklist: openChecklist().map((item, at) => ({ ...item, ...progress[at] })),
  containment: [
    containment({ state: 'effective', detail: 'stopped at step 41', changed_at: '2026-03-01T09:00:40.000Z' }),
    containment({ id: 'act_2', kind: 'revoke', state: 'executed' }),
    containment({ id: 'act_3', kind: 'rate_limit', state: 'failed', detail: 'the provider said 503' }),
  ],
};

export const failedIncident: IncidentRecord = { ...minimalIncident, report_problem: 'Langfuse did not answer in 8 s.' };
export const cleanIncident: IncidentRecord = { ...minimalIncident, report: minimalReport };
export const runningIncident: IncidentRecord = { ...minimalIncident, report: { ...orderReport, liveness: 'running' } };
export const resolvedIncident: IncidentRecord = {
  ...fullIncident,
  status: 'resolved',
  resolved_at: '2026-03-01T09:12:00.000Z',
};

/** Every text that is not ours says `text`; ids of incident and actions are ours and stay. */
export function incidentSaying(text: string, base: ForensicsReport = reportSaying(text)): IncidentRecord {
  const states = ['requested', 'executed', 'effective'] as const;
  return {
    ...fullIncident,
    session_id: text,
    opened_by: text,
    commander: text,
    report: base,
    mode_override: { mode: 'tool_misfire', by: text, reason: text },
    origin_override: { step: 4, by: text, reason: text },
    checklist: openChecklist().map((item) => ({
      ...item,
      owner: text,
      reason: text,
      started_at: text,
      finished_at: text,
    })),
    containment: (['kill', 'revoke', 'rate_limit'] as const).map((kind, at) =>
      containment({
        kind,
        state: states[at] ?? 'failed',
        plan: [text],
        requested_by: text,
        requested_at: text,
        changed_at: text,
        detail: text,
      }),
    ),
  };
}

/** 5,000 steps of every mark, 200 flags, and the given text wherever the trace speaks. */
export function hugeReport(text: string): ForensicsReport {
  const marks = ['quiet', 'flag', 'action', 'cascade', 'quiet'] as const;
  const saying = reportSaying(text);
  return {
    ...overflowingReport,
    session_id: text,
    session_type: text,
    classification: {
      ...overflowingReport.classification,
      reasons: range(200, () => text),
      first_triage_step: text,
    },
    flags: range(200, (index) => ({
      step: index + 1,
      type: 'LOOP_DETECTED',
      confidence: 0.7,
      evidence: text,
      source: 'detector',
    })),
    origin: {
      step: 4321,
      confidence: 0.8,
      why: text,
      quote: text,
      candidates: range(200, (index) => ({ step: 4321 - index, score: 0.8, why: text })),
    },
    cascade: range(600, (index) => ({ step: 4322 + index, because: text })),
    blast_radius: range(600, (index) => ({ ...saying.blast_radius[0], step: index + 4322 }) as never),
    strip: range(5000, (index) => ({
      step: index + 1,
      mark: index === 4320 ? 'origin' : (marks[index % 5] ?? 'quiet'),
    })),
    warnings: range(200, () => text),
  };
}

export function reversals(text: string, length: number): ReversalItem[] {
  return range(length, (index) => ({
    number: index + 1,
    entry: {
      step: index === 0 ? null : index + 4,
      tool: text,
      args: index % 2 === 0 ? text : { [text.slice(0, 2000)]: text.slice(0, 2000) },
      effect: index % 2 === 0 ? 'write' : 'unknown',
      outcome: index % 3 === 0 ? 'failed' : 'ok',
      reversible: index % 2 === 0 ? 'no' : 'unknown',
      reversal: text,
    },
    plan: index % 2 === 0 ? text : null,
    owner: index % 3 === 0 ? null : text,
    done: index === 2 ? { by: text, at: text } : null,
  }));
}

export function contextSaying(text: string, messages = 3): ContextAtStep {
  return {
    step: 3,
    model: text,
    goal: text,
    system: [text],
    messages: range(messages, (index) => ({
      step: index === 0 ? null : index,
      role: 'tool' as const,
      name: text,
      text,
    })),
    tools: [text, text],
    captured: false,
  };
}

export function captureSaying(text: string, changes: Partial<CaptureFacts> = {}): CaptureFacts {
  return {
    number: 2,
    taken_at: now,
    source: text,
    sha256: '0123456789abcdef'.repeat(4),
    bytes: 12_345,
    events: 41,
    after_kill: 3,
    keep_until: '2026-04-01T09:00:00.000Z',
    ...changes,
  };
}

export function postmortemSaying(text: string, changes: Partial<PostmortemStatus> = {}): PostmortemStatus {
  return {
    incident: { id: 'inc_1', number: 12, session_id: text },
    revision: 4,
    state: 'draft',
    owner: text,
    due_at: '2026-03-03T09:00:00.000Z',
    now,
    done: 4,
    total: 11,
    open_items: range(7, () => text),
    read_url: 'https://bot.example/postmortems/inc_1?token=abc',
    published_url: text,
    recommendation: { verdict: 'postmortem', reasons: range(20, () => text) },
    root_cause: 'prompt_design',
    snoozes_left: 2,
    closed_by: text,
    reason: text,
    ...changes,
  };
}

/** Mentions, links, formatting, emoji codes, entities, templates, HTML, direction and control characters. */
export const hostileText =
  '<!channel> <!here|x> <@U1> <#C1> <http://evil.example|click> <!date^1^{date}|x> http://evil.example *bold* _it_ ~no~ ' +
  '`code` ```fence``` :white_check_mark: &lt;!everyone&gt; {{#each x}}{{{y}}}{{/each}} <img src=x onerror=alert(1)> ' +
  '\n> quote\n* item\r\n\u202egnp.exe\u202c \u2066x\u2069 zero\u200bwidth \u{e0041} \ud800 \u0000\u001b[2J\u0007 "\\" ' +
  `a${'\u0301'.repeat(50)}`;
