const maxDepth = 6;
const maxLength = 200_000;
const key = /^[-*•\s]{0,4}\**([\p{L}_#][\p{L}\p{N} _./#-]{0,39}?)\**\s*[:=]\s*(.*)$/su;

/**
 * Reads output that is data written as text: `status: open; owner: E-1042`, one pair per line, or nested lists like
 * `hits: (key: A-1; title: x | key: A-2; title: y)`. Undefined where most of the text is no such pairs.
 */
export function parseRecordText(text: string): Record<string, unknown> | undefined {
  if (text.length > maxLength || !/[:=]/.test(text)) return undefined;
  return readRecord(text.trim(), 0);
}

function readRecord(text: string, depth: number): Record<string, unknown> | undefined {
  const parts = splitTop(text, /[;\n]/).filter((part) => part.trim() !== '');
  const entries: [string, unknown][] = [];
  let other = 0;
  for (const part of parts) {
    const match = key.exec(part.trim());
    const value = match?.[2]?.trim() ?? '';
    // A "value" that reads on like a sentence is prose with a colon in it.
    if (match?.[1] === undefined || /^\/\//.test(value) || value.split(/\s+/).length > 40) other++;
    else entries.push([match[1].trim(), readValue(value, depth + 1)]);
  }
  const isList = entries.length === 1 && typeof entries[0]?.[1] === 'object';
  return (entries.length >= 2 || isList) && other * 4 <= entries.length ? Object.fromEntries(entries) : undefined;
}

function readValue(text: string, depth: number): unknown {
  if (depth > maxDepth || !text.startsWith('(') || !text.endsWith(')')) return text;
  const items = splitTop(text.slice(1, -1), /\|/).map((item) => item.trim());
  return items.map((item) => readRecord(item, depth + 1) ?? readPair(item) ?? item);
}

function readPair(text: string): Record<string, unknown> | undefined {
  const match = key.exec(text);
  return match?.[1] === undefined ? undefined : { [match[1].trim()]: match[2]?.trim() ?? '' };
}

/** Splits at separators outside parentheses. */
function splitTop(text: string, separator: RegExp): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text[i] ?? '';
    if (char === '(') depth++;
    else if (char === ')') depth = Math.max(0, depth - 1);
    else if (depth === 0 && separator.test(char)) {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}
