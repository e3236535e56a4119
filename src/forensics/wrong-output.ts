import type { Finding } from './finding.ts';
import type { Session, Step } from './steps.ts';

/** The step whose output was wrong: given, or the last answer that rests on the fault; null where there is none, as in a loop. */
export function findWrongOutput(
  session: Session,
  primary: Finding | null,
  cascade: ReadonlyMap<number, string>,
): number | null {
  if (primary === null || primary.mode === 'cost_runaway') return null;
  let last: Step | null = null;
  for (const step of session.steps) {
    if (step.index < primary.origin || !isAnswer(session, step)) continue;
    if (cascade.has(step.index) || step.index === primary.origin) last = step;
  }
  return last?.index ?? null;
}

/** An LLM call that ends in words for somebody rather than in another call. */
function isAnswer(session: Session, step: Step): boolean {
  if (step.type !== 'llm_call' || step.said === '') return false;
  const next = session.steps[step.index + 1];
  const decides = next?.type === 'tool_call' && next.decidedBy === step.index;
  return !decides || step.event.completion !== undefined;
}
