import { remember } from './remember.ts';

/** What kind of thing a verb does to the world; calls of one class can stand in for each other. */
export type VerbClass = 'read' | 'create' | 'change' | 'remove' | 'give_back' | 'pay' | 'send' | 'grant' | 'run';

const classes: Record<VerbClass, string> = {
  read: 'get fetch list find search lookup look query read check view show describe retrieve count inspect verify validate calculate compute think plan estimate preview browse open_file scan compare analyze summarize explain render parse select peek ping status load recall monitor watch filter rank resolve_id authenticate identify tail grep download navigate translate',
  create:
    'create add new register insert make generate open book provision start launch spawn schedule enroll onboard reserve place submit draft file log publish upload attach import subscribe clone init deploy buy purchase issue enqueue append record',
  change:
    'update modify change edit set patch adjust exchange swap replace reschedule move rename alter switch upgrade downgrade assign reassign put merge resize scale extend renew amend correct convert transfer escalate apply restart reboot rotate redirect rebook tag label complete mark configure sync write save store upsert commit push approve reject confirm manage freeze lock reroute relabel postpone pause',
  remove:
    'cancel delete remove drop terminate close void revoke destroy purge erase archive deactivate disable unsubscribe uninstall wipe clear kill stop withdraw suspend decommission unassign discard shutdown reset rollback block ban void evict expire',
  give_back: 'return refund reimburse credit compensate rebate',
  pay: 'pay charge debit wire remit disburse payout settle deposit donate order',
  send: 'send email mail notify message post reply forward share dispatch text sms tweet publish_message announce invite call page alert broadcast export print',
  grant:
    'grant allow permit authorize unlock enable promote elevate invite_user add_member restore reinstate reopen activate unblock unfreeze resume',
  run: 'run execute exec eval invoke trigger',
};

const classOf = new Map<string, VerbClass>();
for (const [name, list] of Object.entries(classes)) {
  for (const verb of list.split(' ')) if (!classOf.has(verb)) classOf.set(verb, name as VerbClass);
}

/** Words that are as often the thing as the deed: `get_order`, `list_transfers`, `read_message`. */
const ambiguous = new Set(
  'order book email mail message text post file record log note call page alert invoice charge transfer credit return deposit view status plan schedule sms tweet label tag export import place place_order issue draft purchase report exchange dispatch filter rank comment share store mark complete query search reserve open new set start stop clear reset payout'.split(
    ' ',
  ),
);

/** Words of a name in any style: snake_case, camelCase, dotted, dashed; lower case. Names recur, so they are remembered. */
export const wordsOf = remember(readWords);

/** Names are short; of what is no name the beginning is enough. */
const maxName = 200;

function readWords(name: string): readonly string[] {
  return name
    .slice(0, maxName)
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** The verb of a tool's name, or null where none is known: the first unambiguous one, else an ambiguous one, those at either end first. */
export const firstVerb = remember(readFirstVerb);

function readFirstVerb(name: string): string | null {
  const tool = name.slice(0, maxName);
  const words = wordsOf(tool);
  // `purchaseOrders.void`: the last segment of a dotted name is what is done.
  const last = wordsOf(tool.slice(Math.max(tool.lastIndexOf('.'), tool.lastIndexOf('/'), tool.lastIndexOf(':')) + 1));
  const inLast =
    last.length < words.length ? last.find((word) => classOf.has(word) && !ambiguous.has(word)) : undefined;
  if (inLast !== undefined) return inLast;
  const [first] = words;
  // What begins with a read verb reads, whatever it is called after: `search_archive`. Checking in is no reading.
  if (
    first !== undefined &&
    classOf.get(first) === 'read' &&
    !(first === 'check' && /^(?:in|out)$/.test(words[1] ?? ''))
  )
    return first;
  const sure = words.find((word) => classOf.has(word) && !ambiguous.has(word));
  if (sure !== undefined) return sure;
  const ends = [words[0], words[words.length - 1]];
  return (
    ends.find((word) => word !== undefined && classOf.has(word)) ?? words.find((word) => classOf.has(word)) ?? null
  );
}

/** The words of a tool's name that are not its verb, in singular. */
export const nounsOf = remember(readNouns);

function readNouns(tool: string): readonly string[] {
  const verb = firstVerb(tool);
  return wordsOf(tool)
    .filter((word) => word !== verb)
    .map((word) => (word.length > 3 ? word.replace(/(?<!s)s$/, '') : word));
}

/** What class of deed a verb is, in any common inflection; null for other words. */
export const verbClass = remember(readVerbClass);

function readVerbClass(word: string): VerbClass | null {
  const direct = classOf.get(word);
  if (direct !== undefined) return direct;
  for (const base of stems(word)) {
    const found = classOf.get(base);
    if (found !== undefined) return found;
  }
  return null;
}

function stems(word: string): string[] {
  const out: string[] = [];
  const cut = /^(.{2,}?)(?:ations|ation|ments|ment|ings|ing|ions|ion|als|al|ies|ied|ers|er|es|ed|s|d)$/.exec(word)?.[1];
  for (const suffix of ['s', 'es', 'ed', 'd', 'ing', 'ion', 'ation', 'al', 'ment']) {
    if (!word.endsWith(suffix) || word.length - suffix.length < 3) continue;
    const base = word.slice(0, -suffix.length);
    out.push(base, `${base}e`);
    if (/(.)\1$/.test(base)) out.push(base.slice(0, -1));
  }
  if (cut !== undefined && word.endsWith('ies')) out.push(`${word.slice(0, -3)}y`);
  return out;
}

/** A crude stem that makes inflections of one word equal: good for overlap counts, not for display. */
export const stem = remember(readStem);

function readStem(word: string): string {
  if (word.length <= 3) return word;
  const base = word
    .replace(/(?:ization|isation)s?$/, 'ize')
    .replace(/(?:ation|ition)s?$/, 'at')
    .replace(/(?:ement|ment)s?$/, '')
    .replace(/(?:ings?|edly|ed|ers?|ors?|ies|ly|es|s|e|y)$/, '');
  return (base.length >= 3 ? base : word).replace(/(.)\1$/, '$1');
}

const stop = new Set(
  'a an and are as at be been but by can could did do does for from had has have he her him his how i if in into is it its just let me my no not of off on or our out please she should so some still than that the their them then there these they this those to up us very was we were what when where which who will with would you your about also any again all am because before after being both each few more most other own same such too until while only now here over under hi hello hey thanks thank okay ok yes sure need want like help customer user task goal wants asked request ask regarding currently continue'.split(
    ' ',
  ),
);

/** The words that carry meaning, lower case, in order, without filler. */
export function contentWords(text: string): string[] {
  const out: string[] = [];
  for (const match of text.toLowerCase().matchAll(/[\p{L}\p{N}]+(?:['’][\p{L}]+)?/gu)) {
    const word = match[0].replace(/['’].*$/, '');
    if (word.length >= 2 && !stop.has(word)) out.push(word);
  }
  return out;
}

/** Stems of the words that carry meaning. */
export function contentStems(text: string): string[] {
  return contentWords(text).map(stem);
}
