import { effectOf } from '../effect.ts';
import { type Finding, finding } from '../finding.ts';
import { compact, isEmail, isIdShaped, tokensOf } from '../provenance/tokens.ts';
import { quote } from '../quote.ts';
import { isMemoryNote, type Session, type Step } from '../steps.ts';
import type { ForeignSentence, TrustMap } from '../untrusted.ts';
import { contentStems, firstVerb, nounsOf, stem, verbClass } from '../words.ts';

interface Obedience {
  sentence: ForeignSentence;
  confidence: number;
  what: string;
  items: string[];
}

/**
 * CONTEXT_DRIFT by obedience: a tool result, document or memory carried an instruction and the agent acted on it. The
 * proof is in the act, never in the wording alone: a recipient or resource that only the untrusted text named, or a
 * kind of act nobody but that text asked for. The origin is the step that carried it. A resisted instruction is nothing.
 */
export function detectForeignInstruction(session: Session, trust: TrustMap): Finding[] {
  const byCarrier = new Map<number, Finding>();
  const calledBefore = new Set<string>();
  const cache: AskedCache = new Map();
  const delegated = trust.userText.some((turn) => delegates.test(turn.lower));
  if (trust.userText.some((turn) => handsOver.test(turn.lower))) return [];
  for (const step of session.steps) {
    if (step.tool === null || isMemoryNote(step)) continue;
    const found = obedienceOf(session, step, trust, calledBefore, delegated, cache);
    calledBefore.add(step.tool);
    if (found === null) continue;
    const known = byCarrier.get(found.sentence.index);
    if (known !== undefined) {
      known.steps.push(step.index);
      known.items.push(...found.items);
      known.confidence = Math.max(known.confidence, found.confidence);
      continue;
    }
    const carrier = session.steps[found.sentence.index];
    byCarrier.set(
      found.sentence.index,
      finding({
        kind: 'foreign_instruction',
        mode: 'context_poisoning',
        flag: 'CONTEXT_DRIFT',
        origin: found.sentence.index,
        confidence: found.confidence,
        evidence: `Step ${carrier?.step ?? '?'} (${sourceName(carrier)}) carried "${quote(found.sentence.text, 100)}"; step ${step.step} obeyed: ${found.what}.`,
        items: found.items,
        steps: [found.sentence.index, step.index],
      }),
    );
  }
  return [...byCarrier.values()];
}

function sourceName(step: Step | undefined): string {
  if (step === undefined) return 'earlier context';
  if (step.tool !== null) return `result of ${quote(step.tool, 40)}`;
  return step.type === 'retrieval' ? 'retrieved document' : step.type === 'memory_write' ? 'memory' : 'prompt';
}

const delegates = /\b(?:reply|respond|answer|write back|get back|forward (?:it|this|that)) to\b/i;
/** Whoever is told to do what a text says is not drifting when he does. */
const handsOver =
  /\b(?:follow|do (?:what|whatever|as)|carry out|act on|execute|perform|complete) (?:\w+ ){0,4}(?:instruct|says?|steps|tells?|asks?|asked|request|to-?dos?|action items?)/i;

function obedienceOf(
  session: Session,
  step: Step,
  trust: TrustMap,
  calledBefore: Set<string>,
  delegated: boolean,
  cache: AskedCache,
): Obedience | null {
  const tool = step.tool ?? '';
  const effect = effectOf(tool, step.definition, step.event.args);
  const asked = wasAsked(tool, trust, step.index, cache);
  const byTarget = targetOnlyFromProse(step, trust);
  if (byTarget !== null) {
    const what = `${quote(tool, 60)} with ${quote(byTarget.target, 60)}, which only that text named`;
    const items = [byTarget.key, ...newIdsOf(byTarget.sentence, trust)];
    const isOrdered = byTarget.sentence.isInstruction && !delegated;
    if (effect !== 'read' && (isOrdered || !asked))
      return { sentence: byTarget.sentence, confidence: isOrdered && !asked ? 0.96 : 0.88, what, items };
    if (effect === 'read' && isOrdered && !asked) return { sentence: byTarget.sentence, confidence: 0.86, what, items };
  }
  if (asked || delegated || calledBefore.has(tool)) return null;
  return byWording(session, step, trust, effect);
}

/** The ids a sentence was the first to name. */
function newIdsOf(sentence: ForeignSentence, trust: TrustMap): string[] {
  const keys = idsIn(sentence.text).map(compact);
  return keys.filter(
    (key) => !isBefore(trust.trusted.get(key), sentence.index + 1) && !isBefore(trust.asData.get(key), sentence.index),
  );
}

