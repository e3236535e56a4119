import { type Finding, finding } from '../finding.ts';
import type { FailureMode } from '../report.ts';

/** A rule's claim: at which step something went wrong, and what in the log shows it. */
export interface Suspicion {
  rule: Rule;
  /** Index of the step. */
  index: number;
  /** One sentence a person can check in the trace. */
  evidence: string;
  /** Compacted ids and numbers the step brought in. */
  items?: string[];
}

interface Weight {
  confidence: number;
  rank: number;
  mode: FailureMode | null;
}

/**
 * How much each rule is worth. Confidence keeps below that of the detectors of structured faults; rank orders the
 * rules among themselves: what began the session, what the user or a result contradicts, what nothing supports.
 */
const weights = {
  off_task: { confidence: 0.69, rank: 1, mode: null },
  placeholder: { confidence: 0.61, rank: 1, mode: null },
  user_corrects: { confidence: 0.69, rank: 2, mode: null },
  contradicts_result: { confidence: 0.69, rank: 2, mode: 'tool_misfire' },
  unavailable: { confidence: 0.65, rank: 2, mode: 'tool_misfire' },
  blocked_known_request: { confidence: 0.65, rank: 2, mode: null },
  made_up: { confidence: 0.65, rank: 3, mode: null },
  unsourced: { confidence: 0.61, rank: 4, mode: null },
  no_evidence: { confidence: 0.61, rank: 4, mode: null },
  run_failed: { confidence: 0.57, rank: 4, mode: null },
} as const satisfies Record<string, Weight>;

export type Rule = keyof typeof weights;

/** How many suspicions of one rule are kept: the earliest count, the rest repeat them. */
export const maxPerRule = 5;

/** A suspicion as the engine weighs it. */
export function toFinding({ rule, index, evidence, items = [] }: Suspicion): Finding {
  return finding({ kind: 'suspicion', origin: index, evidence, items, ...weights[rule] });
}
