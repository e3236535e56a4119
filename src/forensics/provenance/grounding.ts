import { phoneTail } from './source-keys.ts';
import { compact, isEmail } from './tokens.ts';

/** Could the model have got this id from what it was given, allowing for the ways ids are respelled and joined? */
export function isSourced(id: string, sourced: ReadonlyMap<string, unknown>, bareDigits: ReadonlySet<string>): boolean {
  const key = compact(id);
  if (sourced.has(key)) return true;
  const prefixed = /^#?\p{L}{0,5}[-_]?0*(\d{3,})$/u.exec(id);
  if (prefixed?.[1] !== undefined && bareDigits.has(prefixed[1])) return true;
  const phone = phoneTail(id);
  if (phone !== null && sourced.has(phone)) return true;
  if (isEmail(id)) return false;
  if (isNumbered(id, bareDigits)) return true;
  const pieces = id.split(/[/:=?&.\\\s]+/).filter((piece) => piece !== '');
  if (
    pieces.length > 1 &&
    pieces.some((p) => /\d/.test(p)) &&
    pieces.every((p) => !/\d/.test(p) || isSourced(p, sourced, bareDigits))
  )
    return true;
  return containsSourced(id, sourced);
}

/** `LBL-77-001` in a session about batch 77: a known number and a counter behind it. */
function isNumbered(id: string, bareDigits: ReadonlySet<string>): boolean {
  const numbers = id.split(/[-_]/).filter((part) => /\d/.test(part));
  if (numbers.length < 2 || !numbers.every((part) => /^\d+$/.test(part))) return false;
  const isKnown = (part: string): boolean => bareDigits.has(part) && !/^(?:19|20)\d\d$/.test(part);
  return (
    numbers.some(isKnown) && numbers.every((part) => isKnown(part) || (/^0*\d{1,2}$/.test(part) && part.length <= 3))
  );
}

/** `report-ord_555` is made of a known id and plain words. */
function containsSourced(id: string, sourced: ReadonlyMap<string, unknown>): boolean {
  const parts = id.split(/[-_.]+/);
  if (parts.length < 3 || parts.length > 12) return false;
  const digits = parts.flatMap((part, i) => (/\d/.test(part) ? [i] : []));
  const first = digits[0];
  const last = digits[digits.length - 1];
  if (first === undefined || last === undefined) return false;
  for (let start = 0; start <= first; start++) {
    for (let end = last + 1; end <= parts.length; end++) {
      if (end - start === parts.length) continue;
      const key = compact(parts.slice(start, end).join(''));
      if (/\p{L}/u.test(key) && sourced.has(key)) return true;
    }
  }
  return false;
}

/** A sourced id one slip away: two characters differ, one is missing or added, or two neighbours are swapped. */
export function findLookalike(
  key: string,
  sourced: ReadonlyMap<string, unknown>,
  shown: ReadonlyMap<string, string>,
): string | null {
  if (key.length < 5) return null;
  for (const candidate of sourced.keys()) {
    if (candidate[0] === key[0] && candidate !== key && isSlip(candidate, key))
      return shown.get(candidate) ?? candidate;
  }
  return null;
}

function isSlip(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const changed = Math.max(a.length, b.length) - start - end;
  return a.length === b.length ? changed <= 2 || countDifferences(a, b) <= 2 : changed <= 1;
}

function countDifferences(a: string, b: string): number {
  let count = 0;
  for (let i = 0; i < a.length && count <= 2; i++) if (a[i] !== b[i]) count++;
  return count;
}
