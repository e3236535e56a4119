import type { FlagType } from '../trace/event.ts';

/** The four failure modes of the playbook. */
export const failureModes = ['hallucination_propagation', 'tool_misfire', 'context_poisoning', 'cost_runaway'] as const;
export type FailureMode = (typeof failureModes)[number];

/** A mode, `unclassified` (faulty in a way none of the four describes) or `none` (nothing found). */
export type Verdict = FailureMode | 'unclassified' | 'none';

/** One structured anomaly at one step. `evidence` is one sentence a person can check in the trace. */
export interface Flag {
  step: number;
  type: FlagType;
  /** 0 to 1. */
  confidence: number;
  evidence: string;
  /** `trace`: the backend delivered it; `detector`: we computed it. */
  source: 'trace' | 'detector';
}

/** A step that may be where the session first went wrong. */
export interface OriginCandidate {
  step: number;
  score: number;
  why: string;
}

/** The fault origin: the earliest step that put something unsourced into the context. */
export interface Origin {
  step: number;
  /** A promise: of origins given with 0.8 or more, at least 97 in 100 are right. */
  confidence: number;
  why: string;
  /** The words at the origin a responder should read first, clipped; null where the step has no text. */
  quote: string | null;
  /** The engine's own, best first, the origin itself included; a chosen step it had not thought of stands last. */
  candidates: OriginCandidate[];
  /**
   * Present where a responder named the step. `confidence` stays the engine's own for it, 0 where it saw nothing there:
   * it says nothing about how sure the responder is.
   */
  chosen?: true;
}

/** A step between origin and output that rests on what the origin introduced. */
export interface CascadeStep {
  step: number;
  because: string;
}

/** What a tool call did to the world: an external action is one with effect `write` or `unknown`. */
export interface BlastRadiusEntry {
  step: number;
  tool: string;
  args: unknown;
  effect: 'read' | 'write' | 'unknown';
  /** `refused`: the tool said no, nothing changed. `failed`: it broke, what took effect is unknown. */
  outcome: 'ok' | 'refused' | 'failed' | 'unknown';
  reversible: 'yes' | 'no' | 'unknown';
  /** What to do to reverse it, or why that cannot be done. Null for reads. */
  reversal: string | null;
}

/** Whole-session sums. Null where unknown, never 0 in its place. */
export interface Totals {
  events: number;
  llm_calls: number;
  tool_calls: number;
  input_tokens: number | null;
  output_tokens: number | null;
  cost_usd: number | null;
  duration_ms: number | null;
}

/** What a session of this type usually uses; the caller measures it, or takes `usualOf` of a measured one. */
export interface Baseline {
  cost_usd?: number;
  tokens?: number;
  /** Of how many sessions each figure is the median; absent where somebody simply gave it. */
  sessions?: { cost_usd?: number; tokens?: number };
}

/** A failure's fingerprint (see `fingerprintOf`) and the other sessions that bear it, the one to name first. */
export interface Pattern {
  fingerprint: string;
  similar: string[];
}

/** One step as the report's strip draws it. */
export interface StripStep {
  step: number;
  mark: 'quiet' | 'origin' | 'flag' | 'cascade' | 'wrong_output' | 'action';
}

/** Everything the engine can say about one session: the JSON of `agent-incident analyze --json`. */
export interface ForensicsReport {
  session_id: string;
  session_type: string | null;
  started_at: string | null;
  ended_at: string | null;
  totals: Totals;
  /** Sessions spawned by this one, found in the same input; null where there are none. */
  children: { sessions: string[]; totals: Totals } | null;
  classification: {
    mode: Verdict;
    confidence: number;
    scores: Record<FailureMode, number>;
    reasons: string[];
    first_triage_step: string;
  };
  flags: Flag[];
  wrong_output_step: number | null;
  /** What the wrong output said, clipped; null if none. */
  wrong_output_quote: string | null;
  origin: Origin | null;
  liveness: 'running' | 'finished' | 'unknown';
  cascade: CascadeStep[];
  blast_radius: BlastRadiusEntry[];
  escalation: { verdict: 'postmortem' | 'bug' | 'none'; reasons: string[] };
  /** Present where the caller looked for it; `similar` is empty where no other session failed like this. */
  pattern?: Pattern;
  strip: StripStep[];
  /** What a reader must know about the input: gaps, repeats, skipped lines. */
  warnings: string[];
}

/** What the caller knows beside the trace. */
export interface AnalyzeOptions {
  /** The step whose output is known to be wrong; inferred where absent. */
  wrongOutputStep?: number;
  /** The step a responder says is the origin: what follows from the origin is computed from it. */
  originStep?: number;
  baseline?: Baseline;
  pattern?: Pattern;
  /** Reports of sessions this one spawned; their tokens and cost count with it. */
  children?: ForensicsReport[];
  /** Warnings of the reader, passed on. */
  warnings?: string[];
}
