/** One line of a task list that says which item it is: `- [x] Trace exported <!-- item: trace_exported -->`. */
export interface ItemLine {
  item: string;
  checked: boolean;
  /** The line before and after the letter in the box. */
  before: string;
  after: string;
}

const itemLine = /^(\s*[-*+] \[)([ xX])(\] .*<!-- item: ([a-z][a-z0-9_]{0,60}) -->\s*)$/;

export function parseItemLine(line: string): ItemLine | null {
  const [, before, box, after, item] = itemLine.exec(line) ?? [];
  if (before === undefined || after === undefined || item === undefined) return null;
  return { item, checked: box !== ' ', before, after };
}

export function formatItemLine({ before, checked, after }: ItemLine): string {
  return `${before}${checked ? 'x' : ' '}${after}`;
}

/** The line without the mark that says which item it is. */
export function withoutItemMark(line: string): string {
  return line.replace(/\s*<!-- item: [a-z][a-z0-9_]{0,60} -->\s*$/, '');
}

/** Item → its line; the first one where an item stands twice. */
export function itemLinesOf(lines: readonly string[]): Map<string, ItemLine> {
  const found = new Map<string, ItemLine>();
  for (const line of lines) {
    const parsed = parseItemLine(line);
    if (parsed !== null && !found.has(parsed.item)) found.set(parsed.item, parsed);
  }
  return found;
}

/**
 * Brings the item lines of an edited section up to date on their own, so that a tick is no edit of the section. The box
 * is the person's where they changed it, ours where they did not; so are the words.
 * @returns the edited lines and the base they are compared with, both with the new item lines in place
 */
export function updateItemLines(
  base: readonly string[],
  mine: readonly string[],
  theirs: readonly string[],
): { base: string[]; mine: string[]; theirs: string[] } {
  const before = itemLinesOf(base);
  const renewed = itemLinesOf(theirs);
  const edited = itemLinesOf(mine);
  const boxes = new Map<string, boolean>();
  for (const [item, line] of edited) {
    const old = before.get(item);
    boxes.set(
      item,
      old !== undefined && line.checked !== old.checked ? line.checked : (renewed.get(item) ?? line).checked,
    );
  }
  const ours = (line: ItemLine): ItemLine => renewed.get(line.item) ?? line;
  const theirOwn = (line: ItemLine): ItemLine => {
    const old = before.get(line.item);
    return old !== undefined && sameWords(old, line) ? ours(line) : line;
  };
  return {
    base: updateFirst(base, boxes, ours),
    mine: updateFirst(mine, boxes, theirOwn),
    theirs: updateFirst(theirs, boxes, (line) => line),
  };
}

/** Rewrites the line of each item; a copy of it further down is a person's own text. */
function updateFirst(
  lines: readonly string[],
  boxes: ReadonlyMap<string, boolean>,
  words: (line: ItemLine) => ItemLine,
): string[] {
  const seen = new Set<string>();
  return lines.map((line) => {
    const parsed = parseItemLine(line);
    if (parsed === null || seen.has(parsed.item)) return line;
    seen.add(parsed.item);
    const checked = boxes.get(parsed.item);
    return checked === undefined ? line : formatItemLine({ ...words(parsed), checked });
  });
}

function sameWords(one: ItemLine, other: ItemLine): boolean {
  return one.before === other.before && one.after.trimEnd() === other.after.trimEnd();
}
