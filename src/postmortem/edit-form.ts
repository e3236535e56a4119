import { digestLines } from './html.ts';
import { formatItemLine, parseItemLine } from './item-lines.ts';
import { splitNote, withNote } from './notes.ts';
import { composeSections, isSection, type Piece, parseSections, sameLines, trimLines } from './sections.ts';

/** The fields of the editor's form as the browser sent them. */
export type EditorForm = Readonly<Record<string, string>>;

export interface ReadForm {
  /** The document with what the person changed; what they did not touch is as it is now. */
  text: string;
  /** Sections somebody else had changed since the form was shown: both texts are kept, one below the other. */
  both: string[];
}

const otherText = '**Written at the same time by somebody else:**';

/**
 * Brings a submitted form into the document as it is now, which may be newer than the one the form was made of. A section
 * that was only rendered anew since gets the person's text, with the new facts beneath; one that another person changed
 * keeps both texts.
 *
 * @param current `text` and `rendered` of the postmortem as just read
 */
export function readEditorForm(current: { text: string; rendered: string }, form: EditorForm): ReadForm {
  const rendered = new Map(
    parseSections(current.rendered)
      .filter(isSection)
      .map(({ name, lines }) => [name, lines]),
  );
  const both: string[] = [];
  const pieces = parseSections(current.text).map((piece, index): Piece => {
    if (!isSection(piece)) {
      const lines = editedLines(form, `outside:${index}`, piece.lines);
      return lines === null ? piece : { name: null, lines: ['', ...lines.lines, ''] };
    }
    const { name } = piece;
    const { own, note } = splitNote(name, piece.lines);
    const automatic = rendered.get(name);
    if (form[`reset:${name}`] !== undefined && automatic !== undefined) return { name, lines: automatic };
    const left = form[`seen:${name}`] === undefined ? note : null;
    const ticked = own.map((line) => tickedLine(line, form));
    const edited = editedLines(form, `section:${name}`, own);
    if (edited === null)
      return { name, lines: left === note ? withTicks(piece.lines, own, ticked) : trimLines(ticked) };
    // The same form, sent twice, has done its work.
    if (edited.isStale && holds(own, edited.lines)) return piece;
    if (!edited.isStale) return { name, lines: joinNote(edited.lines, left) };
    if (automatic !== undefined && sameLines(own, automatic))
      return { name, lines: withNote(name, edited.lines, automatic) };
    both.push(name);
    return { name, lines: joinNote([...edited.lines, '', otherText, '', ...trimLines(own)], left) };
  });
  const extra = trimLines(splitLines(form.extra ?? ''));
  const isThere = pieces.some((piece) => !isSection(piece) && holds(piece.lines, extra));
  if (extra.length > 0 && !isThere) pieces.push({ name: null, lines: ['', ...extra, ''] });
  return { text: composeSections(pieces), both };
}

/** Whether the one text stands in the other as it is. */
function holds(lines: readonly string[], part: readonly string[]): boolean {
  return `\n${lines.join('\n')}\n`.includes(`\n${part.join('\n')}\n`);
}

/** What the person made of some lines: null when they left them as they were shown, or were shown none. */
function editedLines(
  form: EditorForm,
  field: string,
  now: readonly string[],
): { lines: string[]; isStale: boolean } | null {
  const sent = form[field];
  const was = form[`was:${field}`];
  if (sent === undefined) return null;
  const lines = trimLines(splitLines(sent));
  if (digestLines(lines) === was) return null;
  return { lines, isStale: digestLines(now) !== was };
}

function joinNote(own: readonly string[], note: readonly string[] | null): string[] {
  return note === null ? [...own] : [...own, '', ...note];
}

/** The item's box as the person set it, where they changed it. */
function tickedLine(line: string, form: EditorForm): string {
  const parsed = parseItemLine(line);
  const had = parsed === null ? undefined : form[`had:${parsed.item}`];
  if (parsed === null || had === undefined) return line;
  const isTicked = form[`tick:${parsed.item}`] !== undefined;
  return isTicked === (had === 'on') ? line : formatItemLine({ ...parsed, checked: isTicked });
}

/** A section's lines with its own ones replaced; the note in them stays where it is. */
function withTicks(lines: readonly string[], own: readonly string[], ticked: readonly string[]): string[] {
  const changed = new Map(own.map((line, index) => [line, ticked[index] ?? line]));
  return lines.map((line) => changed.get(line) ?? line);
}

function splitLines(text: string): string[] {
  return text.replace(/\r\n?/g, '\n').split('\n');
}
