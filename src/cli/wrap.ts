import { displayWidth, graphemes, takeColumns } from './display-width.ts';

/** Splits a word wider than the line by grapheme, in one pass; every piece holds at least one. */
function breakWord(word: string, columns: number): string[] {
  if (word.length <= columns && displayWidth(word) <= columns) return [word];
  const pieces: string[] = [];
  let piece = '';
  let used = 0;
  for (const grapheme of graphemes(word)) {
    const width = displayWidth(grapheme);
    if (piece !== '' && used + width > columns) {
      pieces.push(piece);
      piece = '';
      used = 0;
    }
    piece += grapheme;
    used += width;
  }
  return [...pieces, piece];
}

/** Greedy word wrap of one harmless line; no result is wider than `columns` (at least 2). */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const word of text.split(' ').flatMap((part) => breakWord(part, columns))) {
    const width = displayWidth(word);
    if (line !== '' && used + 1 + width > columns) {
      lines.push(line);
      line = '';
      used = 0;
    }
    used += width + (line === '' ? 0 : 1);
    line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** {@link wrap}, cut after `maxLines` with an ellipsis. */
export function wrapClipped(text: string, columns: number, maxLines: number, ellipsis = '…'): string[] {
  const lines = wrap(text, columns);
  if (lines.length <= maxLines) return lines;
  const room = columns - displayWidth(ellipsis) - 1;
  const last = takeColumns(lines[maxLines - 1] ?? '', room);
  return [...lines.slice(0, maxLines - 1), `${last.trimEnd()} ${ellipsis}`];
}
