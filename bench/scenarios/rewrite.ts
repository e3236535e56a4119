import type { Beat } from './script.ts';

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Replaces an id wherever it stands alone in a value: in strings, in keys' values, and as a whole number. */
export function replaceDeep<T>(value: T, from: string, to: string): T {
  const pattern = new RegExp(`(?<![A-Za-z0-9])${escaped(from)}(?![A-Za-z0-9])`, 'g');
  const walk = (inner: unknown): unknown => {
    if (typeof inner === 'string') return inner.replace(pattern, () => to);
    if (typeof inner === 'number') return String(inner) === from ? Number(to) : inner;
    if (Array.isArray(inner)) return inner.map(walk);
    if (typeof inner === 'object' && inner !== null) {
      return Object.fromEntries(Object.entries(inner).map(([key, item]) => [key, walk(item)]));
    }
    return inner;
  };
  return walk(value) as T;
}

/** Replaces an id in everything the agent and its tools say from beat `index` on; users keep their words. */
export function replaceFrom(beats: readonly Beat[], index: number, from: string, to: string): Beat[] {
  return beats.map((beat, i) => (i < index || beat.kind === 'user' ? beat : replaceDeep(beat, from, to)));
}
