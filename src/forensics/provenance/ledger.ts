import type { SourceRole } from '../heard.ts';
import type { Session, Step } from '../steps.ts';
import { isMemoryNote } from '../steps.ts';
import { argMentions, type Mention, phoneNumber, textMentions } from './mentions.ts';
import { compact, isEmail, tokensOf } from './tokens.ts';
import { walkLeaves } from './values.ts';

/** The step at which a piece of information was first seen, and who brought it. */
export interface FirstSeen {
  index: number;
  by: SourceRole | 'model';
}

/** An id the model was the first to say, with no source for it anywhere before. */
export interface Invention extends Mention {
  key: string;
  /** The step that says it. */
  index: number;
  /** The llm_call that decided it: the same step, or the one before a tool call. */
  decidedBy: number;
  where: 'argument' | 'text' | 'memory';
  /** The id is only known as an example in a tool's description. */
  isExample: boolean;
  /** A sourced id that differs in one or two characters, if there is one. */
  lookalike: string | null;
  /** True when everything the model could have read before is in the trace. */
  isContextCaptured: boolean;
  /** True when at least the user's or system's words are. */
  isInputCaptured: boolean;
}

/** Which step said each checkable piece of information first, and which of them the model made up. */
export interface Ledger {
  firstSeen: Map<string, FirstSeen>;
  inventions: Invention[];
  /** Ids each step mentions, compacted: what it said, was given, or got back. */
  mentionedAt: Set<string>[];
  /** How each compacted id was written when first seen. */
  shown: Map<string, string>;
}

/** Walks the session once, in causal order, and keeps the books. */
export function createLedger(session: Session): Ledger {
  const sourced = new Map<string, FirstSeen>();
  const firstSeen = new Map<string, FirstSeen>();
  const bareDigits = new Set<string>();
  const examples = exampleIds(session);
  const shown = new Map<string, string>();
  const inventions: Invention[] = [];
  const mentionedAt: Set<string>[] = [];
  const invented = new Set<string>();
  let isContextCaptured = session.capture.input;

  const note = (key: string, index: number, by: FirstSeen['by'], text: string): void => {
    if (!firstSeen.has(key)) firstSeen.set(key, { index, by });
    if (!shown.has(key)) shown.set(key, text);
    mentionedAt[index]?.add(key);
  };
  const addSource = (value: unknown, index: number, role: SourceRole): void => {
    walkLeaves(value, (leaf) => {
      if (typeof leaf.value === 'boolean') return;
      for (const key of sourceKeys(String(leaf.value), role === 'user', bareDigits)) {
        note(key.key, index, role, key.text);
        if (!sourced.has(key.key)) sourced.set(key.key, { index, by: role });
      }
    });
  };
  const say = (step: Step, mention: Mention, where: Invention['where']): void => {
    const key = compact(mention.text);
    if (key === '') return;
    const isNew = !firstSeen.has(key);
    note(key, step.index, 'model', mention.text);
    if (!isNew || invented.has(key) || isSourced(mention.text, sourced, bareDigits)) return;
    if (where === 'argument' && !mention.isChecked) return;
    const lookalike = inventions.length < 100 ? findLookalike(key, sourced, shown) : null;
    if (mention.isPath === true && lookalike === null) return;
    invented.add(key);
    inventions.push({
      ...mention,
      key,
      index: step.index,
      decidedBy: step.decidedBy,
      where,
      isExample: examples.has(key),
      lookalike,
      isContextCaptured,
      isInputCaptured: session.capture.input,
    });
  };

  for (const step of session.steps) {
    mentionedAt[step.index] = new Set();
    for (const heard of step.heard) addSource(heard.value, step.index, heard.role);
    if (step.event.goal !== undefined) for (const mention of textMentions(step.event.goal)) say(step, mention, 'text');
    const isMemory = isMemoryNote(step);
    if (step.said !== '') {
      for (const mention of textMentions(step.said)) say(step, mention, isMemory ? 'memory' : 'text');
    }
    if (step.tool !== null) {
      for (const mention of argMentions(step)) say(step, mention, isMemory ? 'memory' : 'argument');
    }
    if (step.returned !== null) addSource(step.returned.value, step.index, 'tool');
    if (step.type === 'tool_call' && step.returned?.captured !== true && step.event.prompt === undefined) {
      isContextCaptured = false;
    }
    if (step.event.prompt !== undefined && step.event.prompt.length > 0) isContextCaptured = true;
  }
  return { firstSeen, inventions, mentionedAt, shown };
}

/** Ids that stand only as examples in tool descriptions: no evidence that they are real. Enum values and defaults are real. */
function exampleIds(session: Session): Set<string> {
  const ids = new Set<string>();
  for (const definition of session.capture.definitions.values()) {
    walkLeaves([definition.description, definition.parameters], (leaf) => {
      if (typeof leaf.value !== 'string' || leaf.path.includes('enum') || leaf.path.includes('default')) return;
      for (const mention of textMentions(leaf.value)) ids.add(compact(mention.text));
    });
  }
  return ids;
}

interface SourceKey {
  key: string;
  text: string;
}

