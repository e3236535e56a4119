const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** East Asian wide and fullwidth blocks (Unicode UAX #11, classes W and F) and the emoji planes. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{16fe0}-\u{18dff}\u{1aff0}-\u{1b2ff}\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\p{Extended_Pictographic}\ufe0f/u;

const printableAscii = /^[\x20-\x7e]*$/;

const chunkLength = 512;

/** User-perceived characters, so that nothing is cut inside an emoji or an accented letter. */
export function graphemes(text: string): string[] {
  if (printableAscii.test(text)) return [...text];
  return chunksOf(text).flatMap((chunk) => Array.from(segmenter.segment(chunk), (part) => part.segment));
}

/** The segmenter takes quadratic time on long texts; chunks end before a character that cannot join the one before it. */
function chunksOf(text: string): string[] {
  const chunks: string[] = [];
  let start = 0;
  while (text.length - start > chunkLength) {
    let end = start + chunkLength;
    while (
      end < start + 2 * chunkLength &&
      end < text.length &&
      /[\p{M}\p{Cf}\p{Cs}\p{Emoji_Modifier}]/u.test(text.slice(end - 1, end + 1))
    )
      end++;
    chunks.push(text.slice(start, end));
    start = end;
  }
  chunks.push(text.slice(start));
  return chunks;
}

function graphemeWidth(grapheme: string): number {
  if (wide.test(grapheme)) return 2;
  // Clusters of several letters (Devanagari conjuncts) take a column per letter.
  return Math.max(1, [...grapheme.replace(/[\p{M}\p{Cf}]/gu, '')].length);
}

/** Terminal columns a harmless text takes: CJK and emoji count two. */
export function displayWidth(text: string): number {
  if (printableAscii.test(text)) return text.length;
  return graphemes(text).reduce((sum, grapheme) => sum + graphemeWidth(grapheme), 0);
}

/** The longest start of `text` that fits in `columns`, by grapheme. */
export function takeColumns(text: string, columns: number): string {
  let taken = '';
  let used = 0;
  for (const grapheme of graphemes(text)) {
    used += graphemeWidth(grapheme);
    if (used > columns) break;
    taken += grapheme;
  }
  return taken;
}

/** `text` in at most `columns`, ending in `ellipsis` where something was cut off. */
export function clip(text: string, columns: number, ellipsis = '…'): string {
  if (displayWidth(text) <= columns) return text;
  return takeColumns(text, Math.max(0, columns - displayWidth(ellipsis))).trimEnd() + ellipsis;
}

/** `text` filled with spaces on the right to `columns`. */
export function padTo(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - displayWidth(text)));
}
