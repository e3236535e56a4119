/** A document as sections between markers and what stands outside of them, in order. Lines carry no line ends. */
export type Piece = { name: string; lines: string[] } | { name: null; lines: string[] };
export type Section = Extract<Piece, { name: string }>;

const opening = /^<!-- section: ([a-z][a-z0-9-]{0,60}) -->\s*$/;
const closing = /^<!-- \/section: ([a-z][a-z0-9-]{0,60}) -->\s*$/;

/**
 * Reads a document into its pieces; nothing is lost. A section whose end marker is gone ends before the next section.
 * A marker that makes no sense (an end without a start, a second section of the same name) is text like any other.
 */
export function parseSections(text: string): Piece[] {
  const pieces: Piece[] = [];
  const names = new Set<string>();
  let current = { name: null, lines: [] } as Piece;
  const finish = (next: Piece): void => {
    if (current.name !== null || current.lines.length > 0) pieces.push(current);
    current = next;
  };
  for (const line of text.replace(/\r\n?/g, '\n').split('\n')) {
    const opened = opening.exec(line)?.[1];
    if (opened !== undefined && !names.has(opened)) {
      names.add(opened);
      finish({ name: opened, lines: [] });
    } else if (current.name !== null && closing.exec(line)?.[1] === current.name) {
      finish({ name: null, lines: [] });
    } else {
      current.lines.push(line);
    }
  }
  finish({ name: null, lines: [] });
  return pieces;
}

/** The document of the pieces; every section has both its markers. */
export function composeSections(pieces: readonly Piece[]): string {
  const lines = pieces.flatMap((piece) =>
    piece.name === null ? piece.lines : [startMarker(piece.name), ...piece.lines, endMarker(piece.name)],
  );
  return lines.join('\n');
}

export function startMarker(name: string): string {
  return `<!-- section: ${name} -->`;
}

export function endMarker(name: string): string {
  return `<!-- /section: ${name} -->`;
}

export function isSection(piece: Piece): piece is Section {
  return piece.name !== null;
}

/** Whether a line is one of our markers, in whatever place. */
export function isMarker(line: string): boolean {
  return /^<!-- \/?(?:section|new): [a-z][a-z0-9-]{0,60} -->\s*$/.test(line);
}

/** Lines without the blank ones before and after them. */
export function trimLines(lines: readonly string[]): string[] {
  const blank = (line: string | undefined): boolean => line?.trim() === '';
  let start = 0;
  let end = lines.length;
  while (start < end && blank(lines[start])) start += 1;
  while (end > start && blank(lines[end - 1])) end -= 1;
  return lines.slice(start, end);
}

/** The same words, whatever blanks stand around the text or at the ends of its lines. */
export function sameLines(one: readonly string[], other: readonly string[]): boolean {
  return comparable(one) === comparable(other);
}

function comparable(lines: readonly string[]): string {
  return trimLines(lines)
    .map((line) => line.trimEnd())
    .join('\n');
}
