import type { PostmortemFacts } from './facts.ts';
import { formatCounted } from './words.ts';

/** What the incident deserves. `reasons` are sentences; strings from the trace in them are not escaped. */
export interface Recommendation {
  verdict: 'postmortem' | 'bug' | 'none';
  reasons: string[];
}

/**
 * The playbook's rule: a full postmortem when the agent acted on the outside world, cost five times the usual, or failed
 * the same way in another session; otherwise a bug. What the responders decided comes before what the report says. Null
 * while there is no report to judge by.
 */
export function recommend({ incident, report, reversals, pattern }: PostmortemFacts): Recommendation | null {
  const decided = incident.mode_override;
  if (decided?.mode === 'none')
    return { verdict: 'none', reasons: [`The responders found no fault. ${decided.reason}`] };
  if (report === null) return null;
  const { verdict, reasons } = report.escalation;
  const overruled = verdict === 'none' && decided !== null;
  if (verdict === 'none' && !overruled) return { verdict: 'none', reasons };
  const found = verdict === 'postmortem' ? [...reasons] : [];
  const acted = reversals.filter(({ effect }) => effect !== 'read').length;
  if (found.length === 0 && acted > 0) found.push(`The agent took ${formatCounted(acted, 'external action')}.`);
  const similar = pattern?.similar.length ?? 0;
  if (similar > 0) found.push(`The same pattern appeared in ${formatCounted(similar, 'other session')}.`);
  if (found.length > 0) return { verdict: 'postmortem', reasons: found };
  const because = overruled ? ['The responders found a fault; no external action is known.'] : reasons;
  return { verdict: 'bug', reasons: because };
}
