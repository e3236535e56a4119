import { quote } from '../quote.ts';
import type { Session, Step } from '../steps.ts';
import type { Log } from './log.ts';
import { createNameIndex, type NameIndex } from './name-index.ts';
import { type ResultRecord, recordListsIn } from './records.ts';
import { maxPerRule, type Suspicion } from './suspicion.ts';

const counts =
  /\b(?:there (?:are|is)|we have|(?:I )?found|total of|shows?)\s{1,4}(?:currently |a total of |exactly )?\**(\d{1,3})\**\s{1,4}(?:\w+[ -]){0,3}?(?:available|options?|variants?|items?|results?|entries|records|choices|types|in stock)\b/gi;
const denies =
  /\b(?:does(?:n[’']t| not) (?:have|include|contain|show)|has no|have no|there is no) (?:an? |any )?(\w{4,})/gi;

/** A message counts what a result lists and gets it wrong, or says a record lacks what the record holds. */
export function detectContradictsResult(log: Log): Suspicion[] {
  if (!log.hasTools) return [];
  const found: Suspicion[] = [];
  const index = createNameIndex(log.session);
  let read = 0;
  for (const message of log.messages) {
    if (found.length === maxPerRule) break;
    const from = read;
    read = message.index;
    const evidence =
      contradictedCount(log.session, from, message.index, message.text) ??
      contradictedDenial(log.session, index, message.index, message.text);
    if (evidence !== null) found.push({ rule: 'contradicts_result', index: message.index, evidence });
  }
  return found;
}

/** Checks counts against the last result since the message before that lists anything. */
function contradictedCount({ steps }: Session, from: number, to: number, text: string): string | null {
  if (to - from < 2) return null;
  const claims = [...text.matchAll(counts)].filter((match) => Number(match[1]) > 2);
  if (claims.length === 0) return null;
  let listing: { step: Step; sizes: Set<number> } | null = null;
  for (let i = to - 1; i > from && listing === null; i--) {
    const step = steps[i];
    const lists = recordListsIn(step?.returned?.value);
    if (step !== undefined && lists.length > 0) listing = { step, sizes: new Set(lists.flatMap(sizesOf)) };
  }
  const wrong = claims.find((match) => listing !== null && !listing.sizes.has(Number(match[1])));
  if (listing === null || wrong === undefined) return null;
  const sizes = [...listing.sizes].sort((a, b) => b - a).slice(0, 6);
  return `Step ${steps[to]?.step ?? 0} says "${quote(wrong[0], 60)}"; what step ${listing.step.step} returned counts ${sizes.join(' or ')}.`;
}

/** The counts a list can be said to have: all of it, or those where a yes/no field is yes, or no. */
function sizesOf(list: ResultRecord[]): number[] {
  const yes = new Map<string, number>();
  for (const record of list)
    for (const [key, value] of Object.entries(record))
      if (typeof value === 'boolean') yes.set(key, (yes.get(key) ?? 0) + (value ? 1 : 0));
  return [list.length, ...[...yes.values()].flatMap((count) => [count, list.length - count])];
}

function contradictedDenial({ steps }: Session, index: NameIndex, at: number, text: string): string | null {
  if (!/\d{4}/.test(text) || text.search(denies) < 0) return null;
  for (const sentence of text.split(/[.\n]/)) {
    const denied = [...sentence.matchAll(denies)].at(-1)?.[1]?.toLowerCase();
    if (denied === undefined) continue;
    for (const [name] of sentence.matchAll(/#?[A-Z]{0,12}\d{4,}/g)) {
      const held = index.find(name, denied, at);
      if (held !== null)
        return `Step ${steps[at]?.step ?? 0} says "${quote(sentence, 80)}"; what step ${steps[held]?.step ?? 0} returned for ${quote(name, 40)} has it.`;
    }
  }
  return null;
}
