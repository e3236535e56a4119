/**
 * The most moments that any window of `windowMs`, both ends included, holds, of windows that end at `from` or later: what
 * came before counts with it. Times in milliseconds.
 */
export function mostWithin(moments: readonly number[], windowMs: number, from: number): number {
  const ends = moments.filter((at) => at >= from);
  const held = ends.map((end) => moments.filter((at) => at <= end && at >= end - windowMs).length);
  return Math.max(0, ...held);
}
