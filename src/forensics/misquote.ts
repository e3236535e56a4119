import { type Amount, measuresIn, moneyIn, toCents, unitName } from './amounts.ts';
import { type Finding, finding } from './finding.ts';
import type { Leaf } from './provenance/values.ts';
import { quote } from './quote.ts';
import type { Session, Step } from './steps.ts';
import { wordsOf } from './words.ts';

const vague =
  /(?:about|around|approximately|roughly|nearly|almost|over|under|up to|at least|at most|more than|less than|below|above|between|within|limit of|maximum of|minimum of|e\.g\.|for example|such as|~|≈|<|>|≤|≥)\s*$/i;
const moneyKey =
  /price|amount|total|cost|fee|fare|balance|sum|charge|refund|rate|value|paid|due|budget|salary|tax|discount|credit|debit|payment|limit|breakfast|per_?night/i;
/** Beyond this many different numbers nearly every amount is the sum of some two: nothing can be said any more. */
const maxKnown = 1500;
const maxPool = 400;

interface Books {
  /** Every number any source held, in hundredths. */
  known: Set<number>;
  /** Those that are money: what sums and differences are made of. */
  money: Set<number>;
  /** Figures of the results since the last answer, by unit. */
  recent: Map<string, number[]>;
  told: Set<number>;
}

/**
 * A figure told to the user that no source holds and that cannot be computed from those that do: sums, differences,
 * multiples and common percentages of known amounts are allowed for. A tool's output misquoted is a tool misfire.
 */
export function detectMisquotes(session: Session): Finding[] {
  const books: Books = { known: new Set(), money: new Set(), recent: new Map(), told: new Set() };
  const findings: Finding[] = [];
  for (const step of session.steps) {
    if (books.known.size > maxKnown || !step.isContextWhole) return findings;
    for (const heard of step.heard) learn(heard.leaves, books);
    if (step.type === 'llm_call' && step.said !== '') {
      if (books.recent.size > 0 && books.known.size <= maxKnown) findings.push(...misquoteAt(session, step, books));
      for (const amount of [...moneyIn(step.said), ...measuresIn(step.said)]) books.told.add(amount.cents);
      if (session.steps[step.index + 1]?.tool == null) books.recent.clear();
    }
    if (step.returned !== null) learn(step.returned.leaves, books);
  }
  return findings;
}

function learn(leaves: readonly Leaf[], books: Books): void {
  for (const leaf of leaves) {
    if (typeof leaf.value === 'boolean' || books.known.size > maxKnown) continue;
    const text = String(leaf.value);
    if (!/\d/.test(text)) continue;
    const isMoney = isMoneyPath(leaf.path);
    const numbers = typeof leaf.value === 'number' ? [Math.round(Math.abs(leaf.value) * 100)] : numbersIn(text);
    for (const cents of numbers) {
      books.known.add(cents);
      if ((isMoney || cents % 100 !== 0) && books.money.size < maxPool) books.money.add(cents);
    }
    for (const amount of moneyIn(text)) if (books.money.size < maxPool) books.money.add(amount.cents);
    noteRecent(leaf, text, isMoney, numbers, books);
  }
}

const moneyPaths = new WeakMap<readonly string[], boolean>();

function isMoneyPath(path: readonly string[]): boolean {
  let isMoney = moneyPaths.get(path);
  if (isMoney === undefined) {
    isMoney = path.some((key) => moneyKey.test(key));
    moneyPaths.set(path, isMoney);
  }
  return isMoney;
}

