import { type Finding, finding } from '../finding.ts';
import { compact } from '../provenance/tokens.ts';
import { quote } from '../quote.ts';
import type { Step } from '../steps.ts';
import { firstVerb, type VerbClass, verbClass } from '../words.ts';
import type { Turn } from './dialog.ts';

/** Classes whose confusion does harm; an exchange told as a change is none. */
const harmful: ReadonlySet<VerbClass> = new Set<VerbClass>(['remove', 'pay', 'give_back', 'grant']);

/** The user asked for one kind of act, the agent did another and spoke as if it had done the first. */
export function wrongTool(step: Step, dialog: Turn[]): Finding | null {
  const verb = firstVerb(step.tool ?? '');
  const kind = verb === null ? null : verbClass(verb);
  if (verb === null || kind === null || !harmful.has(kind)) return null;
  const before = dialog.filter((turn) => turn.index < step.index);
  if (!before.some((turn) => turn.by === 'user')) return null;
  const lastUser = before.findLastIndex((turn) => turn.by === 'user');
  const heard = before.filter((turn, i) => turn.by === 'user' || i === lastUser - 1);
  if (heard.some((turn) => turn.classes.has(kind) || turn.text.toLowerCase().includes(verb))) return null;
  const asked = lastOf(before, (turn) =>
    [...turn.classes].some((other) => other !== 'read' && other !== 'run' && other !== kind),
  );
  const claim = dialog.find((turn) => turn.index > step.index && turn.by === 'agent');
  if (asked === undefined) return null;
  const isDenied = claim !== undefined && !claim.classes.has(kind);
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

function lastOf<T>(list: T[], test: (item: T) => boolean): T | undefined {
  for (let i = list.length - 1; i >= 0; i--) {
    const item = list[i];
    if (item !== undefined && test(item)) return item;
  }
  return undefined;
}
