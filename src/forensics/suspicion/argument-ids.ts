import type { Leaf } from '../provenance/values.ts';

/** The arguments of a call that name a thing: one word of five characters or more with a digit in it. */
export function idsOf(args: readonly Leaf[]): string[] {
  const ids: string[] = [];
  for (const { value } of args)
    if (typeof value === 'string' && value.length >= 5 && !value.includes(' ') && /\d/.test(value)) ids.push(value);
  return ids;
}
