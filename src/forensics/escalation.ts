import type { Baseline, BlastRadiusEntry, ForensicsReport, Totals, Verdict } from './report.ts';
import { tokensIn } from './totals.ts';

/** The playbook's factor: cost above this many times the baseline asks for a postmortem. */
export const costFactor = 5;

/** External actions: calls that changed something, or may have. */
export function externalActions(entries: readonly BlastRadiusEntry[]): BlastRadiusEntry[] {
  return entries.filter((entry) => entry.effect !== 'read');
}

/** Full postmortem when the agent acted on the outside world or cost five times the usual; otherwise a bug with an eval. */
export function decideEscalation(
  mode: Verdict,
  blastRadius: readonly BlastRadiusEntry[],
  totals: Totals,
  baseline: Baseline | undefined,
): ForensicsReport['escalation'] {
  if (mode === 'none') return { verdict: 'none', reasons: ['Nothing faulty was found.'] };
  const reasons: string[] = [];
  const actions = externalActions(blastRadius);
  if (actions.length > 0) {
    const steps = actions.slice(0, 5).map((action) => action.step);
    reasons.push(
      `The agent took ${actions.length} external action${actions.length === 1 ? '' : 's'} at or after the origin (step${actions.length === 1 ? '' : 's'} ${steps.join(', ')}${actions.length > 5 ? ', …' : ''}).`,
    );
  }
  const times = costTimes(totals, baseline);
  if (times !== null && times > costFactor)
    reasons.push(`It cost ${times.toFixed(1)} times the baseline of this session type.`);
  if (reasons.length > 0) return { verdict: 'postmortem', reasons };
  const open = times === null ? ' Cost against baseline is unknown.' : '';
  return {
    verdict: 'bug',
    reasons: [`No external action at or after the origin: add an eval, fix the prompt, move on.${open}`],
  };
}

/** How many times the baseline the session used, by cost, else by tokens; null where either side is unknown. */
export function costTimes(totals: Totals, baseline: Baseline | undefined): number | null {
  if (baseline?.cost_usd !== undefined && baseline.cost_usd > 0 && totals.cost_usd !== null)
    return totals.cost_usd / baseline.cost_usd;
  const tokens = tokensIn(totals);
  if (baseline?.tokens !== undefined && baseline.tokens > 0 && tokens !== null) return tokens / baseline.tokens;
  return null;
}
