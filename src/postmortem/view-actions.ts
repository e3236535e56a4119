import { compactJson, inline } from './escape.ts';
import type { PostmortemFacts, ReversalFact } from './facts.ts';
import { cell, limits, listing, personName, sentence, wordFor } from './view-parts.ts';
import {
  containmentNames,
  containmentWords,
  effectWords,
  formatCount,
  formatCounted,
  formatMoment,
  outcomeWords,
  reversibleWords,
} from './words.ts';

/** External actions: calls that changed something, or may have. Reads are only counted. */
export function viewActions(facts: PostmortemFacts) {
  const actions = facts.reversals.filter(({ effect }) => effect !== 'read');
  const reads = (facts.report?.blast_radius ?? []).filter(({ effect }) => effect === 'read').length;
  const count = (which: (action: ReversalFact) => boolean): string => formatCount(actions.filter(which).length);
  return {
    /** Whether the list can be relied on: without a report, none does not mean none. */
    known: facts.report !== null || actions.length > 0,
    total: formatCounted(actions.length, 'external action'),
    reads: facts.report === null ? 'an unknown number of reads' : formatCounted(reads, 'read'),
    irreversible: count(({ reversible }) => reversible === 'no'),
    reversible: count(({ reversible }) => reversible === 'yes'),
    undecided: count(({ reversible }) => reversible === 'unknown'),
    open: count(({ done }) => done === null),
    ...listing(actions, limits.rows, (action) => viewAction(facts, action)),
  };
}

function viewAction(facts: PostmortemFacts, action: ReversalFact) {
  const { done } = action;
  return {
    number: String(action.number),
    step: action.step === null ? 'by hand' : String(action.step),
    tool: inline(action.tool, limits.name),
    args: cell(compactJson(action.args, limits.cell * 2)),
    effect: effectWords[action.effect],
    outcome: outcomeWords[action.outcome],
    reversible: reversibleWords[action.reversible],
    plan: action.plan === null ? 'no plan yet' : cell(action.plan),
    owner: personName(facts, action.owner),
    done: done === null ? 'open' : `settled by ${personName(facts, done.by)}, ${formatMoment(done.at)}`,
  };
}

/** What was done to stop the agent, and whether it is known to have worked. */
export function viewContainment(facts: PostmortemFacts) {
  return listing(facts.incident.containment, limits.containment, (action) => ({
    kind: wordFor(containmentNames, action.kind),
    state: wordFor(containmentWords, action.state),
    requested_by: personName(facts, action.requested_by),
    requested_at: formatMoment(action.requested_at),
    changed_at: formatMoment(action.changed_at),
    detail: action.detail === null ? '' : cell(action.detail),
    plan: sentence(action.plan.join(' ')),
  }));
}
