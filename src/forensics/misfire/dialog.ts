import type { Session, Step } from '../steps.ts';
import { type VerbClass, verbClass } from '../words.ts';

/** One turn of the conversation. */
export interface Turn {
  index: number;
  by: 'user' | 'agent';
  text: string;
}

/** What the user and the agent said to each other, in order; summaries that only announce a call are left out. */
export function createDialog(session: Session): Turn[] {
  const turns: Turn[] = [];
  for (const step of session.steps) {
    for (const heard of step.heard)
      if (heard.role === 'user') turns.push({ index: step.index, by: 'user', text: heard.text });
    if (step.type === 'llm_call' && step.said !== '' && !isDecision(step))
      turns.push({ index: step.index, by: 'agent', text: step.said });
  }
  return turns;
}

/** A summary that only announces the call is no talk. */
function isDecision(step: Step): boolean {
  return step.event.completion === undefined && /^(?:decided to |will )?call(?:s|ed|ing)?\b/i.test(step.said);
}

/** How many turns were spoken before a step: the dialog is in order, so this is where the step stands in it. */
export function turnsBefore(dialog: readonly Turn[], index: number): number {
  let low = 0;
  let high = dialog.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((dialog[middle]?.index ?? 0) < index) low = middle + 1;
    else high = middle;
  }
  return low;
}

const classesRead = new WeakMap<Turn, ReadonlySet<VerbClass>>();

/** The classes of deeds a turn speaks of. "Drop me a line" drops nothing. */
export function classesOf(turn: Turn): ReadonlySet<VerbClass> {
  let classes = classesRead.get(turn);
  if (classes === undefined) {
    const words = turn.text
      .slice(0, 10_000)
      .toLowerCase()
      .split(/[^\p{L}]+/u);
    const kinds = words.filter((word) => word !== 'drop').map(verbClass);
    classes = new Set(kinds.filter((kind) => kind !== null));
    classesRead.set(turn, classes);
  }
  return classes;
}
