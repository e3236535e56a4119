import { compact } from '../provenance/tokens.ts';
import { textOf, walkLeaves } from '../provenance/values.ts';
import { quote } from '../quote.ts';
import type { Session, Step } from '../steps.ts';
import type { Log, Message } from './log.ts';
import { numbersIn, type WrittenNumber } from './numbers.ts';
import { maxPerRule, type Suspicion } from './suspicion.ts';

const computed =
  /[=×÷]|\d\s*[*+]\s*[$\d]|\\times|\\frac|\btotal|\bsum\b|\bdifference|\baverage|\bsavings?\b|\bsaved?\b|\bcalculat|\bround|\bapprox|\bminus\b|\bplus\b|\btimes\b|\bpercent/i;

/** A chat whose system prompt is unknown may quote its policy; after a result that was cut off anything may be quoted. */
function isJudgeable({ steps, capture }: Session): boolean {
  const turns = steps.filter((step) => step.userTurn).length;
  const isWhole = steps.at(-1)?.isContextWhole ?? true;
  return capture.input && isWhole && (capture.system || turns <= 1);
}

interface Claim {
  index: number;
  value: number;
  raw: string;
  line: string;
}

/** A message states a number as a fact, not as arithmetic, which no source gave and later messages build on. */
export function detectUnsourced(log: Log): Suspicion[] {
  if (!log.isManaged || !isJudgeable(log.session)) return [];
  const open = new Map<number, Claim>();
  for (const message of log.messages) {
    if (message.kind !== 'claim') continue;
    for (const claim of claimsOf(log, message)) if (!open.has(claim.value)) open.set(claim.value, claim);
  }
  dropSourced(log.session, open);
  const found = new Map<number, Suspicion>();
  for (const { index, raw, line, value } of open.values()) {
    if (found.has(index)) continue;
    const step = log.session.steps[index]?.step ?? 0;
    const later = log.session.steps[log.lastSaid.get(value) ?? index]?.step ?? step;
    const evidence = `Step ${step} gives ${quote(raw, 40)} as a fact ("${quote(line, 80)}"); nothing before it says so, and step ${later} uses it.`;
    found.set(index, { rule: 'unsourced', index, evidence, items: [compact(raw)] });
    if (found.size === maxPerRule) break;
  }
  return [...found.values()];
}

/** The numbers a message is the first to say and which come back later, where it states them as facts. */
function claimsOf({ lastSaid }: Log, { index, prose, newNumbers }: Message): Claim[] {
  const reused = newNumbers.filter((value) => (lastSaid.get(value) ?? index) > index);
  if (reused.length === 0) return [];
  const isNew = new Set(reused);
  const claims: Claim[] = [];
  for (const line of prose.split('\n')) {
    if (!/\d/.test(line) || computed.test(line)) continue;
    const plain = line
      .trimStart()
      .replace(/^(?:[-*#>]+\s{0,4})?(?:\*{0,3}\s{0,4}step\s{0,4})?\d+[.):]/i, ' ')
      .replace(/https?:\/\/\S+/g, ' ');
    for (const number of numbersIn(plain))
      if (isNew.has(number.value) && isMeasured(number, plain))
        claims.push({ index, value: number.value, raw: number.raw, line: plain.trim() });
  }
  return claims;
}

/** Years, codes and single digits are rarely the fact that matters; nor are parts of ids, dates, times, `4.177,97`. */
function isMeasured({ raw, at }: WrittenNumber, line: string): boolean {
  const end = at + raw.length;
  if (/\w[-.,:/'’]$/.test(line.slice(Math.max(0, at - 2), at)) || /^[-.,:/'’]\d/.test(line.slice(end, end + 2)))
    return false;
  if (/\bending (?:in|with) $/.test(line.slice(Math.max(0, at - 20), at))) return false;
  if (/^(?:(?:19|20)\d\d|0\d+)$/.test(raw)) return false;
  return /^[$€£]|%$/.test(raw) || raw.replace(/\D/g, '').length >= 2;
}

/** Removes the claims whose number some source had given by then. */
function dropSourced(session: Session, open: Map<number, Claim>): void {
  if (open.size === 0) return;
  const last = Math.max(...[...open.values()].map((claim) => claim.index));
  const drop = (value: number, before: number): void => {
    const claim = open.get(value);
    if (claim !== undefined && before < claim.index) open.delete(value);
  };
  for (const tool of session.capture.definitions.values()) learn(textOf(tool), (value) => drop(value, -1));
  for (const step of session.steps) {
    if (step.index > last || open.size === 0) return;
    // What a step heard came in before it spoke.
    for (const { role, value } of step.heard)
      if (role !== 'history') learn(value, (number) => drop(number, step.index - 1));
    for (const value of gaveOut(step)) learn(value, (number) => drop(number, step.index));
  }
}

function gaveOut(step: Step): unknown[] {
  if (step.returned !== null) return [step.returned.value];
  return step.type === 'llm_call' ? [] : [step.event.content, step.event.response];
}

/** Every number of a source, and every run of digits in it: `T14:00` holds 14, `100,200` may be two numbers. */
function learn(source: unknown, add: (value: number) => void): void {
  walkLeaves(source, ({ value }) => {
    if (typeof value === 'number') add(Math.abs(value));
    else if (typeof value === 'string') {
      for (const number of numbersIn(value)) add(number.value);
      for (const digits of value.match(/\d+/g) ?? []) add(Number(digits));
    }
  });
}
