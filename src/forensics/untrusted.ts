import { compact, isEmail, isIdShaped, tokensOf } from './provenance/tokens.ts';
import type { Leaf } from './provenance/values.ts';
import { returnedText, type Session } from './steps.ts';
import { contentStems, verbClass } from './words.ts';

/** A sentence that reached the context from a tool, a document or memory: text anybody may have written. */
export interface ForeignSentence {
  index: number;
  text: string;
  lower: string;
  stems: Set<string>;
  isInstruction: boolean;
}

/** What came from people who may give orders, and what came from text that may not. */
export interface TrustMap {
  /** Sentences that read like an instruction, oldest first, each once. */
  instructions: ForeignSentence[];
  /** Compacted ids that stand in running text of untrusted origin, with the sentence they stood in first. */
  inProse: Map<string, ForeignSentence>;
  /** Compacted ids that stand as values of their own in tool results: data, not talk. Index of first sight. */
  asData: Map<string, number>;
  /** Compacted ids that the user or the system prompt named. */
  trusted: Map<string, number>;
  /** What the user typed, and the stems of it, by index of the step. */
  userText: { index: number; lower: string; stems: Set<string> }[];
  systemLower: string;
}

const maxInstructions = 300;

/** Sorts everything the model read by who may have written it. */
export function createTrustMap(session: Session): TrustMap {
  const map: TrustMap = {
    instructions: [],
    inProse: new Map(),
    asData: new Map(),
    trusted: new Map(),
    userText: [],
    systemLower: '',
  };
  const seen = new Set<string>();
  const addForeign = (leaves: readonly Leaf[], index: number): void => {
    for (const leaf of leaves) {
      if (typeof leaf.value === 'boolean') continue;
      const text = String(leaf.value);
      if (isData(text)) addOnce(map.asData, idKeysOf(text, true), index);
      else for (const sentence of sentencesOf(text)) addSentence(map, seen, sentence, index);
    }
  };
  for (const step of session.steps) {
    for (const heard of step.heard) {
      if (heard.role === 'user' || heard.role === 'system') {
        addOnce(map.trusted, idKeysOf(heard.text, false), step.index);
        if (heard.role === 'user')
          map.userText.push({
            index: step.index,
            lower: heard.text.toLowerCase(),
            stems: new Set(contentStems(withoutIds(heard.text.slice(0, 20_000)))),
          });
        else map.systemLower += `\n${heard.text.slice(0, 50_000).toLowerCase()}`;
      } else if (heard.role !== 'history') addForeign(heard.leaves, step.index);
    }
    if (step.type === 'memory_write') addForeign([{ path: [], value: step.said }], step.index);
    if (step.returned?.isWhole === true) addForeign(step.returned.leaves, step.index);
    // Of data that was cut off only the ids are sure; what looks like a sentence in it may be none.
    else if (step.returned !== null) addOnce(map.asData, idKeysOf(returnedText(step), false), step.index);
  }
  return map;
}

/** The words inside an id are not what somebody asked for. */
function withoutIds(text: string): string {
  return text
    .split(/\s+/)
    .filter((word) => !/[\d:@/_]/.test(word))
    .join(' ');
}

function addOnce(map: Map<string, number>, keys: string[], index: number): void {
  for (const key of keys) if (!map.has(key)) map.set(key, index);
}

/** A leaf of up to three words is a value; more is talk. */
function isData(text: string): boolean {
  return text.length < 200 && text.trim().split(/\s+/).length <= 3;
}

function idKeysOf(text: string, whole: boolean): string[] {
  if (!/[\d@/]/.test(text)) return [];
  if (whole && !/\s/.test(text)) return [compact(text)];
  const keys = whole ? [compact(text)] : [];
  for (const token of tokensOf(text)) if (/[\d@]/.test(token.text)) keys.push(compact(token.text));
  return keys.filter((key) => key.length >= 3);
}

