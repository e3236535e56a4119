import { contentStems } from './words.ts';

/** The meaningful words of a text as a set of stems; at most the first 400 words count. */
export function wordSet(text: string): Set<string> {
  return new Set(contentStems(text.slice(0, 4000)));
}

/** Jaccard similarity of two word sets, 0 to 1. */
export function sameWords(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size === 0 && b.size === 0) return 1;
  let shared = 0;
  for (const word of a) if (b.has(word)) shared++;
  return shared / (a.size + b.size - shared);
}

/** The share of `part`'s words that `whole` has too, 0 to 1. */
export function coverage(part: ReadonlySet<string>, whole: ReadonlySet<string>): number {
  if (part.size === 0) return 1;
  let shared = 0;
  for (const word of part) if (whole.has(word)) shared++;
  return shared / part.size;
}

/**
 * Do two texts ask the same? Most words in common, the same numbers, and no word put in another's place: "the northern
 * office" and "the southern office" are two questions.
 */
export function asksTheSame(a: ReadonlySet<string>, b: ReadonlySet<string>, likeness: number): boolean {
  if (sameWords(a, b) < likeness) return false;
  const onlyA = [...a].filter((word) => !b.has(word));
  const onlyB = [...b].filter((word) => !a.has(word));
  const hasNumber = [...onlyA, ...onlyB].some((word) => /\d/.test(word));
  return !hasNumber && (onlyA.length === 0 || onlyB.length === 0);
}
