/** ANSI escape sequences, 7-bit and 8-bit: CSI, strings (OSC, DCS, SOS, PM, APC) with their payload, short ones. */
const ansiSequences =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this removes
  /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x90\x98\x9c-\x9f]*(?:\x07|\x1b\\|\x9c)|\x1b[ -/]*[0-~]/g;

/** Joiners that shape one emoji; anywhere else they are invisible and go. */
const strayJoiners =
  /(?<!\p{Extended_Pictographic}\ufe0f?|\p{Emoji_Modifier})\u200d|\u200d(?!\p{Extended_Pictographic})/gu;

/** Control, format (zero-width, bidi, tags) and private characters, and halves of surrogate pairs. */
const unprintable = /[\u034f\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029\u115f\u1160\u3164\uffa0]/gu;

/** Invisible in honest text too (soft hyphen, joiners, zero-width spaces, BOM): dropped without a trace. */
const dropped = new Set(['\u00ad', '\u200b', '\u200c', '\u2060', '\ufeff', '\u034f']);

/** More marks than any script needs on one letter; they would climb over the neighbouring lines. */
const pileOfMarks = /(\p{M}{4})\p{M}+/gu;

function escapeOne(char: string): string {
  if (dropped.has(char)) return '';
  if (char === '\u200d') return char;
  const code = char.codePointAt(0) ?? 0;
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
}

function neutralise(text: string): string {
  return text.replace(strayJoiners, '').replace(unprintable, escapeOne).replace(pileOfMarks, '$1');
}

/**
 * Trace text as one harmless line: terminal escape sequences removed, white space folded to single spaces, every other
 * invisible or direction-changing character dropped or spelled out (`\x07`, `\u{202e}`), so what is seen is what is there.
 */
export function printable(text: string): string {
  return neutralise(text.replace(ansiSequences, '').replace(/[^\S\ufeff]+/g, ' ')).trim();
}

/** Like {@link printable} for text whose lines and indentation matter: one harmless string per line, tabs as two spaces. */
export function printableLines(text: string): string[] {
  return text
    .replace(ansiSequences, '')
    .split(/\r\n|[\n\r\u2028\u2029\x85]/)
    .map((line) => neutralise(line.replace(/\t/g, '  ')).trimEnd());
}

/** For terminals without UTF-8: bytes above 127 could act as control codes there. One `?` per character. */
export function asciiOnly(text: string): string {
  return text.replace(/[^\x20-\x7e]/gu, '?');
}
