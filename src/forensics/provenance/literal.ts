const maxDepth = 64;
const words: Record<string, unknown> = { True: true, False: false, None: null, true: true, false: false, null: null };
const escapes: Record<string, string> = { n: '\n', t: '\t', r: '\r', '0': '\0' };

/**
 * Reads a Python (or relaxed JavaScript) literal of dicts, lists, tuples, strings and scalars, as agents print them.
 * Returns undefined where the text is not one, whole and well formed. Linear in the length of the text.
 */
export function parseLiteral(text: string): unknown {
  const reader = { text, at: 0 };
  try {
    const value = readValue(reader, 0);
    skipSpace(reader);
    return reader.at === text.length ? value : undefined;
  } catch (error) {
    if (error instanceof NotALiteral) return undefined;
    throw error;
  }
}

class NotALiteral extends Error {}

interface Reader {
  text: string;
  at: number;
}

function skipSpace(reader: Reader): void {
  while (/\s/.test(reader.text[reader.at] ?? '')) reader.at++;
}

function readValue(reader: Reader, depth: number): unknown {
  if (depth > maxDepth) throw new NotALiteral();
  skipSpace(reader);
  const char = reader.text[reader.at];
  if (char === '{') return readDict(reader, depth);
  if (char === '[') return readList(reader, ']', depth);
  if (char === '(') return readList(reader, ')', depth);
  if (char === "'" || char === '"') return readString(reader, char);
  return readWord(reader);
}

function readDict(reader: Reader, depth: number): Record<string, unknown> {
  const entries: [string, unknown][] = [];
  reader.at++;
  for (;;) {
    skipSpace(reader);
    if (take(reader, '}')) return Object.fromEntries(entries);
    const key = readValue(reader, depth + 1);
    skipSpace(reader);
    if (!take(reader, ':')) throw new NotALiteral();
    entries.push([String(key), readValue(reader, depth + 1)]);
    skipSpace(reader);
    if (!take(reader, ',') && reader.text[reader.at] !== '}') throw new NotALiteral();
  }
}

function readList(reader: Reader, end: string, depth: number): unknown[] {
  const items: unknown[] = [];
  reader.at++;
  for (;;) {
    skipSpace(reader);
    if (take(reader, end)) return items;
    items.push(readValue(reader, depth + 1));
    skipSpace(reader);
    if (!take(reader, ',') && reader.text[reader.at] !== end) throw new NotALiteral();
  }
}

function readString(reader: Reader, quote: string): string {
  let out = '';
  for (reader.at++; reader.at < reader.text.length; reader.at++) {
    const char = reader.text[reader.at] ?? '';
    if (char === '\\') {
      const next = reader.text[++reader.at] ?? '';
      out += escapes[next] ?? next;
    } else if (char === quote && closes(reader)) {
      reader.at++;
      return out;
    } else out += char;
  }
  throw new NotALiteral();
}

/** Sloppy producers do not escape apostrophes: a quote closes a string only before a separator or the end. */
function closes(reader: Reader): boolean {
  return /^\s*(?:[,:}\])]|$)/.test(reader.text.slice(reader.at + 1, reader.at + 20));
}

function readWord(reader: Reader): unknown {
  const word = /^[\w.+-]+/.exec(reader.text.slice(reader.at, reader.at + 60))?.[0];
  if (word === undefined) throw new NotALiteral();
  reader.at += word.length;
  if (Object.hasOwn(words, word)) return words[word];
  const number = Number(word);
  if (Number.isNaN(number)) throw new NotALiteral();
  return number;
}

function take(reader: Reader, char: string): boolean {
  if (reader.text[reader.at] !== char) return false;
  reader.at++;
  return true;
}