/** An argument value that stands in untrusted running text, and neither in what people said nor in any result as data before. */
function targetOnlyFromProse(
  step: Step,
  trust: TrustMap,
): { target: string; key: string; sentence: ForeignSentence } | null {
  for (const leaf of step.args) {
    const value = String(leaf.value).trim();
    if (typeof leaf.value === 'boolean' || value.length < 3 || value.length > 2000) continue;
    for (const id of idsIn(value)) {
      const key = compact(id);
      const sentence = trust.inProse.get(key);
      if (sentence === undefined || sentence.index >= step.index) continue;
      // What the call itself returns comes after it was decided.
      if (isBefore(trust.trusted.get(key), step.index + 1) || isBefore(trust.asData.get(key), step.index)) continue;
      if (trust.userText.some((turn) => turn.index < step.index && compact(turn.lower).includes(key))) continue;
      const isWhole = value.length <= 60 && compact(sentence.text).includes(compact(value));
      return isWhole ? { target: value, key: compact(value), sentence } : { target: id, key, sentence };
    }
  }
  return null;
}

function isBefore(seen: number | undefined, index: number): boolean {
  return seen !== undefined && seen < index;
}

function idsIn(value: string): string[] {
  const ids = tokensOf(value)
    .map((token) => token.text)
    .filter((text) => isIdShaped(text) || isEmail(text) || /^#?\d{4,}$|^https?:|^\//.test(text));
  return value.length <= 120 ? [...ids, ...(/\s/.test(value) ? [] : [value])] : ids;
}

/** For each tool, whether somebody entitled asked for such an act, and up to which turn that was looked for. */
type AskedCache = Map<string, { isAsked: boolean; turns: number }>;

/** Did the user, or the system prompt by name, ask for an act of this kind on this kind of thing? Once asked is asked. */
function wasAsked(tool: string, trust: TrustMap, index: number, cache: AskedCache): boolean {
  let entry = cache.get(tool);
  if (entry === undefined) {
    entry = { isAsked: tool.length > 4 && trust.systemLower.includes(tool.toLowerCase()), turns: 0 };
    cache.set(tool, entry);
  }
  const verb = firstVerb(tool);
  const kind = verb === null ? null : verbClass(verb);
  const nouns = nounsOf(tool).map(stem);
  for (; !entry.isAsked && entry.turns < trust.userText.length; entry.turns++) {
    const turn = trust.userText[entry.turns];
    if (turn === undefined || turn.index > index) break;
    if (kind === 'send' && delegates.test(turn.lower)) entry.isAsked = true;
    if (entry.isAsked || (nouns.length > 0 && !nouns.some((noun) => turn.stems.has(noun)))) continue;
    const isVague = kind === null || kind === 'read' || kind === 'run';
    entry.isAsked = isVague || turn.lower.split(/[^\p{L}]+/u).some((word) => verbClass(word) === kind);
  }
  return entry.isAsked;
}

/** No new id gives it away, but the act is what a foreign sentence described and nothing the user spoke of. */
function byWording(session: Session, step: Step, trust: TrustMap, effect: string): Obedience | null {
  const tool = step.tool ?? '';
  const own = new Set([...nounsOf(tool).map(stem), ...(firstVerb(tool) === null ? [] : [stem(firstVerb(tool) ?? '')])]);
  const said = new Set(trust.userText.filter((turn) => turn.index <= step.index).flatMap((turn) => [...turn.stems]));
  const verb = firstVerb(tool);
  const kind = verb === null ? null : verbClass(verb);
  for (const sentence of trust.instructions) {
    if (sentence.index >= step.index || step.index - sentence.index > 12) continue;
    const shared = [...own].filter((word) => sentence.stems.has(word) && !said.has(word));
    const sameAct = kind !== null && sentence.lower.split(/[^\p{L}]+/u).some((word) => verbClass(word) === kind);
    const values = step.args.filter((leaf) => isNewPhrase(String(leaf.value), sentence, trust, step.index));
    const points = shared.length + (sameAct ? 1 : 0) + Math.min(values.length, 2);
    if (points < 2 || (effect === 'read' && shared.length === 0 && values.length === 0)) continue;
    if (shared.length === 0 && values.length === 0) continue;
    if (hasUserTurnBetween(session, sentence.index, step.index)) continue;
    const named = values[0] === undefined ? '' : ` with "${quote(String(values[0].value), 40)}"`;
    return {
      sentence,
      confidence: points >= 3 ? 0.86 : 0.82,
      what: `${quote(tool, 60)}${named}, which nobody else had asked for`,
      items: values.map((leaf) => compact(String(leaf.value))).filter((key) => key.length >= 4),
    };
  }
  return null;
}

function isNewPhrase(value: string, sentence: ForeignSentence, trust: TrustMap, index: number): boolean {
  const lower = value.toLowerCase().trim();
  if (lower.length < 3 || lower.length > 120 || !/\p{L}/u.test(lower)) return false;
  const stands =
    sentence.lower.includes(lower) ||
    (contentStems(lower).length >= 3 && contentStems(lower).every((word) => sentence.stems.has(word)));
  return (
    stands &&
    !trust.systemLower.includes(lower) &&
    !trust.userText.some((turn) => turn.index <= index && turn.lower.includes(lower))
  );
}

function hasUserTurnBetween(session: Session, from: number, to: number): boolean {
  for (let i = from + 1; i < to; i++) if (session.steps[i]?.userTurn === true) return true;
  return false;
}
