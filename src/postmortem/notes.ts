import { withoutItemMark } from './item-lines.ts';
import { sameLines, trimLines } from './sections.ts';

const summary = 'New since you edited';

/**
 * What we would have written into a section a person edited, folded away beneath their text. It always shows the latest
 * rendering, so the note a person has not touched can be told from one they wrote in, and replaced.
 */
export function buildNote(name: string, rendered: readonly string[]): string[] {
  const body = trimLines(rendered).map(withoutItemMark);
  return [
    `<!-- new: ${name} -->`,
    '<details>',
    `<summary>${summary}</summary>`,
    '',
    ...body,
    '',
    '</details>',
    `<!-- /new: ${name} -->`,
  ];
}

/** A section's own lines and the note beneath them, markers included; `note` is null where there is none. */
export function splitNote(name: string, lines: readonly string[]): { own: string[]; note: string[] | null } {
  const start = lines.lastIndexOf(`<!-- new: ${name} -->`);
  const end = lines.indexOf(`<!-- /new: ${name} -->`, start);
  if (start === -1 || end === -1) return { own: [...lines], note: null };
  return { own: [...lines.slice(0, start), ...lines.slice(end + 1)], note: lines.slice(start, end + 1) };
}

/** What a note shows, without what folds it away. */
export function noteBody(note: readonly string[]): string[] {
  const inside = note.slice(1, -1).filter((line) => !/^<\/?(?:details|summary)\b.*>$/.test(line));
  return trimLines(inside);
}

/**
 * The lines a person answers for: without our note as it was written beneath `rendered`. A note they wrote in has become
 * theirs and stays, without its markers.
 */
export function withoutOurNote(name: string, lines: readonly string[], rendered: readonly string[]): string[] {
  const { own, note } = splitNote(name, lines);
  if (note === null) return [...lines];
  if (sameLines(note, buildNote(name, rendered))) return own;
  const markers = new Set([note[0], note.at(-1)]);
  const start = lines.lastIndexOf(`<!-- new: ${name} -->`);
  return lines.filter((line, index) => index < start || index >= start + note.length || !markers.has(line));
}

/** A person's text with the note of what is new beneath it. */
export function withNote(name: string, own: readonly string[], rendered: readonly string[]): string[] {
  return [...trimLines(own), '', ...buildNote(name, rendered)];
}
