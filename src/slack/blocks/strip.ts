import type { StripStep } from '../../forensics/report.ts';
import { stripMarks } from '../words.ts';

/** Folding saves nothing below these lengths; quiet steps are the least interesting and fold first. */
const foldQuietFrom = 4;
const foldMarkedFrom = 7;

/** About three lines of a phone. */
const mostMarks = 60;
/** How many marks are shown before the origin when the strip is too long to show from the start. */
const leadIn = 5;

function foldRun(mark: StripStep['mark'], length: number): string[] {
  const { symbol } = stripMarks[mark];
  if (length >= (mark === 'quiet' ? foldQuietFrom : foldMarkedFrom)) return [`${symbol}×${length}`];
  return Array.from({ length }, () => symbol);
}

/** The steps as marks with runs folded, `· · ▲ !×12 ✗`; a cut is shown by an ellipsis. */
export function formatStrip(steps: readonly StripStep[]): string {
  const marks: string[] = [];
  let originAt = 0;
  for (let start = 0; start < steps.length; ) {
    const mark = steps[start]?.mark ?? 'quiet';
    let end = start + 1;
    while (end < steps.length && steps[end]?.mark === mark) end += 1;
    if (mark === 'origin') originAt = marks.length;
    marks.push(...foldRun(mark, end - start));
    start = end;
  }
  const from = marks.length <= mostMarks || originAt < mostMarks ? 0 : originAt - leadIn;
  const shown = marks.slice(from, from + mostMarks);
  if (from > 0) shown.unshift('…');
  if (from + mostMarks < marks.length) shown.push('…');
  return shown.join(' ');
}

/** What the marks in use mean: `▲ origin   ! flagged`; empty for a strip of quiet steps only. */
export function formatLegend(steps: readonly StripStep[]): string {
  const used = new Set<string>(steps.map((step) => step.mark));
  if (used.size === 1 && used.has('quiet')) return '';
  return Object.entries(stripMarks)
    .filter(([mark]) => used.has(mark))
    .map(([, { symbol, meaning }]) => `${symbol} ${meaning}`)
    .join('   ');
}
