/** `hits` out of `n`. */
export interface Rate {
  hits: number;
  n: number;
}

/** 97.5th percentile of the standard normal distribution. */
const z = 1.959964;

export function rateOf<T>(items: readonly T[], isHit: (item: T) => boolean): Rate {
  return { hits: items.filter(isHit).length, n: items.length };
}

/** The share of hits, 0 to 1; null of nothing. */
export function shareOf({ hits, n }: Rate): number | null {
  return n === 0 ? null : hits / n;
}

export function poolRates(rates: readonly Rate[]): Rate {
  return rates.reduce((sum, rate) => ({ hits: sum.hits + rate.hits, n: sum.n + rate.n }), { hits: 0, n: 0 });
}

/**
 * The 95 % score interval of a proportion; `[0, 1]` of nothing.
 * Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927).
 */
export function wilsonInterval({ hits, n }: Rate): [low: number, high: number] {
  if (n === 0) return [0, 1];
  const share = hits / n;
  const weight = 1 + z ** 2 / n;
  const center = share + z ** 2 / (2 * n);
  const spread = z * Math.sqrt((share * (1 - share) + z ** 2 / (4 * n)) / n);
  return [Math.max(0, (center - spread) / weight), Math.min(1, (center + spread) / weight)];
}

/** `96.1 % (49 of 51, 86.8 to 98.9)`. */
export function formatRate(rate: Rate): string {
  const share = shareOf(rate);
  if (share === null) return 'none';
  const [low, high] = wilsonInterval(rate).map((bound) => (bound * 100).toFixed(1));
  return `${(share * 100).toFixed(1)} % (${rate.hits} of ${rate.n}, ${low} to ${high})`;
}
