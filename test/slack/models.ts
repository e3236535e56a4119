import type { ContextAtStep } from '../../src/forensics/context-at.ts';
import type { ForensicsReport } from '../../src/forensics/report.ts';
import {
  type ChecklistItem,
  type ContainmentAction,
  checklistItems,
  type Incident,
} from '../../src/incident/incident.ts';
import type { ReversalItem } from '../../src/slack/blocks/blast-radius.ts';
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
export const minimalIncident: Incident = {
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
  root_cause: null,
  checklist: openChecklist(),
  containment: [],
};

export function containment(changes: Partial<ContainmentAction> = {}): ContainmentAction {
  return {
    id: 'act_1',
    kind: 'kill',
    state: 'executed',
    plan: ['Stops session ses_abc123 at its next step.'],
    requested_by: 'U0ALICE',
    requested_at: '2026-03-01T09:00:30.000Z',
    changed_at: '2026-03-01T09:00:31.000Z',
    detail: null,
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

export const fullIncident: Incident = {
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

export const failedIncident: Incident = { ...minimalIncident, report_problem: 'Langfuse did not answer in 8 s.' };
export const cleanIncident: Incident = { ...minimalIncident, report: minimalReport };
export const runningIncident: Incident = { ...minimalIncident, report: { ...orderReport, liveness: 'running' } };
export const resolvedIncident: Incident = {
  ...fullIncident,
  status: 'resolved',
  resolved_at: '2026-03-01T09:12:00.000Z',
};

/** Every text that is not ours says `text`; ids of incident and actions are ours and stay. */
export function incidentSaying(text: string, base: ForensicsReport = reportSaying(text)): Incident {
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

/** Mentions, links, formatting, emoji codes, entities, templates, HTML, direction and control characters. */
export const hostileText =
  '<!channel> <!here|x> <@U1> <#C1> <http://evil.example|click> <!date^1^{date}|x> http://evil.example *bold* _it_ ~no~ ' +
  '`code` ```fence``` :white_check_mark: &lt;!everyone&gt; {{#each x}}{{{y}}}{{/each}} <img src=x onerror=alert(1)> ' +
  '\n> quote\n* item\r\n\u202egnp.exe\u202c \u2066x\u2069 zero\u200bwidth \u{e0041} \ud800 \u0000\u001b[2J\u0007 "\\" ' +
  `a${'\u0301'.repeat(50)}`;
