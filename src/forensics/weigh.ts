import type { Finding } from './finding.ts';

/** Below this a finding is worth a flag but carries no verdict. */
export const verdictFloor = 0.55;

/** Findings sorted into the one that explains the session, its rivals, and those that follow from another. */
export interface Weighed {
  primary: Finding | null;
  /** Consequential findings that stand on their own, the primary first. */
  independent: Finding[];
  /** Findings that a more basic one explains: the mismatch that an invented id ran into. */
  explained: Finding[];
}

/** Picks the finding that explains the others: among those about equally sure, the earliest. */
export function weighFindings(findings: readonly Finding[], wrongOutput: number | null): Weighed {
  const eligible = findings.filter(
    (found) =>
      found.isConsequential &&
      found.confidence >= verdictFloor &&
      (wrongOutput === null || found.origin <= wrongOutput),
  );
  const explained = eligible.filter((found) => eligible.some((other) => explains(other, found)));
  const independent = eligible
    .filter((found) => !explained.includes(found))
    .sort((a, b) => tier(b) - tier(a) || a.rank - b.rank || a.origin - b.origin || b.confidence - a.confidence);
  return { primary: independent[0] ?? null, independent, explained };
}

/** Findings of like certainty compete by time, not by the second decimal. */
function tier(found: Finding): number {
  return found.confidence >= 0.8 ? 3 : found.confidence >= 0.7 ? 2 : 1;
}

const roots: ReadonlySet<Finding['kind']> = new Set(['invented_id', 'memory_invention', 'foreign_instruction']);

function explains(cause: Finding, effect: Finding): boolean {
  if (cause === effect || cause.origin > effect.origin + 1) return false;
  if (cause.origin > effect.origin && cause.kind !== 'loop') return false;
  const sharesItem = [...effect.items, ...effect.related].some((item) => cause.items.includes(item));
  if (effect.kind === 'reported')
    return cause.kind !== 'reported' && (cause.flag === effect.flag || sharesItem || cause.steps.includes(effect.at));
  if (cause.kind === 'reported')
    return cause.flag === 'ENTITY_HALLUCINATION' && effect.mode === 'tool_misfire' && effect.origin > cause.origin;
  if (cause.kind === 'loop' && (effect.kind === 'bad_arguments' || effect.kind === 'invented_id'))
    return cause.steps.includes(effect.at) || cause.steps.includes(effect.at + 1);
  if (cause.origin === effect.origin && cause.kind === effect.kind) return false;
  return roots.has(cause.kind) && !roots.has(effect.kind) && (sharesItem || cause.steps.includes(effect.at));
}
