/**
 * Those of `ids` a person may have meant by `wanted`, best first: ids that begin with it, hold it, or differ from it by
 * a slip (at most a quarter of the characters). Upper and lower case are one.
 */
export function closestIds(wanted: string, ids: Iterable<string>, limit: number): string[] {
  const typed = wanted.trim().slice(0, maxLength).toLowerCase();
  const ranked: { id: string; rank: number }[] = [];
  for (const id of new Set(ids)) {
    const rank = rankOf(typed, id.slice(0, maxLength).toLowerCase());
    if (rank !== null && id !== wanted) ranked.push({ id, rank });
  }
  return ranked
    .sort((a, b) => a.rank - b.rank)
    .slice(0, limit)
    .map(({ id }) => id);
}

const maxLength = 80;

function rankOf(typed: string, id: string): number | null {
  if (id.startsWith(typed)) return 0;
  if (typed.length >= 3 && id.includes(typed)) return 1;
  const allowed = Math.floor(typed.length / 4);
  const slips = distance(typed, id, allowed);
  return slips <= allowed ? 1 + slips : null;
}

/** Edits that turn one text into the other (Levenshtein); anything above `limit` where there are more. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(change, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    previous = row;
  }
  return previous[b.length] ?? limit + 1;
}
