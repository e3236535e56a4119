const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Invisible in honest text too: dropped. A joiner stays only inside an emoji. */
const dropped =
  /\u034f|[\u00ad\u200b\u200c\u2060\ufeff\u115f\u1160\u3164\uffa0]|(?<!\p{Extended_Pictographic}\ufe0f?|\p{Emoji_Modifier})\u200d|\u200d(?!\p{Extended_Pictographic})/gu;

/** Control, direction, tag and private characters, halves of surrogate pairs; the joiner was judged above. */
const unprintable = /(?!\u200d)[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu;

/** More marks than any script needs on one letter; they would climb over the neighbouring lines. */
const pileOfMarks = /(\p{M}{4})\p{M}+/gu;

/** Most of what is shown: nothing in it is invisible, or more than one unit long. */
const printableAscii = /^[\x20-\x7e]*$/;

/** Neither HTML nor a table cell can be left through an entity. */
const asEntity = /[<>|$]|&(?=[#a-z])/gi;

/** Formatting, links, code, math and template braces; `_` only at the edge of a word, so that `ord_555` stays. */
const asBackslash = /[\\`*[\]~{}]|(?<![\p{L}\p{N}_])_+|_+(?![\p{L}\p{N}_])|^(?:[-+=#:]|\d+(?=[.)]))/gu;

/**
 * Sites find these in the rendered text, where no escape hides them any more: mentions, references and bare addresses
 * are broken with a zero-width space.
 */
const foundAfterRendering = /@|#(?=\d)|:(?=\/\/)|\bwww(?=\.)|\bGH-(?=\d)/gi;

const zeroWidth = '&#8203;';

/** Reading further than this many times what will be shown cannot change what is shown by much. */
const readAhead = 4;

/** Escaped text may grow to so many times the length that was allowed before anything is escaped. */
const growth = 2;

/**
 * One line of foreign text that reads as it is and does nothing in GitHub-flavoured Markdown, HTML, Slack or a template.
 * It shows at most `max` characters, fewer when nearly all of them have to be escaped.
 * @see https://github.github.com/gfm/ sections 2.4 and 6.9
 */
export function inline(text: string, max = 300): string {
  let shown = plainLine(text, max);
  let escaped = escapeMarkdown(shown);
  while (escaped.length > growth * max + 16) {
    shown = clip(shown, Math.floor((shown.length * growth * max * 0.95) / escaped.length), true);
    escaped = escapeMarkdown(shown);
  }
  return escaped;
}

/** Foreign text as one line without escapes, for whoever escapes it for their own format afterwards. */
export function plainLine(text: string, max = 300): string {
  const raw = text.slice(0, max * readAhead);
  return clip(fold(raw.replace(/[^\S\ufeff]+/gu, ' ')).trim(), max, raw.length < text.length);
}

/** Foreign text of several lines, each made harmless by {@link inline}; indentation is kept by no-break spaces. */
export function inlineLines(text: string, limit: { lines: number; characters: number }): string[] {
  const all = text.slice(0, limit.lines * limit.characters * readAhead).split(/\r\n|[\n\r\u2028\u2029\u0085]/u);
  const lines: string[] = [];
  let left = limit.characters;
  for (const line of all) {
    if (lines.length === limit.lines || left <= 0) return [...lines, '…'];
    const indent = Math.min(40, /^[ \t]*/.exec(line)?.[0].replaceAll('\t', '  ').length ?? 0);
    const shown = '\u00a0'.repeat(indent) + inline(line, left);
    left -= shown.length;
    lines.push(shown);
  }
  return lines;
}

/** JSON of any value as it would start, without building more of it than `max` characters. */
export function compactJson(value: unknown, max: number): string {
  let text = '';
  const write = (node: unknown, depth: number): void => {
    if (text.length > max) return;
    if (typeof node === 'string') text += JSON.stringify(node.slice(0, max + 1));
    else if (typeof node !== 'object' || node === null) text += JSON.stringify(node) ?? 'null';
    else if (depth > 20) text += '…';
    else if (Array.isArray(node)) writeAll(node, '[', ']', (item) => write(item, depth + 1));
    else {
      writeAll(Object.keys(node), '{', '}', (key) => {
        text += `${JSON.stringify(key.slice(0, max + 1))}: `;
        write((node as Record<string, unknown>)[key], depth + 1);
      });
    }
  };
  const writeAll = <Item>(items: readonly Item[], start: string, end: string, one: (item: Item) => void): void => {
    text += start;
    for (const [index, item] of items.entries()) {
      if (text.length > max) return;
      if (index > 0) text += ', ';
      one(item);
    }
    text += end;
  };
  write(value, 0);
  return text;
}

function fold(text: string): string {
  if (printableAscii.test(text)) return text;
  return text.replace(dropped, '').replace(unprintable, '\ufffd').replace(pileOfMarks, '$1');
}

function escapeMarkdown(text: string): string {
  return text
    .replace(asEntity, (char) => `\0${char.codePointAt(0)};`)
    .replace(asBackslash, (run) => (/^\d/.test(run) ? `${run}\\` : run.replace(/./gu, '\\$&')))
    .replace(foundAfterRendering, (found) => `${found}${zeroWidth}`)
    .replaceAll('\0', '&#');
}

/** At most `max` UTF-16 units, cut between graphemes, with an ellipsis where something was cut. */
function clip(text: string, max: number, cutBefore: boolean): string {
  if (text.length <= max) return cutBefore && !text.endsWith('…') ? `${text}…` : text;
  if (printableAscii.test(text.slice(0, max))) return `${text.slice(0, max - 1).trimEnd()}…`;
  let end = 0;
  for (const { index, segment } of graphemes.segment(text.slice(0, max + 2))) {
    if (index + segment.length > max - 1) break;
    end = index + segment.length;
  }
  return `${text.slice(0, end).trimEnd()}…`;
}
