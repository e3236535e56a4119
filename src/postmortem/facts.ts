import type { BlastRadiusEntry, ForensicsReport, Verdict } from '../forensics/report.ts';
import type { Ticks } from './items.ts';

/** What a postmortem says of its incident: the part of an incident it reads. Times are ISO 8601 in UTC. */
export interface IncidentFacts {
  id: string;
  number: number;
  session_id: string;
  status: 'open' | 'resolved';
  opened_by: string;
  opened_at: string;
  resolved_at: string | null;
  commander: string | null;
  mode_override: { mode: Verdict; by: string; reason: string } | null;
  origin_override: { step: number; by: string; reason: string } | null;
  root_cause: 'model_limitation' | 'prompt_design' | 'tool_interface' | 'data_contamination' | null;
  checklist: readonly ChecklistItemFact[];
  containment: readonly ContainmentFact[];
}

/** One of the five items of the first five minutes. */
export interface ChecklistItemFact {
  name: string;
  state: 'open' | 'in_progress' | 'done' | 'skipped';
  owner: string | null;
  started_at: string | null;
  finished_at: string | null;
  reason: string | null;
}

export interface ContainmentFact {
  kind: string;
  state: string;
  plan: readonly string[];
  requested_by: string;
  requested_at: string;
  changed_at: string;
  detail: string | null;
}

/** What the model had before it at the origin, the last messages first cut by whoever reads the trace. */
export interface ContextExcerpt {
  step: number;
  lines: readonly { role: string; text: string }[];
}

export interface TimelineFact {
  at: string;
  by: string;
  type: string;
  text: string;
}

/** A tool call at or after the origin, or an action added by hand (`step` null), and how far its reversal is. */
export interface ReversalFact {
  number: number;
  step: number | null;
  tool: string;
  args: unknown;
  effect: BlastRadiusEntry['effect'];
  outcome: BlastRadiusEntry['outcome'];
  reversible: BlastRadiusEntry['reversible'];
  plan: string | null;
  owner: string | null;
  done: { by: string; at: string } | null;
}

/** A trace kept as evidence. */
export interface CaptureFact {
  number: number;
  taken_at: string;
  source: string;
  /** Hex. */
  sha256: string;
  bytes: number;
  events: number;
  keep_until: string;
}

/** Other sessions that failed in the same way. */
export interface PatternFact {
  fingerprint: string;
  similar: readonly string[];
}

/** The document so far: what people made of it, and what was rendered for them last. */
export interface DocumentFact {
  state: 'draft' | 'published' | 'distributed' | 'waived';
  text: string;
  rendered: string;
  ticks: Ticks;
}

/** Everything a rendering is made of. Strings from the trace are as they came: the rendering escapes them. */
export interface PostmortemFacts {
  incident: IncidentFacts;
  report: ForensicsReport | null;
  context: ContextExcerpt | null;
  timeline: readonly TimelineFact[];
  reversals: readonly ReversalFact[];
  captures: readonly CaptureFact[];
  pattern: PatternFact | null;
  /** User id → display name; ids without a name are shown as they are. */
  people: Readonly<Record<string, string>>;
  due_at: string | null;
  owner: string | null;
  /** Null before the first rendering. */
  document: DocumentFact | null;
}
