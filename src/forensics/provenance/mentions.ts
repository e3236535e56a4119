import type { Step } from '../steps.ts';
import { firstVerb, nounsOf, wordsOf } from '../words.ts';
import { isDate, isEmail, isIdShaped, isQuantity, tokensOf } from './tokens.ts';

/** An id as it stands in a text or argument. */
export interface Mention {
  text: string;
  /** The argument's name, if it stands in one. */
  argument?: string;
  /** Is this strong enough to be called ungrounded on its own? */
  isChecked: boolean;
  /** Only a slip of a known one counts as made up. */
  isPath?: boolean;
}

const idNoun =
  /\b(?:order|invoice|ticket|case|account|customer|client|user|member|patient|booking|reservation|confirmation|tracking|reference|ref|employee|policy|claim|contract|item|product|sku|part|serial|transaction|payment|shipment|request|incident|record|subscription|device|card|id|identifier)\s*(?:number|no\.?|nr\.?|id|code|key|#|is|of|:|=|\*|"|'|\(|\s)*$/i;

/** International phone numbers, however they are grouped. */
export const phoneNumber = /\+\d(?:[ ()./-]{0,2}\d){7,14}(?![\d-])/g;

/** Ids in running text: by their form, or bare numbers behind a word that announces one ("order 48213"). Code blocks are left out. */
export function textMentions(text: string): Mention[] {
  const mentions: Mention[] = [];
  const seen = new Set<string>();
  const plain = text.includes('```')
    ? text.replace(/```[\s\S]*?(?:```|$)/g, (block) => ' '.repeat(block.length))
    : text;
  for (const token of tokensOf(plain)) {
    if (seen.has(token.text) || !/[\d@:]/.test(token.text)) continue;
    if (isIdShaped(token.text) || isAnnounced(plain, token.text, token.at)) {
      seen.add(token.text);
      mentions.push({ text: token.text, isChecked: true });
    }
  }
  for (const match of plain.matchAll(phoneNumber)) mentions.push({ text: match[0], isChecked: true });
  return mentions;
}