function sentencesOf(text: string): string[] {
  return text
    .slice(0, 100_000)
    .replace(/<!--|-->|[*_#>`~]{2,}|(?<=['"])\s*[,:]\s*(?=['"{[])/g, '\n')
    .split(/(?<=[.!?;])\s+|[\n\r]+/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence.length >= 8);
}

function addSentence(map: TrustMap, seen: Set<string>, text: string, index: number): void {
  const ids = tokensOf(text).filter(
    (token) => isIdShaped(token.text) || isEmail(token.text) || /^#?\d{4,}$|^https?:|^\//.test(token.text),
  );
  const isInstruction = readsAsInstruction(text);
  if (ids.length === 0 && !isInstruction) return;
  const sentence: ForeignSentence = {
    index,
    text,
    lower: text.toLowerCase(),
    stems: new Set(isInstruction ? contentStems(text.slice(0, 2000)) : []),
    isInstruction,
  };
  for (const id of ids) if (!map.inProse.has(compact(id.text))) map.inProse.set(compact(id.text), sentence);
  if (!isInstruction || seen.has(sentence.lower) || map.instructions.length >= maxInstructions) return;
  seen.add(sentence.lower);
  map.instructions.push(sentence);
}

const leadIn =
  /^(?:\W*(?:please|kindly|also|then|first|firstly|now|next|finally|just|important(?:ly)?|urgent(?:ly)?|note|notice|attention|reminder|system|assistant|agent|ai|bot|hi|hello|dear|hey|and|so|in addition|additionally|immediately|quickly|bitte|por favor|s'il vous plaît|before (?:you )?[\w ]{1,40}|after (?:that|this|you )?[\w ]{0,40}|once [\w ]{1,40}|when [\w ]{1,40}|to [\w ]{1,40}|for [\w ]{1,40}|as [\w ]{1,40}|if [\w ]{1,60})\b[\s,:;!.–—-]*)+/i;
const otherImperatives = new Set(
  'ignore disregard forget tell ask use ensure remember include proceed continue go do never always take give follow let keep make treat act behave pretend consider bring return provide supply enter click execute respond answer pass hand drop skip override bypass deliver pick instruct advise contact reach collect gather retrive'.split(
    ' ',
  ),
);
const addressed =
  /\b(?:your|the) (?:new |next |only |real |actual |current )?(?:task|goal|job|objective|mission|instructions?|orders?|priority) (?:is|are|now|has|have|changes?|will)\b|\byou (?:must|should|shall|need to|have to|are (?:to|required|instructed|asked|authori[sz]ed|now)|will now)\b|\b(?:ignore|disregard|forget|override|supersedes?|replaces?)\b.{0,40}\b(?:instruction|previous|above|earlier|prior|before|request|rule|told)|\b(?:assistant|agents?|ai|bot|model|llm|whoever processes this|reader)\b.{0,40}\b(?:must|should|shall|is to|are to|has to|needs? to|please|required)\b|\b(?:needs?|has|have|is|are|must) to be (?:\w+ )?(?:sent|forwarded|mailed|transferred|paid|changed|updated|deleted|cancelled|canceled|issued|shared|moved|redirected|copied|granted|added|removed)\b|\b(?:is|are) to be \w+ed\b|\bmust be \w+(?:ed|en|t|id)\b|\bshould (?:also |now |always )?(?:be \w+(?:ed|en|t|id)|go to)\b|\b(?:ignoriere|ignorieren|vergiss|leite|leiten|sende|senden|schicke|schicken|überweise|überweisen|ändere|ändern|lösche|löschen|weiterleiten|ignora|ignore|envía|envíe|reenvía|reenvíe|transfiere|transfiera|cambia|cambie|borra|elimina|envoyez|transférez|supprimez)\b/i;

/** Does this sentence tell somebody to do something? Says nothing about whether anybody did. */
export function readsAsInstruction(sentence: string): boolean {
  if (addressed.test(sentence)) return true;
  for (const clause of [sentence, ...sentence.split(/[,:–—]\s+/).slice(1, 4)]) {
    const bare = clause.replace(leadIn, '').replace(/^[^\p{L}]+/u, '');
    const words = bare.split(/\s+/);
    const first = words[0]?.toLowerCase().replace(/[^\p{L}]/gu, '') ?? '';
    if (words.length < 3 || first === '') continue;
    if (otherImperatives.has(first)) return true;
    if (
      verbClass(first) !== null &&
      !/(?:s|ed|ing|ion|ment)$/.test(first) &&
      !/^(?:is|was|are|has|number|id|status|date|of|for:|#)/i.test(words[1] ?? '')
    )
      return true;
  }
  return false;
}
