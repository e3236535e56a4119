const maxDepth = 8;
const maxEntries = 50;
const maxText = 2000;

/** A copy of any captured value small enough for a report: deep, long and wide parts are cut and say so. */
export function pruneValue(value: unknown, depth = 0): unknown {
  if (typeof value === 'string')
    return value.length > maxText ? `${value.slice(0, maxText)}… (${value.length} characters)` : value;
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= maxDepth) return '…';
  if (Array.isArray(value)) {
    const kept = value.slice(0, maxEntries).map((item) => pruneValue(item, depth + 1));
    return value.length > maxEntries ? [...kept, `… ${value.length - maxEntries} more`] : kept;
  }
  const entries = Object.entries(value);
  const kept = entries
    .slice(0, maxEntries)
    .map(([key, inner]) => [key.slice(0, 200), pruneValue(inner, depth + 1)] as const);
  if (entries.length > maxEntries) kept.push(['…', `${entries.length - maxEntries} more`]);
  return Object.fromEntries(kept);
}
