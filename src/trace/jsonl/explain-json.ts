import { fieldPath, printable } from '../errors.ts';

/** Why a line is not JSON, for people. */
export interface JsonProblem {
  field: string | null;
  expected: string;
  actual: string;
  /** The text ends before the value does, and nothing before the end is wrong. */
  cutOff: boolean;
}

interface Level {
  array: boolean;
  key: string | number | null;
}

const replacements: Record<string, string> = {
  NaN: 'null',
  '-NaN': 'null',
  nan: 'null',
  Infinity: 'null',
  '-Infinity': 'null',
  undefined: 'null',
  None: 'null',
  True: 'true',
  False: 'false',
};
const literal = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;
const delimiters = new Set(' \t\r\n,:{}[]"');

/**
 * Finds the first thing that makes `text` invalid JSON, and the field it stands in. Runs only after `JSON.parse` has
 * failed: it knows the usual accidents (NaN, Python words, a cut-off line, two values on a line), not the full grammar.
 */
export function explainJson(text: string): JsonProblem {
  const levels: Level[] = [];
  let lastString = '';
  let values = 0;
  let at = 0;
  while (at < text.length) {
    const char = text.charAt(at);
    const top = levels.at(-1);
    if (top === undefined && values > 0 && !/\s/.test(char)) {
      return problem(levels, 'one JSON object per line', 'found more text after the first value');
    }
    if (char === '"') {
      const end = endOfString(text, at);
      if (end === -1) return cutOff(levels);
      if (end < -1) {
        return problem(levels, 'a JSON string', 'found a raw control character inside a string (write it as \\u00XX)');
      }
      lastString = text.slice(at + 1, Math.min(end, at + 61));
      at = end;
      if (top === undefined) values += 1;
    } else if (char === '{' || char === '[') {
      levels.push({ array: char === '[', key: char === '[' ? 0 : null });
    } else if (char === '}' || char === ']') {
      if (top?.array !== (char === ']')) return problem(levels, 'matching brackets', `found an unexpected ${char}`);
      levels.pop();
      if (levels.length === 0) values += 1;
    } else if (char === ':' && top !== undefined && !top.array) {
      top.key = lastString;
    } else if (char === ',' && top !== undefined) {
      top.key = typeof top.key === 'number' ? top.key + 1 : null;
    } else if (!delimiters.has(char)) {
      let end = at + 1;
      while (end < text.length && !delimiters.has(text.charAt(end))) end += 1;
      const word = text.slice(at, Math.min(end, at + 1000));
      const instead = Object.hasOwn(replacements, word) ? replacements[word] : undefined;
      if (instead !== undefined) {
        return problem(levels, 'a JSON value', `found ${word} (${word} is not JSON; write ${instead})`);
      }
      if (end === text.length && levels.length > 0) return cutOff(levels);
      if (!literal.test(word)) return problem(levels, 'a JSON value', `found ${printable(word, 40)}`);
      at = end - 1;
      if (top === undefined) values += 1;
    }
    at += 1;
  }
  return levels.length > 0 ? cutOff(levels) : problem([], 'a JSON object', 'found text that is not valid JSON');
}

function problem(levels: Level[], expected: string, actual: string): JsonProblem {
  // A path deeper than a few levels helps nobody, and there may be a hundred thousand of them.
  const path = levels.slice(0, 8).flatMap((level) => (level.key === null ? [] : [level.key]));
  return { field: fieldPath(path), expected, actual, cutOff: false };
}

function cutOff(levels: Level[]): JsonProblem {
  const actual = 'but the line ends inside it (each event stands on one line, not pretty-printed)';
  return { ...problem(levels, 'a complete JSON object', actual), cutOff: true };
}

/** Index of the closing quote; -1 if there is none, -2 if a raw control character comes first. */
function endOfString(text: string, open: number): number {
  for (let i = open + 1; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === 0x22) return i;
    if (code === 0x5c) i += 1;
    else if (code < 0x20) return -2;
  }
  return -1;
}
