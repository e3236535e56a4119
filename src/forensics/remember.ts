const maxEntries = 20_000;
const maxLength = 120;

/**
 * A pure function of one string that remembers its answers: ids, names and words recur in a session, and each detector
 * asks about them anew. Bounded; long strings are not kept.
 */
export function remember<T>(answer: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    if (text.length > maxLength) return answer(text);
    let value = known.get(text);
    if (value === undefined) {
      value = answer(text);
      if (known.size >= maxEntries) known.clear();
      known.set(text, value);
    }
    return value;
  };
}
