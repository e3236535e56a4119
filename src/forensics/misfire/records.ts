import type { Ledger } from '../provenance/ledger.ts';
import { compact, isIdShaped } from '../provenance/tokens.ts';
import type { Session, Step } from '../steps.ts';

/** A record looked up before, with the steps that returned it. */
export interface LookedUp {
  shown: string;
  indices: Set<number>;
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
  ledger: Ledger,
): string | null {
  const records = recordsBy(session, step, argument);
  const mine = records.get(compact(value));

  const isIn = (id: string, record: LookedUp): boolean =>
    [...record.indices].some((index) => ledger.mentionedAt[index]?.has(id));
  for (const [name, ids] of otherIds(step, argument)) {
    if (mine !== undefined && ids.some((id) => isIn(id, mine))) continue;
    for (const record of records.values()) {
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
  return session.steps.every(
    (earlier) =>
      earlier.index >= step.index ||
      earlier.tool === null ||
      record.indices.has(earlier.index) ||
      !ledger.mentionedAt[earlier.index]?.has(id),
  );
}

/** The call's other arguments that name things, each with its compacted ids. */
function otherIds(step: Step, argument: string): Map<string, string[]> {
  const byName = new Map<string, string[]>();
  for (const leaf of step.args) {
    const name = leaf.path[0] ?? '';
    const text = String(leaf.value);
    if (
      name === argument ||
      leaf.path.length > 1 ||
      !/\d/.test(text) ||
      /^(?:new|replacement|target|dest|to|from)(?:_|[A-Z]|$)/.test(name)
    )
      continue;
    if (!isIdShaped(text) && !/(?:^|[_\W]|[a-z])(?:ids?|Ids?|IDs?|keys?|refs?|numbers?|skus?|codes?)$/.test(name))
      continue;
    byName.set(name, [...(byName.get(name) ?? []), compact(text)]);
  }
  return byName;
}

/** What was looked up before under the same argument name, by compacted id. */
export function recordsBy(session: Session, step: Step, argument: string): Map<string, LookedUp> {
  const records = new Map<string, LookedUp>();
  for (const earlier of session.steps) {
    if (earlier.index >= step.index) break;
    if (earlier.tool === null || earlier.failed) continue;
    for (const leaf of earlier.args) {
      if (leaf.path[0] !== argument || leaf.path.length > 1) continue;
      const key = compact(String(leaf.value));
      const record = records.get(key) ?? { shown: String(leaf.value), indices: new Set<number>() };
      record.indices.add(earlier.index);
      records.set(key, record);
    }
  }
  return records;
}
