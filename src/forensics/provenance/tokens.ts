import { remember } from '../remember.ts';

/** Where one run of non-space characters stands in a text, ends trimmed of punctuation. */
export interface Token {
  text: string;
  at: number;
}

const runs = /[^\s"'`,;(){}[\]<>|*“”‘’„«»]+/gu;
const leading = new Set('.:!?_-–—=~^\\');
const trailing = new Set('.:!?-–—=~^\\');

/** The words, ids and numbers of a text, in order. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(runs)) {
    const raw = match[0];
    let start = 0;
    let end = raw.length;
    while (start < end && leading.has(raw[start] ?? '')) start++;
    while (end > start && trailing.has(raw[end - 1] ?? '')) end--;
    if (end > start) tokens.push({ text: raw.slice(start, end), at: match.index + start });
  }
  return tokens;
}

/** Lower case, letters and digits only: `#W-12 34` and `w1234` are the same id to a person. */
export const compact = remember(fold);

function fold(text: string): string {
  if (/^[a-z0-9]*$/.test(text)) return text;
  if (/^[\x20-\x7e]*$/.test(text)) return text.toLowerCase().replace(/[^a-z0-9]+/g, '');
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}

/** The class pattern of an id: `ord_555` → `a_9`, `#W123` → `#A9`. Runs are folded, so lengths do not matter. */
export function shapeOf(text: string): string {
  return text
    .replace(/\p{Lu}+/gu, 'A')
    .replace(/\p{Ll}+/gu, 'a')
    .replace(/\p{N}+/gu, '9');
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const email = /^[\w.+%-]+@[\w-]+(?:\.[\w-]+)+$/;
const doi = /^10\.\d{4,9}\/\S+$/;
const urn = /^(?:urn|arn|did):[\w.:/+-]{4,}$/i;
const date =
  /^(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|\d{4}-\d{2}|\d{4}-?q[1-4]|q[1-4][-/]?\d{2,4}|\d{4}-w\d{1,2})(?:[t_]\d{1,2}[:.h-]?\d{0,2}[\d:.+z-]*)?$/i;
const time = /^\d{1,2}[:.h]\d{2}(?::\d{2})?(?:[.+-]\S*)?(?:am|pm|z|h|uhr)?$|^\d{1,2}(?:am|pm|h)$/i;
const monthDay = /^(?:\d{1,2}[-/]?)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[-/]?\d{0,4}$/i;
const number = /^[-+±~≈]?[$€£¥₹]?\d+(?:[.,'’ ]\d+)*(?:[.,]-)?[$€£¥₹%‰]?$/u;
const measure = /^[-+]?[$€£¥₹]?\d+(?:[.,]\d+)*[-_]?(?:x\d+)?[\p{L}%°"″′µ²³]{1,12}(?:\/\p{L}+)?$/u;
const ordinal = /^\d+(?:st|nd|rd|th|er|e|º|ª)$/i;
const standard =
  /^(?:sha|md|rfc|iso|utf|aes|rsa|h26|mp|http|ipv|usb|ssl|tls|oauth|base|cp|latin)[-_/]?\d[\d.-]*$|^\d+x\d+$/i;
const zone = /^(?:utc|gmt)[+-]\d{1,2}(?::?\d{2})?$/i;
const version = /^v?\d+(?:\.\d+){1,4}(?:[-+][\w.]+)?$/i;

/** Is this token a date, time, plain number, measure or version rather than the name of a thing? */
export function isQuantity(token: string): boolean {
  return (
    number.test(token) ||
    date.test(token) ||
    time.test(token) ||
    ordinal.test(token) ||
    monthDay.test(token) ||
    version.test(token) ||
    zone.test(token) ||
    standard.test(token) ||
    (measure.test(token) && !/^\d{3,}[a-z]\d*$/i.test(token) && !/^\d+[A-Z]{2,}\d/.test(token))
  );
}

/** Could this date-like run of eight digits be a calendar day? */
export function isDate(token: string): boolean {
  return date.test(token) || /^(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/.test(token);
}

export function isEmail(token: string): boolean {
  return email.test(token);
}

/**
 * Does this token name one thing and no other by its form alone: UUID, e-mail, URN, `prefix_123`, `#W123`, `OPS-1423`,
 * `PO-2024-00017`, `4111-1111-1111`, long hex? Words, quantities and codes without digits do not.
 */
export const isIdShaped = remember(readIdShape);

function readIdShape(token: string): boolean {
  if (token.length < 4 || token.length > 200) return false;
  if (token.includes('@')) return email.test(token);
  if (token.includes(':') && urn.test(token)) return true;
  if (!/\d/.test(token)) return false;
  if (uuid.test(token) || doi.test(token)) return true;
  if (isQuantity(token)) return false;
  const digits = token.replace(/\D/g, '').length;
  if (/^\p{L}{1,8}(?:\/\p{L}{0,3}\d[\p{L}\d]*)+$/u.test(token)) return digits >= 3;
  if (/^https?:/i.test(token) || /[/\\=&?%@]/.test(token) || /\.[a-z]{1,5}$/i.test(token)) return false;
  if (/^#\p{L}?\p{N}[\p{L}\p{N}_-]*$/u.test(token)) return digits >= 3;
  return isPrefixed(token, digits) || isGrouped(token, digits) || isCode(token);
}

/** `ord_555`, `crd:1235x3899`, `OPS-1423`, `W5056519`. */
function isPrefixed(token: string, digits: number): boolean {
  if (!/^\p{L}[\p{L}\p{N}]*(?:[_:~-][\p{L}\p{N}]+)*$/u.test(token)) return false;
  if (/[_:~]/.test(token)) return digits >= 3 || /\d\p{L}|\p{L}\d/u.test(token.replace(/^.*[_:~]/, ''));
  if (token.includes('-')) return digits >= 3 && /^\p{L}{1,8}-/u.test(token);
  return /^\p{L}{1,5}\d{4,}$/u.test(token);
}

/** `4111-1111-1111`, `6C5-11T5`: groups of digits or of capitals and digits. */
function isGrouped(token: string, digits: number): boolean {
  if (/^\d+(?:-\d+){2,}$/.test(token)) return digits >= 8;
  return /^[\p{Lu}\p{N}]{2,}(?:-[\p{Lu}\p{N}]{2,})+$/u.test(token) && digits >= 2 && /\p{Lu}/u.test(token);
}

/** Letters and digits mixed without a readable word in them: `KC18K6`, `3RK2T9`, `a3f9c2d1`. */
function isCode(token: string): boolean {
  if (!/^[\p{L}\p{N}]{6,64}$/u.test(token)) return false;
  const digits = token.replace(/\D/g, '').length;
  const letters = token.replace(/[^\p{L}]+/gu, ' ').trim();
  const switches = token.match(/\p{L}\p{N}|\p{N}\p{L}/gu)?.length ?? 0;
  const isUpper = token === token.toUpperCase();
  const isHex = /^[0-9a-f]+$/i.test(token);
  return switches >= 2 && (isUpper || isHex || (token.length >= 16 && digits >= 5)) && letters.length > 0;
}
