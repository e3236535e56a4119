import { phoneNumber } from './mentions.ts';
import { compact, tokensOf } from './tokens.ts';

/** Most values are words; those that name things have a digit, an at sign, a slash or capitals. */
const mayNameThings = /[\d@/]|\p{Lu}{4}/u;

/** One form under which a source's token can be asked for again. */
export interface SourceKey {
  key: string;
  text: string;
}

/**
 * The forms under which a source's tokens can be asked for again. Only tokens that could be ids are kept. People spell
 * ids with spaces ("W 373 4992"), so what they type is also read with neighbouring tokens joined.
 */
export function sourceKeys(text: string, isTyped: boolean, bareDigits: Set<string>): SourceKey[] {
  const keys: SourceKey[] = [];
  if (!isTyped && !mayNameThings.test(text)) return keys;
  if (text.length <= 48 && /\d/.test(text) && /^\S{1,8}(?:[ ./-]\S{1,8})+$/.test(text))
    keys.push({ key: compact(text), text });
  const phone = phoneTail(text);
  if (phone !== null) keys.push({ key: phone, text });
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

/** The last nine digits of what is a phone number and nothing else: with and without country code it is one number. */
export function phoneTail(text: string): string | null {
  if (text.length > 24 || !/^\+?[\d\s()./-]{8,}$/.test(text)) return null;
  const digits = text.replace(/\D/g, '');
  return digits.length >= 9 && (text.startsWith('+') || digits.startsWith('0')) ? `tel:${digits.slice(-9)}` : null;
}
