import { type Finding, finding } from '../finding.ts';
import { compact } from '../provenance/tokens.ts';
import { quote } from '../quote.ts';
import type { Step } from '../steps.ts';
import { firstVerb, type VerbClass, verbClass } from '../words.ts';
import { classesOf, type Turn, turnsBefore } from './dialog.ts';

/** Classes whose confusion does harm; an exchange told as a change is none. */
const harmful: ReadonlySet<VerbClass> = new Set<VerbClass>(['remove', 'pay', 'give_back', 'grant']);

/** What the user has asked for so far, as classes of deeds and as words. */
export interface Asked {
  classes: Set<VerbClass>;
  words: Set<string>;
}

/** The user asked for one kind of act, the agent did another and spoke as if it had done the first. */
export function wrongTool(step: Step, dialog: readonly Turn[], soFar: Asked): Finding | null {
  const verb = firstVerb(step.tool ?? '');
  const kind = verb === null ? null : verbClass(verb);
  if (verb === null || kind === null || !harmful.has(kind)) return null;
  if (soFar.classes.has(kind) || soFar.words.has(verb)) return null;
  const at = turnsBefore(dialog, step.index);
  const before = dialog.slice(Math.max(0, at - 40), at);
  const lastUser = before.findLastIndex((turn) => turn.by === 'user');
  const proposal = before[lastUser - 1];
  if (lastUser < 0 || (proposal !== undefined && classesOf(proposal).has(kind))) return null;
  const asked = before.findLast((turn) =>
    [...classesOf(turn)].some((other) => other !== 'read' && other !== 'run' && other !== kind),
  );
  const claim = dialog.slice(at, at + 10).find((turn) => turn.index > step.index && turn.by === 'agent');
  if (asked === undefined) return null;
  const isDenied = claim !== undefined && !classesOf(claim).has(kind);
  return finding({
    kind: 'wrong_tool',
    mode: 'tool_misfire',
    origin: step.decidedBy,
    at: step.index,
    confidence: isDenied ? 0.78 : 0.6,
    evidence: `${quote(step.tool ?? '', 60)} at step ${step.step}: nobody spoke of this before; what was asked is "${quote(asked.text, 80)}"${isDenied ? ', and the agent then reported something else' : ''}.`,
    items: step.args.filter((leaf) => typeof leaf.value === 'string').map((leaf) => compact(String(leaf.value))),
    steps: [step.index],
  });
}