function isAnnounced(text: string, token: string, at: number): boolean {
  if (!/^#?\d{4,}$/.test(token) || isDate(token) || /^(?:19|20)\d\d$/.test(token)) return false;
  return idNoun.test(text.slice(Math.max(0, at - 40), at));
}

const idWords = new Set(
  'id ids uuid guid ulid ref reference sku doi isbn sha commit arn urn email emails mail iban bic account acct identifier username login handle key mrn customer user order invoice ticket case reservation booking patient employee member recipient recipients to cc bcc payee beneficiary assignee owner number no code codes tracking phone mobile telephone tel msisdn appointment slot account supplier guest contact deal pod volume instance pod cluster bucket'.split(
    ' ',
  ),
);
const freeText =
  /(?:^|[._-])(?:body|text|message|summary|description|content|comment|comments|note|notes|thought|thoughts|reasoning|query|question|prompt|expression|(?<![a-z]_)(?<![a-z])code|script|sql|command|cmd|html|markdown|details|reason|subject|title|name|filename|file_?name|path|branch|label|tags?|slug)$/i;
const volatileWords = new Set(
  'nonce idempotency idempotent trace correlation dedup attempt attempts retry retries timestamp ts cursor page offset token session thread span signature checksum hash seed version etag rand random seq sequence quantity qty count amount price total limit size zip postal postcode ext port year month day days date time dob birth birthday room seat floor line lines width height lat lon latitude longitude currency country language locale airport iata units minutes hours seconds weight'.split(
    ' ',
  ),
);

/** Is this argument's value expected to change from call to call without meaning (nonces, pages, amounts, dates)? */
export function isVolatileKey(key: string): boolean {
  const words = wordsOf(key);
  if (words.some((word) => volatileWords.has(word))) return true;
  return /(?:request|client|invocation|call|message)(?:id|ref|token|uuid)$/.test(words.join(''));
}

/** Ids among the arguments of a tool call: by the argument's name or by their form. Free-text arguments are read as text. */
export function argMentions(step: Step): Mention[] {
  const mentions: Mention[] = [];
  for (const leaf of step.args) {
    const key = leaf.path[leaf.path.length - 1] ?? '';
    if (typeof leaf.value === 'boolean') continue;
    const value = String(leaf.value).trim();
    if (value === '' || value.length > 100_000) continue;
    if (isPath(value) && !isIdShaped(value)) {
      mentions.push({ text: value, argument: key, isChecked: true, isPath: true });
      continue;
    }
    if (freeText.test(key) || value.length > 200 || value.split(/\s+/).length > 4) {
      const isQuery =
        /query|question|expression|^(?:source_?)?code$|script|sql|command|cmd|name|path|branch|title|label|tag|slug/i.test(
          key,
        );
      for (const mention of textMentions(value)) mentions.push({ ...mention, argument: key, isChecked: !isQuery });
      continue;
    }
    const isChecked = !isVolatileKey(key) && !isOffered(step, leaf.path, value) && !isNamedByCall(step, key);
    if (isIdShaped(value) || isReference(value) || (namesId(key) && isIdValue(value)))
      mentions.push({ text: value, argument: key, isChecked });
  }
  return mentions;
}

function namesId(key: string): boolean {
  const words = wordsOf(key);
  return words.some((word) => idWords.has(word));
}

function isIdValue(value: string): boolean {
  if (isEmail(value)) return true;
  if (/^[#+\d][\d\s()./-]*$/.test(value)) return value.replace(/\D/g, '').length >= 3 && !isDate(value);
  if (/\d/.test(value)) return value.length >= 3 && !/\s/.test(value) && !isQuantity(value);
  return /^\p{Lu}{5,}$/u.test(value);
}

/** A path or file name: checked only against those it may be a slip of, since new files are the agent's to name. */
function isPath(value: string): boolean {
  return /^[\w.~-]*(?:\/[\w.~@-]+)+$/.test(value) && value.length <= 300;
}

/** Under any name, a value without spaces and with three digits or more names something: `apt/2025/54362`, `SUP~8409`. */
function isReference(value: string): boolean {
  return (
    /^[\p{L}\p{N}#][\p{L}\p{N}._:/~#+-]*$/u.test(value) &&
    value.replace(/\D/g, '').length >= 3 &&
    /\p{L}/u.test(value) &&
    !isQuantity(value) &&
    !isDate(value)
  );
}

/** Values the tool's schema itself offers (enum, const, default) need no other source. */
function isOffered(step: Step, path: readonly string[], value: string): boolean {
  let schema: unknown = step.definition?.parameters;
  for (const key of path) {
    const properties = property(schema, 'properties') ?? property(property(schema, 'items'), 'properties');
    schema = property(properties, key);
  }
  const target = property(schema, 'items') ?? schema;
  const offered = property(target, 'enum');
  return (
    (Array.isArray(offered) && offered.some((option) => String(option) === value)) ||
    String(property(target, 'const') ?? '') === value ||
    String(property(target, 'default') ?? '') === value
  );
}

function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}

const creating = new Set([
  'create',
  'add',
  'new',
  'register',
  'generate',
  'open',
  'insert',
  'make',
  'provision',
  'start',
]);

/** Whoever creates a thing may name it: `create_ticket({ ticket_id })`. */
function isNamedByCall(step: Step, key: string): boolean {
  const verb = firstVerb(step.tool ?? '');
  if (verb === null || !creating.has(verb)) return false;
  const nouns = nounsOf(step.tool ?? '');
  const words = wordsOf(key).filter(
    (word) => !['id', 'ids', 'key', 'number', 'no', 'code', 'uuid', 'name'].includes(word),
  );
  return words.length === 0 || words.some((word) => nouns.includes(word));
}
