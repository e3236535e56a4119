import { quote } from './quote.ts';
import type { Baseline, BlastRadiusEntry, ForensicsReport, Totals, Verdict } from './report.ts';
import { tokensIn } from './totals.ts';

/** The playbook's factor: cost above this many times the baseline asks for a postmortem. */
export const costFactor = 5;

/** External actions: calls that changed something, or may have. */
export function externalActions(entries: readonly BlastRadiusEntry[]): BlastRadiusEntry[] {
  return entries.filter((entry) => entry.effect !== 'read');
}

/** What else is known about the session. */
export interface Company {
  sessionType: string | null;
  /** Other sessions that failed in the same way, the one to name first. */
  similar: readonly string[];
}

/**
 * Full postmortem when the agent acted on the outside world, cost more than five times the usual, or failed as another
 * session did; otherwise a bug with an eval.
 */
export function decideEscalation(
  mode: Verdict,
  blastRadius: readonly BlastRadiusEntry[],
  totals: Totals,
  baseline: Baseline | undefined,
  { sessionType, similar }: Company = { sessionType: null, similar: [] },
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
  if (times !== null && times > costFactor) reasons.push(costReason(times, totals, baseline ?? {}, sessionType));
  const [first, ...others] = similar;
  if (first !== undefined)
    reasons.push(`The same pattern in ${quote(first, 80)}${others.length === 0 ? '' : ` and ${others.length} more`}.`);
  if (reasons.length > 0) return { verdict: 'postmortem', reasons };
  const open = times === null ? ' Cost against baseline is unknown.' : '';
  return {
    verdict: 'bug',
    reasons: [`No external action at or after the origin: add an eval, fix the prompt, move on.${open}`],
  };
}

/** "It cost 6.1 times the usual $0.02 of order-support sessions, median of 20." */
function costReason(times: number, totals: Totals, baseline: Baseline, sessionType: string | null): string {
  const byCost = isComparable(baseline.cost_usd) && totals.cost_usd !== null;
  const usual = byCost ? formatUsd(baseline.cost_usd ?? 0) : `${(baseline.tokens ?? 0).toLocaleString('en-US')} tokens`;
  const count = byCost ? baseline.sessions?.cost_usd : baseline.sessions?.tokens;
  const whose = sessionType === null ? 'of such sessions' : `of ${quote(sessionType, 60)} sessions`;
  const measured = count === undefined ? '' : `, median of ${count}`;
  return `It ${byCost ? 'cost' : 'used'} ${times.toFixed(1)} times the usual ${usual} ${whose}${measured}.`;
}

/** Cents where there are any, else two digits that say something: `$0.02`, `$0.00031`. */
function formatUsd(usd: number): string {
  const digits = usd >= 0.01 ? 2 : Math.min(20, 1 - Math.floor(Math.log10(usd)));
  return `$${usd.toFixed(digits)}`;
}

function isComparable(usual: number | undefined): usual is number {
  return usual !== undefined && usual > 0;
}

/** How many times the baseline the session used, by cost, else by tokens; null where either side is unknown. */
export function costTimes(totals: Totals, baseline: Baseline | undefined): number | null {
  const { cost_usd: cost, tokens: usualTokens } = baseline ?? {};
  if (isComparable(cost) && totals.cost_usd !== null) return totals.cost_usd / cost;
  const tokens = tokensIn(totals);
  return isComparable(usualTokens) && tokens !== null ? tokens / usualTokens : null;
}
