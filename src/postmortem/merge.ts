import { updateItemLines } from './item-lines.ts';
import { withNote, withoutOurNote } from './notes.ts';
import {
  composeSections,
  isSection,
  type Piece,
  parseSections,
  type Section,
  sameLines,
  trimLines,
} from './sections.ts';

/** A document before a new rendering is merged into it. */
export interface MergeInput {
  /** What was rendered last, as people got it. */
  base: string;
  /** What people made of it. */
  mine: string;
  /** What is rendered now. It is the base of the next merge. */
  theirs: string;
}

/** `kept`, `renewed`, `deleted` name sections: edited by people, brought up to date, deleted by people. */
export interface MergeResult {
  text: string;
  kept: string[];
  renewed: string[];
  deleted: string[];
}

/**
 * Renders anew without touching what people wrote. Section by section: an edited one keeps its text, with the new facts
 * folded away beneath where they changed as well; an unedited one is renewed; a deleted one stays deleted. Text outside
 * of sections and sections people added are kept. Merging twice is merging once.
 */
export function mergeEdits({ base, mine, theirs }: MergeInput): MergeResult {
  const [before, edited, now] = [base, mine, theirs].map(parseSections) as [Piece[], Piece[], Piece[]];
  const result: MergeResult = { text: '', kept: [], renewed: [], deleted: [] };
  const old = sectionsOf(before);
  const fresh = sectionsOf(now);
  const merged = new Map<string, string[] | null>();
  for (const section of edited.filter(isSection)) {
    merged.set(section.name, mergeSection(section, old.get(section.name), fresh.get(section.name), result));
  }
  for (const name of old.keys()) if (!merged.has(name) && fresh.has(name)) result.deleted.push(name);

  const isNew = ({ name }: Section): boolean => !old.has(name) && !merged.has(name);
  const added = now.filter(isSection).filter(isNew);
  result.renewed.push(...added.map(({ name }) => name));
  // While people left the order and the text between the sections alone, those of the template are followed.
  const untouched = skeletonOf(before) === skeletonOf(edited);
  const pieces = (untouched ? now : edited).flatMap((piece): Piece[] => {
    if (!isSection(piece) || isNew(piece)) return [piece];
    const lines = merged.get(piece.name);
    return lines == null ? [] : [{ name: piece.name, lines }];
  });
  const own = edited.filter(isSection).flatMap(({ name }): Section[] => {
    const lines = merged.get(name);
    return lines == null || fresh.has(name) ? [] : [{ name, lines }];
  });
  if (untouched) for (const section of own) insertInOrder(pieces, section, edited);
  else for (const section of added) insertInOrder(pieces, section, now);
  // A stray marker that stood behind the section of its name may have become one: read it as the next merge will.
  result.text = composeSections(spaced(parseSections(composeSections(pieces))));
  return result;
}

/** The lines of a section after the merge; null when it goes, because nobody edited it and it is rendered no more. */
function mergeSection(
  { name, lines }: Section,
  old: readonly string[] | undefined,
  fresh: readonly string[] | undefined,
  result: MergeResult,
): string[] | null {
  const own = old === undefined ? lines : withoutOurNote(name, lines, old);
  if (fresh === undefined) {
    if (old !== undefined && sameLines(own, old)) return null;
    result.kept.push(name);
    return lines;
  }
  const { base, mine, theirs } = updateItemLines(old ?? [], own, fresh);
  if (sameLines(mine, theirs) || (old !== undefined && sameLines(mine, base))) {
    if (!sameLines(lines, theirs)) result.renewed.push(name);
    return sameLines(lines, theirs) ? lines : theirs;
  }
  result.kept.push(name);
  if (old === undefined || !sameLines(base, theirs)) return withNote(name, mine, fresh);
  // Nothing new but in the items: the note, if there is one, stays as it was.
  return sameLines(own, lines) ? mine : withNote(name, mine, fresh);
}

/** Order of the sections and the text outside of them: what people change when they move, add or delete. */
function skeletonOf(pieces: readonly Piece[]): string {
  const parts = pieces.map((piece) => (isSection(piece) ? `\0${piece.name}` : piece.lines.join('\n').trim()));
  return parts.filter((part) => part !== '').join('\n');
}

function sectionsOf(pieces: readonly Piece[]): Map<string, string[]> {
  return new Map(pieces.filter(isSection).map(({ name, lines }) => [name, lines]));
}

/** Puts a section behind the nearest one that stands before it in `model`; first of all sections when none does. */
function insertInOrder(pieces: Piece[], section: Section, model: readonly Piece[]): void {
  const names = model.filter(isSection).map(({ name }) => name);
  for (const name of names.slice(0, names.indexOf(section.name)).reverse()) {
    const index = pieces.findIndex((piece) => piece.name === name);
    if (index === -1) continue;
    pieces.splice(index + 1, 0, section);
    return;
  }
  const first = pieces.findIndex(isSection);
  pieces.splice(first === -1 ? pieces.length : first, 0, section);
}

/** One blank line between the pieces and a line end at the end, however pieces came and went. */
function spaced(pieces: readonly Piece[]): Piece[] {
  const blank: Piece = { name: null, lines: [''] };
  const shown = pieces
    .map((piece): Piece => (isSection(piece) ? piece : { name: null, lines: trimLines(piece.lines) }))
    .filter((piece) => isSection(piece) || piece.lines.length > 0);
  return shown.flatMap((piece, index) => (index === 0 ? [piece] : [blank, piece])).concat(blank);
}