function numbersIn(text: string): number[] {
  const found: number[] = [];
  for (const match of text.slice(0, 50_000).matchAll(/\d[\d.,'’]*\d|\d/g)) {
    const cents = toCents(match[0]);
    if (cents !== null) found.push(cents);
  }
  return found;
}

/** A unit stands beside the number or in the key: `minutes open: 112`, `CpuPercent: 96`, `backoff_ms = 514`. */
function noteRecent(leaf: Leaf, text: string, isMoney: boolean, numbers: number[], books: Books): void {
  const add = (unit: string, cents: number): void => {
    const list = books.recent.get(unit) ?? [];
    if (list.length < 50) list.push(cents);
    books.recent.set(unit, list);
  };
  const [only] = numbers;
  if (only !== undefined && numbers.length === 1 && text.length <= 20) {
    if (isMoney || only % 100 !== 0) add('money', only);
    for (const word of wordsOf(leaf.path[leaf.path.length - 1] ?? '')) add(unitName(word), only);
  }
  for (const amount of [...moneyIn(text), ...measuresIn(text)]) add(amount.unit, amount.cents);
  if (text.length > 8)
    for (const match of text.matchAll(/[_ ](ms|seconds|minutes|hours|percent)\s*[=:]\s*(\d+)/g))
      add(unitName(match[1] ?? ''), Number(match[2]) * 100);
}

function misquoteAt(session: Session, step: Step, books: Books): Finding[] {
  const money = moneyIn(step.said);
  for (const amount of [...money, ...measuresIn(step.said, (unit) => books.recent.has(unit))]) {
    if (books.known.has(amount.cents) || books.told.has(amount.cents) || amount.cents === 0) continue;
    if (vague.test(step.said.slice(Math.max(0, amount.at - 30), amount.at))) continue;
    if (!books.recent.has(amount.unit) && (amount.unit !== 'money' || books.money.size === 0)) continue;
    if (amount.unit === 'money' ? isDerived(amount.cents, books.money, money) : isComputed(amount, books)) continue;
    return [misquote(session, step, amount, books)];
  }
  return [];
}

function misquote(session: Session, step: Step, amount: Amount, books: Books): Finding {
  const uses = session.steps
    .filter((later) => later.index > step.index && later.said.includes(amount.shown))
    .map((later) => later.index);
  const held = [...new Set(books.recent.get(amount.unit) ?? [])].slice(0, 3).map((cents) => String(cents / 100));
  const instead = held.length === 0 ? '' : ` The results before it hold ${held.join(', ')}.`;
  return finding({
    kind: 'misquote',
    mode: 'tool_misfire',
    origin: step.index,
    confidence: 0.75,
    evidence: `Step ${step.step} says ${quote(amount.shown, 30)}; no tool result, user message or prompt holds that figure and it does not follow from those that do.${instead}`,
    steps: [step.index, ...uses],
  });
}

/** Figures with a unit may be differences, sums or conversions of two known ones of the results just read. */
function isComputed(amount: Amount, books: Books): boolean {
  const recent = [...new Set([...books.recent.values()].flat())].slice(0, 60);
  return (
    recent.some((a) =>
      recent.some(
        (b) =>
          Math.abs(a - b) === amount.cents ||
          a + b === amount.cents ||
          (b > 0 && Math.abs((a / b) * 10_000 - amount.cents) < 100),
      ),
    ) ||
    recent.some((a) =>
      [60, 24, 7, 1000, 1024, 12].some((k) => Math.abs(a / k - amount.cents) < 100 || a * k === amount.cents),
    )
  );
}

function isDerived(cents: number, money: ReadonlySet<number>, inText: readonly Amount[]): boolean {
  const near = (value: number): boolean => Math.abs(value - cents) <= 1;
  const local = inText.map((amount) => amount.cents).filter((value) => value !== cents);
  for (const value of [...money, ...local]) {
    if (value === 0) continue;
    const other = Math.abs(cents - value);
    if (money.has(other) || money.has(cents + value) || local.includes(other) || local.includes(cents + value))
      return true;
    for (let times = 2; times <= 12; times++) if (near(value * times) || near(value / times)) return true;
    for (const share of shares) if (near(Math.round(value * share))) return true;
    if (cents % 100 === 0 && Math.abs(value - cents) < 100) return true;
  }
  return (
    isSubsetSum(cents, local) ||
    isSubsetSum(
      cents,
      local.filter((value) => money.has(value)),
    )
  );
}

const shares = [
  0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.5, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.05, 1.1, 1.15, 1.19, 1.2, 1.25,
];

/** Is it the sum of some of the amounts listed beside it? Lists longer than 14 are only tried whole. */
function isSubsetSum(target: number, values: number[]): boolean {
  let sums = new Set([0]);
  for (const value of values.slice(0, 14)) {
    const next = new Set(sums);
    for (const sum of sums) if (sum + value <= target + 1) next.add(sum + value);
    sums = next;
    if (sums.has(target)) return true;
  }
  return Math.abs(values.reduce((sum, value) => sum + value, 0) - target) <= 1;
}
