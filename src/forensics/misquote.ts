import { type Finding, finding } from './finding.ts';
import { walkLeaves } from './provenance/values.ts';
import { quote } from './quote.ts';
import type { Session, Step } from './steps.ts';

const amountForms =
  /(?<![\w.,])(?:(?:US|CA|A)?[$€£¥₹]\s?(\d[\d.,'’ ]*\d|\d)|(\d[\d.,'’]*\d|\d)\s?(?:[€£$]|(?:USD|EUR|GBP|CHF|CAD|AUD|dollars?|euros?|pounds?)\b))/gu;
const vague =
  /(?:about|around|approximately|roughly|nearly|almost|over|under|up to|at least|at most|more than|less than|below|above|between|within|limit of|maximum of|minimum of|e\.g\.|for example|such as|~|≈|<|>|≤|≥)\s*$/i;

interface Amount {
  cents: number;
  shown: string;
  at: number;
}

/** Money amounts in a text, in cents. `1.234,56 €` and `$1,234.56` are the same. */
function amountsIn(text: string): Amount[] {
  const found: Amount[] = [];
  for (const match of text.matchAll(amountForms)) {
    const cents = toCents(match[1] ?? match[2] ?? '');
    if (cents !== null) found.push({ cents, shown: match[0].trim(), at: match.index });
  }
  return found;
}

function toCents(digits: string): number | null {
  const plain = digits.replace(/[\s'’]/g, '');
  const decimal = /[.,](\d{1,2})$/.exec(plain);
  const whole = (decimal === null ? plain : plain.slice(0, decimal.index)).replace(/[.,]/g, '');
  if (whole.length > 12) return null;
  const cents = Number(whole) * 100 + (decimal === null ? 0 : Number((decimal[1] ?? '').padEnd(2, '0')));
  return Number.isSafeInteger(cents) ? cents : null;
}

const maxKnown = 600;

/**
 * An amount told to the user that no source holds and that cannot be computed from those that do: sums, differences,
 * multiples and common percentages of known amounts are allowed for. A tool's output misquoted is a tool misfire.
 */
export function detectMisquotes(session: Session): Finding[] {
  const known = new Set<number>();
  const findings: Finding[] = [];
  const told = new Set<number>();
  let hasToolAmounts = false;
  for (const step of session.steps) {
    for (const heard of step.heard) learn(heard.value, known);
    if (step.type === 'llm_call' && step.event.completion !== undefined && hasToolAmounts && known.size <= maxKnown) {
      const found = misquoteAt(session, step, known, told);
      if (found !== null) findings.push(found);
    }
    if (step.type === 'llm_call') for (const amount of amountsIn(step.said)) told.add(amount.cents);
    if (step.returned !== null && known.size <= maxKnown) {
      const before = known.size;
      learn(step.returned.value, known);
      if (known.size > before) hasToolAmounts = true;
    }
  }
  return findings;
}

function learn(value: unknown, known: Set<number>): void {
  walkLeaves(value, (leaf) => {
    if (typeof leaf.value === 'number') known.add(Math.round(Math.abs(leaf.value) * 100));
    else if (typeof leaf.value === 'string') {
      for (const match of leaf.value.slice(0, 50_000).matchAll(/\d[\d.,'’]*\d|\d/g)) {
        const cents = toCents(match[0]);
        if (cents !== null) known.add(cents);
      }
    }
  });
}

function misquoteAt(session: Session, step: Step, known: Set<number>, told: Set<number>): Finding | null {
  const amounts = amountsIn(step.said);
  for (const amount of amounts) {
    if (known.has(amount.cents) || told.has(amount.cents) || amount.cents === 0) continue;
    if (vague.test(step.said.slice(Math.max(0, amount.at - 30), amount.at))) continue;
    if (isDerived(amount.cents, known, amounts)) continue;
    const uses = session.steps
      .filter((later) => later.index > step.index && later.said.includes(amount.shown))
      .map((later) => later.index);
    return finding({
      kind: 'misquote',
      mode: 'tool_misfire',
      origin: step.index,
      confidence: 0.75,
      evidence: `Step ${step.step} says ${quote(amount.shown, 30)}; no tool result, user message or prompt holds that amount and it is no sum or difference of those that do.`,
      items: [],
      steps: [step.index, ...uses],
    });
  }
  return null;
}

function isDerived(cents: number, known: Set<number>, inText: Amount[]): boolean {
  const near = (a: number): boolean => Math.abs(a - cents) <= 1;
  const pool = [...known].filter((value) => value > 0);
  const local = inText.map((amount) => amount.cents).filter((value) => value !== cents);
  for (const value of [...pool, ...local]) {
    const other = Math.abs(cents - value);
    if (known.has(other) || known.has(cents + value) || local.includes(other) || local.includes(cents + value))
      return true;
    for (let times = 2; times <= 12; times++) if (near(value * times) || near(value / times)) return true;
    for (const share of [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.5, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95])
      if (near(Math.round(value * share))) return true;
    if (cents % 100 === 0 && Math.abs(value - cents) < 100) return true;
  }
  return (
    isSubsetSum(cents, local) ||
    isSubsetSum(
      cents,
      local.filter((value) => known.has(value)),
    )
  );
}

/** Is it the sum of some of the amounts listed beside it? Lists longer than 14 are only tried whole. */
function isSubsetSum(target: number, values: number[]): boolean {
  const list = values.slice(0, 14);
  let sums = new Set([0]);
  for (const value of list) {
    const next = new Set(sums);
    for (const sum of sums) if (sum + value <= target + 1) next.add(sum + value);
    sums = next;
    if (sums.has(target)) return true;
  }
  return Math.abs(values.reduce((sum, value) => sum + value, 0) - target) <= 1;
}
