import type { Session, Step } from '../steps.ts';
import { type VerbClass, verbClass } from '../words.ts';

/** One turn of the conversation, with the classes of deeds it speaks of. */
export interface Turn {
  index: number;
  by: 'user' | 'agent';
  text: string;
  classes: Set<VerbClass>;
}

/** What the user and the agent said to each other, in order; summaries that only announce a call are left out. */
export function createDialog(session: Session): Turn[] {
  const turns: Turn[] = [];
  for (const step of session.steps) {
    for (const heard of step.heard) if (heard.role === 'user') turns.push(turn(step.index, 'user', heard.text));
    if (step.type === 'llm_call' && step.said !== '' && !isDecision(step))
      turns.push(turn(step.index, 'agent', step.said));
  }
  return turns;
}

/** A summary that only announces the call is no talk. */
function isDecision(step: Step): boolean {
  return step.event.completion === undefined && /^(?:decided to |will )?call(?:s|ed|ing)?\b/i.test(step.said);
}

function turn(index: number, by: Turn['by'], text: string): Turn {
  const words = text
    .slice(0, 10_000)
    .toLowerCase()
    .split(/[^\p{L}]+/u);
  return {
    index,
    by,
    text,
    classes: new Set(
      words
        .filter((word) => word !== 'drop')
        .map(verbClass)
        .filter((kind) => kind !== null),
    ),
  };
}
