import type { BlastRadiusEntry } from '../../forensics/report.ts';

/** One external action and how far its reversal is. */
export interface ReversalItem {
  /** Ours, counts up within the incident; stable when others are added. */
  number: number;
  /** As the report has it; `step` is null for an action that a person added. */
  entry: Omit<BlastRadiusEntry, 'step'> & { step: number | null };
  /** A responder's plan, where it differs from the report's. */
  plan: string | null;
  /** Slack user id. */
  owner: string | null;
  /** Who reversed it or settled it, and when (ISO 8601 in UTC). */
  done: { by: string; at: string } | null;
}
