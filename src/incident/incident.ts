import type { FailureMode, ForensicsReport, Verdict } from '../forensics/report.ts';

/** The five items of the first five minutes, in order. */
export const checklistItems = ['contain', 'capture', 'classify', 'origin', 'blast_radius'] as const;
export type ChecklistItemName = (typeof checklistItems)[number];

/** One checklist item. Times are ISO 8601 in UTC; null where it has not happened. */
export interface ChecklistItem {
  name: ChecklistItemName;
  state: 'open' | 'in_progress' | 'done' | 'skipped';
  /** Slack user id. */
  owner: string | null;
  started_at: string | null;
  finished_at: string | null;
  /** Why it was skipped. */
  reason: string | null;
}

/** What containment can do to an agent. */
export type ContainmentKind = 'kill' | 'revoke' | 'rate_limit';

/** Durable states of one containment action; only `effective` may be shown as having worked. */
export type ContainmentState =
  | 'requested'
  | 'approved'
  | 'executing'
  | 'executed'
  | 'effective'
  | 'unconfirmed'
  | 'failed'
  | 'undone';

/** One press of a containment button. */
export interface ContainmentAction {
  id: string;
  kind: ContainmentKind;
  state: ContainmentState;
  /** What it touches, one sentence each, as shown before confirming. */
  plan: string[];
  requested_by: string;
  requested_at: string;
  /** When it reached its present state. */
  changed_at: string;
  /** What the provider or the guard said: "stopped at step 41". */
  detail: string | null;
}

/** The four root causes of the playbook. */
export const rootCauses = ['model_limitation', 'prompt_design', 'tool_interface', 'data_contamination'] as const;
export type RootCause = (typeof rootCauses)[number];

/** One incident: one open incident per session at a time. */
export interface Incident {
  id: string;
  /** Counts up from 1, for people. */
  number: number;
  session_id: string;
  status: 'open' | 'resolved';
  opened_by: string;
  opened_at: string;
  resolved_at: string | null;
  /** Slack user id, or null while nobody has taken it. */
  commander: string | null;
  /** The report at opening or after the latest capture; null while it is still being fetched. */
  report: ForensicsReport | null;
  /** Why there is no report yet, one sentence for the responder. */
  report_problem: string | null;
  /** What the responders decided, where it differs from the report. */
  mode_override: { mode: FailureMode | Extract<Verdict, 'unclassified' | 'none'>; by: string; reason: string } | null;
  origin_override: { step: number; by: string; reason: string } | null;
  /** The step whose output a responder knows to be wrong; null where the report may infer it. */
  wrong_output_step: number | null;
  root_cause: RootCause | null;
  checklist: ChecklistItem[];
  containment: ContainmentAction[];
}

/** One line of the timeline: append-only, never edited. */
export interface TimelineEntry {
  at: string;
  /** Slack user id, or `bot`. */
  by: string;
  /** What happened, as a dotted name: `incident.opened`, `containment.effective`. */
  type: string;
  /** One sentence for people. */
  text: string;
  /** What it is about outside, such as the message a note was taken from. */
  ref?: string;
}
