import type { Finding } from './finding.ts';
import type { Ledger } from './provenance/ledger.ts';
import { quote } from './quote.ts';
import type { CascadeStep } from './report.ts';
import type { Session, Step } from './steps.ts';

interface Link {
  index: number;
  because: string;
}

/**
 * The forward closure of a fault: every later step that used something the fault introduced, read a result that did,
 * or belongs to the fault itself (the repetitions of a loop, the steps under a drifted goal).
 */
export function traceCascade(session: Session, ledger: Ledger, origin: Finding): Map<number, string> {
  const links = new Map<number, string>();
  const taint = new Map<string, number>(origin.items.map((key) => [key, origin.origin]));
  const own = new Set(origin.steps);
  const stepNo = (index: number): number | string => session.steps[index]?.step ?? '?';
  const unread = new Map<string, number>();
  // A document that carried an instruction may hold honest data beside it; only what the instruction named is tainted.
  if (session.steps[origin.origin]?.tool !== null && origin.kind !== 'foreign_instruction') {
    taintNew(ledger, origin.origin, taint, false);
    unread.set(session.steps[origin.origin]?.agent ?? '', origin.origin);
  }
  for (const step of session.steps.slice(origin.origin + 1)) {
    const link = linkOf(step, origin, own, taint, unread, ledger, stepNo);
    if (step.type === 'llm_call') unread.delete(step.agent);
    if (link === null) continue;
    links.set(link.index, link.because);
    if (step.tool !== null && !step.failed) unread.set(step.agent, step.index);
    taintNew(ledger, step.index, taint, step.type === 'llm_call');
  }
  return links;
}

function linkOf(
  step: Step,
  origin: Finding,
  own: ReadonlySet<number>,
  taint: ReadonlyMap<string, number>,
  unread: ReadonlyMap<string, number>,
  ledger: Ledger,
  stepNo: (index: number) => number | string,
): Link | null {
  const index = step.index;
  if (step.type === 'user_message') return null;
  // Of several shared ids the longest says most: the account number rather than a group of its digits.
  const shared = [...(ledger.mentionedAt[index] ?? [])].filter((key) => taint.has(key));
  const [key] = shared.sort((a, b) => b.length - a.length);
  if (key !== undefined) {
    const from = taint.get(key) ?? origin.origin;
    return { index, because: `used ${quote(ledger.shown.get(key) ?? key, 60)}, introduced at step ${stepNo(from)}` };
  }
  if (own.has(index))
    return { index, because: because[origin.kind] ?? `part of what began at step ${stepNo(origin.origin)}` };
  const read = step.type === 'llm_call' ? unread.get(step.agent) : undefined;
  return read === undefined ? null : { index, because: `built on the result of step ${stepNo(read)}` };
}

const because: Partial<Record<Finding['kind'], string>> = {
  loop: 'repeats the same call',
  circular_reasoning: 'says the same again',
  self_spawning: 'hands the same task on again',
  goal_drift: 'worked towards the goal that nobody gave',
  foreign_instruction: 'obeyed the foreign instruction',
  misquote: 'repeats the amount',
};

/** What a step of the cascade was the first to bring in is tainted too. */
function taintNew(ledger: Ledger, index: number, taint: Map<string, number>, isModel: boolean): void {
  for (const key of ledger.mentionedAt[index] ?? []) {
    const first = ledger.firstSeen.get(key);
    if (first?.index === index && (!isModel || first.by === 'model') && !taint.has(key)) taint.set(key, index);
  }
}

/** The cascade as the report gives it, up to the wrong output where that is known. */
export function toCascadeSteps(session: Session, links: ReadonlyMap<number, string>): CascadeStep[] {
  return [...links].map(([index, because]) => ({ step: session.steps[index]?.step ?? 0, because }));
}
