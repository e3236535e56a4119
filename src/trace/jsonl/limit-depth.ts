/** Containers nested deeper than this are replaced, so that everything downstream may recurse. */
export const maxDepth = 64;

/**
 * Makes a parsed JSON value safe to walk and copy, in place: containers below `maxDepth` levels become `"…"`, and own
 * `__proto__` keys, which a later copy by assignment would turn into a prototype, are removed. Other names
 * (`constructor`, `toString`) are plain data as own keys. Returns the value, or its replacement.
 */
export function limitDepth(value: unknown, depth = 1): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > maxDepth) return '…';
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i += 1) {
      const item: unknown = value[i];
      if (typeof item === 'object' && item !== null) value[i] = limitDepth(item, depth + 1);
    }
    return value;
  }
  const record = value as Record<string, unknown>;
  for (const key in record) {
    if (key === '__proto__') {
      delete record[key];
      continue;
    }
    const item = record[key];
    if (typeof item === 'object' && item !== null) record[key] = limitDepth(item, depth + 1);
  }
  return value;
}
