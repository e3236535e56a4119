import type { StripStep } from '../forensics/report.ts';
import { stripMarks } from './words.ts';

/** Folding saves nothing below these lengths; quiet steps are the least interesting and fold first. */
const foldQuietFrom = 4;
const foldMarkedFrom = 7;

/** How many marks are shown before the origin when the strip is too long to show from the start. */
const leadIn = 5;

/** Steps as marks, runs folded: `['·×212', '▲', '!']`. `limit` bounds the marks; a cut is shown by an ellipsis. */
export function foldStrip(steps: StripStep[], limit: number, unicode = true): string[] {
  const marks: string[] = [];
  let originAt = 0;
  for (let start = 0; start < steps.length; ) {
    const mark = steps[start]?.mark ?? 'quiet';
    let end = start + 1;
    while (end < steps.length && steps[end]?.mark === mark) end += 1;
    if (mark === 'origin') originAt = marks.length;
    marks.push(...foldRun(mark, end - start, unicode));
    start = end;
  }
  if (marks.length <= limit) return marks;
  const ellipsis = unicode ? '…' : '...';
  const from = originAt < limit ? 0 : originAt - leadIn;
  const head = from === 0 ? [] : [ellipsis];
  const tail = from + limit < marks.length ? [ellipsis] : [];
  return [...head, ...marks.slice(from, from + limit), ...tail];
}

function foldRun(mark: StripStep['mark'], length: number, unicode: boolean): string[] {
  const symbol = unicode ? stripMarks[mark].symbol : stripMarks[mark].ascii;
  const foldFrom = mark === 'quiet' ? foldQuietFrom : foldMarkedFrom;
  if (length >= foldFrom) return [`${symbol}${unicode ? '×' : 'x'}${length}`];
  return Array.from({ length }, () => symbol);
}

/** What the marks in use mean: `['▲ origin', '! flagged']`; empty for a strip of quiet steps only. */
export function stripLegend(steps: StripStep[], unicode = true): string[] {
  const used = new Set(steps.map((step) => step.mark));
  if (used.size === 1 && used.has('quiet')) return [];
  return Object.entries(stripMarks)
    .filter(([mark]) => (used as Set<string>).has(mark))
    .map(([, { symbol, ascii, meaning }]) => `${unicode ? symbol : ascii} ${meaning}`);
}
