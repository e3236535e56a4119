import type { FlagType } from '../trace/event.ts';
import type { FailureMode } from './report.ts';

/** What went wrong at one place: the unit every detector returns and the classification weighs. */
export interface Finding {
  /** What it is, for tests and tie-breaks; more specific than a mode. */
  kind:
    | 'invented_id'
    | 'bad_arguments'
    | 'foreign_result'
    | 'foreign_owner'
    | 'foreign_instruction'
    | 'memory_invention'
    | 'goal_drift'
    | 'loop'
    | 'circular_reasoning'
    | 'self_spawning'
    | 'token_runaway'
    | 'wrong_tool'
    | 'wrong_entity'
    | 'misquote'
    | 'reported'
    | 'suspicion'
    | 'chosen';
  /** The mode this finding argues for; null when it shows a fault that none of the four describes. */
  mode: FailureMode | null;
  /** Index of the step where it went wrong. */
  origin: number;
  /** Index of the step the flag stands on; equal to the origin in most cases. */
  at: number;
  flag: FlagType | null;
  /** 0 to 1. */
  confidence: number;
  /** One sentence a person can check in the trace. */
  evidence: string;
  /** Compacted ids and numbers that this fault brought into the context. */
  items: string[];
  /** Ids the fault is about without having brought them in: what was asked for. */
  related: string[];
  /** Among findings of like confidence the lower rank goes first, before the earlier step. */
  rank: number;
  /** Indices of steps known to belong to the fault: repetitions, obeying calls. */
  steps: number[];
  /** False when the session shows it had no consequence (refused, corrected): worth a flag, not a verdict. */
  isConsequential: boolean;
}

/** The parts of a finding a detector must give; the rest has the common default. */
export type FindingInput = Pick<Finding, 'kind' | 'mode' | 'origin' | 'confidence' | 'evidence'> & Partial<Finding>;

export function finding(input: FindingInput): Finding {
  return { at: input.origin, flag: null, items: [], related: [], rank: 0, steps: [], isConsequential: true, ...input };
}
