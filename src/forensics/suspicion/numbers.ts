/** A number in a text: as written (`$3,250,000`, `12%`, `3rd`), its value and where it begins. */
export interface WrittenNumber {
  raw: string;
  value: number;
  at: number;
}

// Lengths are bounded so that no text of digits makes the search slow.
const written = /(?<![\w.])[$€£]?(?:\d{1,3}(?:,\d{3}){1,8}(?!,?\d)|\d{1,30})(?:\.\d{1,30})?%?(?:st|nd|rd|th)?(?!\w)/gi;

/** The numbers of a text that stand on their own; parts of ids, words and versions do not count. */
export function numbersIn(text: string): WrittenNumber[] {
  const found: WrittenNumber[] = [];
  for (const match of text.matchAll(written)) {
    const [raw] = match;
    const plain = Number(raw);
    found.push({ raw, value: Number.isNaN(plain) ? Number(raw.replace(/[$€£,%a-z]/gi, '')) : plain, at: match.index });
  }
  return found;
}