/**
 * The forms under which a source's tokens can be asked for again. Only tokens that could be ids are kept. People spell
 * ids with spaces ("W 373 4992"), so what they type is also read with neighbouring tokens joined.
 */
function sourceKeys(text: string, isTyped: boolean, bareDigits: Set<string>): SourceKey[] {
  const keys: SourceKey[] = [];
  const tokens = tokensOf(text);
  for (const match of text.matchAll(phoneNumber)) keys.push({ key: compact(match[0]), text: match[0] });
  for (const [i, token] of tokens.entries()) {
    if (isTyped) addJoined(tokens, i, keys);
    if (!couldBeId(token.text)) continue;
    keys.push({ key: compact(token.text), text: token.text });
    if (/^#?\d+$/.test(token.text)) bareDigits.add(token.text.replace('#', ''));
    addPieces(token.text, keys, bareDigits);
  }
  return keys;
}

/** Runs of two to six short tokens that start here, with a digit among them. */
function addJoined(tokens: readonly { text: string }[], start: number, keys: SourceKey[]): void {
  let joined = '';
  for (let i = start; i < Math.min(start + 6, tokens.length); i++) {
    const text = tokens[i]?.text ?? '';
    if (text.length > 12) return;
    joined += text;
    if (i > start && /\d/.test(joined) && joined.length <= 40) keys.push({ key: compact(joined), text: joined });
  }
}

function couldBeId(token: string): boolean {
  if (/[\d@]/.test(token) || (token.includes('/') && token.length >= 6)) return true;
  return token.length >= 4 && token === token.toUpperCase() && /\p{Lu}/u.test(token);
}

/** Parts of paths, URLs and compounds are sources too: `https://x/orders/ord_555` names `ord_555`. */
function addPieces(token: string, keys: SourceKey[], bareDigits: Set<string>): void {
  const add = (piece: string): void => {
    if (piece.length >= 3 && piece !== token && couldBeId(piece)) keys.push({ key: compact(piece), text: piece });
  };
  for (const piece of token.split(/[/:=?&#,@\\]+/)) {
    add(piece);
    for (const part of piece.split(/[.]+/)) add(part);
  }
  // What follows a slash may be the id with slashes of its own: a DOI behind its resolver.
  for (let at = token.indexOf('/'), n = 0; at >= 0 && n < 8; at = token.indexOf('/', at + 1), n++)
    add(token.slice(at + 1));
  const prefixed = /^#?\p{L}{1,4}[-_]?(\d{3,})$/u.exec(token);
  if (prefixed?.[1] !== undefined) bareDigits.add(prefixed[1]);
  if (/^[0-9a-f-]{12,}$/i.test(token)) {
    for (const length of [7, 8, 9, 10, 11, 12, 16]) keys.push({ key: compact(token).slice(0, length), text: token });
  }
}

/** Could the model have got this id from what it was given, allowing for the ways ids are respelled and joined? */
function isSourced(id: string, sourced: Map<string, FirstSeen>, bareDigits: Set<string>): boolean {
  const key = compact(id);
  if (sourced.has(key)) return true;
  const prefixed = /^#?\p{L}{0,5}[-_]?0*(\d{3,})$/u.exec(id);
  if (prefixed?.[1] !== undefined && bareDigits.has(prefixed[1])) return true;
  if (isEmail(id)) return false;
  const pieces = id.split(/[/:=?&.\\\s]+/).filter((piece) => piece !== '');
  if (
    pieces.length > 1 &&
    pieces.some((p) => /\d/.test(p)) &&
    pieces.every((p) => !/\d/.test(p) || isSourced(p, sourced, bareDigits))
  )
    return true;
  return containsSourced(id, sourced);
}

/** `report-ord_555` is made of a known id and plain words. */
function containsSourced(id: string, sourced: Map<string, FirstSeen>): boolean {
  const parts = id.split(/[-_.]+/);
  if (parts.length < 3 || parts.length > 12) return false;
  const digits = parts.flatMap((part, i) => (/\d/.test(part) ? [i] : []));
  const first = digits[0];
  const last = digits[digits.length - 1];
  if (first === undefined || last === undefined) return false;
  for (let start = 0; start <= first; start++) {
    for (let end = last + 1; end <= parts.length; end++) {
      if (end - start === parts.length) continue;
      const key = compact(parts.slice(start, end).join(''));
      if (/\p{L}/u.test(key) && sourced.has(key)) return true;
    }
  }
  return false;
}

/** A sourced id one slip away: two characters differ, one is missing or added, or two neighbours are swapped. */
function findLookalike(key: string, sourced: Map<string, FirstSeen>, shown: Map<string, string>): string | null {
  if (key.length < 5) return null;
  for (const candidate of sourced.keys()) {
    if (candidate[0] === key[0] && candidate !== key && isSlip(candidate, key))
      return shown.get(candidate) ?? candidate;
  }
  return null;
}

function isSlip(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const changed = Math.max(a.length, b.length) - start - end;
  return a.length === b.length ? changed <= 2 || countDifferences(a, b) <= 2 : changed <= 1;
}

function countDifferences(a: string, b: string): number {
  let count = 0;
  for (let i = 0; i < a.length && count <= 2; i++) if (a[i] !== b[i]) count++;
  return count;
}
