import type { Ledger } from '../provenance/ledger.ts';
import { compact, isIdShaped } from '../provenance/tokens.ts';
import type { Session, Step } from '../steps.ts';

/** A record looked up before, with the latest steps that returned it. */
export interface LookedUp {
  key: string;
  shown: string;
  indices: number[];
}

/** What was looked up so far, by argument name: every record by its id, and the latest ones, newest first. */
export interface RecordBook {
  byKey: Map<string, LookedUp>;
  recent: LookedUp[];
}

const maxRecent = 50;
const maxIndices = 5;
/** How far back other results are searched for an id; beyond, nobody remembers. */
const lookback = 400;

/** Enters a successful call into the books, one per argument name. */
export function noteLookup(books: Map<string, RecordBook>, step: Step): void {
  for (const leaf of step.args) {
    const argument = leaf.path[0];
    if (argument === undefined || leaf.path.length > 1) continue;
    const key = compact(String(leaf.value));
    const book = books.get(argument) ?? { byKey: new Map<string, LookedUp>(), recent: [] };
    const record = book.byKey.get(key) ?? { key, shown: String(leaf.value), indices: [] };
    record.indices = [...record.indices.slice(1 - maxIndices), step.index];
    book.byKey.set(key, record);
    book.recent = [record, ...book.recent.filter((other) => other !== record)].slice(0, maxRecent);
    books.set(argument, book);
  }
}

/**
 * The entity whose looked-up record holds this call's other ids while the record of the one acted on does not: all ids
 * of a list argument (an order's items), or a single id that stands in no other result.
 */
export function recordOwner(
  session: Session,
  step: Step,
  argument: string,
  value: string,
  book: RecordBook,
  ledger: Ledger,
): string | null {
  const mine = book.byKey.get(compact(value));
  const isIn = (id: string, record: LookedUp): boolean =>
    record.indices.some((index) => ledger.mentionedAt[index]?.has(id));
  for (const [name, ids] of otherIds(step, argument)) {
    if (mine !== undefined && ids.some((id) => isIn(id, mine))) continue;
    for (const record of book.recent) {
      if (record === mine || !ids.every((id) => isIn(id, record))) continue;
      if (isList(step, name) || isOnlyIn(session, step, ids[0] ?? '', record, ledger)) return record.shown;
    }
  }
  return null;
}

function isList(step: Step, name: string): boolean {
  const { args } = step.event;
  return (
    typeof args === 'object' &&
    args !== null &&
    Object.hasOwn(args, name) &&
    Array.isArray((args as Record<string, unknown>)[name])
  );
}

function isOnlyIn(session: Session, step: Step, id: string, record: LookedUp, ledger: Ledger): boolean {
  for (let i = step.index - 1; i >= Math.max(0, step.index - lookback); i--) {
    if (session.steps[i]?.tool != null && !record.indices.includes(i) && ledger.mentionedAt[i]?.has(id)) return false;
  }
  return true;
}

const newValue = /^(?:new|replacement|target|dest|to|from)(?:_|[A-Z]|$)/;
const idName = /(?:^|[_\W]|[a-z])(?:ids?|Ids?|IDs?|keys?|refs?|numbers?|skus?|codes?)$/;

/** The call's other arguments that name things, each with its compacted ids. */
function otherIds(step: Step, argument: string): Map<string, string[]> {
  const byName = new Map<string, string[]>();
  for (const leaf of step.args) {
    const name = leaf.path[0] ?? '';
    const text = String(leaf.value);
    if (name === argument || leaf.path.length > 1 || !/\d/.test(text) || newValue.test(name)) continue;
    if (!isIdShaped(text) && !idName.test(name)) continue;
    byName.set(name, [...(byName.get(name) ?? []), compact(text)]);
  }
  return byName;
}
