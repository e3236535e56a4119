/** A number a text states as a fact: money, or a figure with a unit. `cents` is its value times 100. */
export interface Amount {
  cents: number;
  shown: string;
  at: number;
  /** `money`, or the unit in singular: `percent`, `minute`, `ms`. */
  unit: string;
}

const figure = String.raw`\d[\d.,'’]*\d|\d`;
const currency = String.raw`(?:US|CA|A)?[$€£¥₹]|\b(?:USD|EUR|GBP|CHF|CAD|AUD|JPY|INR|SEK|NOK|DKK|PLN)\b`;
const moneyForm = new RegExp(
  String.raw`(?<![\w.,])(?:(?:${currency})\s?(${figure})|(${figure})\s?(?:${currency}|(?:dollars?|euros?|pounds?|francs?)\b))`,
  'gu',
);
const unitWords =
  'percent|per cent|milliseconds?|seconds?|minutes?|hours?|days?|weeks?|months?|years?|nights?|ms|mins?|hrs?|kg|km|cm|mm|GB|MB|TB|KB|MiB|GiB|points?|miles?|units?|pieces?|rows?|requests?|participants?|seats?';
const unitForm = new RegExp(String.raw`(?<![\w.,$€£/:-])(${figure})\s?(%|(?:${unitWords})\b)`, 'giu');

/** Cheap looks before the costly patterns. */
const mayBeMoney = /[$€£¥₹]|\b[A-Z]{3}\b|dollar|euro|pound|franc/;
const mayBeMeasure = /\d\s?(?:%|\p{L}{2})/u;

const countForm = new RegExp(String.raw`(?<![\w.,$€£/:-])(${figure})\s(\p{L}{3,20})`, 'gu');

/** Money in a text. `1.234,56 €`, `$1,234.56` and `CHF 1'234.56` are one amount. */
export function moneyIn(text: string): Amount[] {
  const found: Amount[] = [];
  if (!mayBeMoney.test(text)) return found;
  for (const match of text.matchAll(moneyForm)) {
    const cents = toCents(match[1] ?? match[2] ?? '');
    if (cents !== null) found.push({ cents, shown: match[0].trim(), at: match.index, unit: 'money' });
  }
  return found;
}

/** Figures with a unit in a text: `96 %`, `112 minutes`, and with a word the results use as a name: `14 pallets`. */
export function measuresIn(text: string, isNamed: (unit: string) => boolean = () => false): Amount[] {
  const found: Amount[] = [];
  if (!mayBeMeasure.test(text)) return found;
  for (const match of text.matchAll(unitForm)) {
    const cents = toCents(match[1] ?? '');
    if (cents !== null) found.push({ cents, shown: match[0].trim(), at: match.index, unit: unitName(match[2] ?? '') });
  }
  for (const match of text.matchAll(countForm)) {
    const cents = toCents(match[1] ?? '');
    const unit = unitName(match[2] ?? '');
    // Small counts are counted, not quoted.
    if (cents !== null && cents >= 1000 && isNamed(unit))
      found.push({ cents, shown: match[0].trim(), at: match.index, unit });
  }
  return found;
}

/** One name for a unit however it is written. */
export function unitName(unit: string): string {
  const lower = unit.toLowerCase().replace(/\s/g, '');
  if (lower === '%' || lower === 'percent' || lower === 'percentage' || lower === 'pct') return 'percent';
  if (/^(?:ms|millisecond)/.test(lower)) return 'ms';
  if (/^min/.test(lower)) return 'minute';
  if (/^h(?:ou)?rs?$/.test(lower)) return 'hour';
  return lower.replace(/s$/, '');
}

/** Digits as people group them, as hundredths; null for what is too long to be an amount. */
export function toCents(digits: string): number | null {
  const plain = digits.replace(/[\s'’]/g, '');
  const decimal = /[.,](\d{1,2})$/.exec(plain);
  const whole = (decimal === null ? plain : plain.slice(0, decimal.index)).replace(/[.,]/g, '');
  if (whole.length > 12) return null;
  const cents = Number(whole) * 100 + (decimal === null ? 0 : Number((decimal[1] ?? '').padEnd(2, '0')));
  return Number.isSafeInteger(cents) ? cents : null;
}
