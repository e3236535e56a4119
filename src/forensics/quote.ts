/** A piece of trace text for evidence: white space folded, clipped to `max` characters on a code point. */
export function quote(text: string, max = 120): string {
  const folded = text
    .slice(0, max * 8)
    .replace(/\s+/g, ' ')
    .trim();
  const points = [...folded];
  return points.length <= max ? folded : `${points.slice(0, max - 1).join('')}…`;
}
