import { effectOf } from '../effect.ts';
import { compact } from '../provenance/tokens.ts';
import { quote } from '../quote.ts';
import type { Session, Step } from '../steps.ts';
import { idsOf } from './argument-ids.ts';
import type { Log } from './log.ts';
import { type ResultRecord, recordsIn } from './records.ts';
import { maxPerRule, type Suspicion } from './suspicion.ts';

const availability = /^(?:is_?)?(?:available|availability|in_?stock|enabled|active|valid|eligible)$/i;

/** A call that names a value of a record marked unavailable: what it named, the record's values, where it was marked. */
interface Use {
  step: Step;
  named: string;
  values: string[];
  markedAt: number;
}

/** A call names something that an earlier result marked as unavailable, unasked, and nothing refused it. */
export function detectUnavailable(log: Log): Suspicion[] {
  const uses = usesOfUnavailable(log);
  if (uses.length === 0) return [];
  const offered = offeredAt(log.session, uses);
  const refused = refusedIds(log.session);
  const found = new Map<number, Suspicion>();
  for (const use of uses) {
    const { index } = use.step;
    if (found.has(index) || (offered.get(use.named) ?? index) < index) continue;
    if (use.values.some((value) => refused.has(value))) continue;
    found.set(index, suspect(log.session, use));
    if (found.size === maxPerRule) break;
  }
  return [...found.values()];
}

function usesOfUnavailable({ session, userTurns }: Log): Use[] {
  if (!session.steps.some(mayMark)) return [];
  const named = session.steps.map(namedBy);
  const wanted = new Set(named.flat());
  const marked = new Map<string, { values: string[]; markedAt: number }>();
  const uses: Use[] = [];
  let turn = 0;
  for (const step of session.steps) {
    while ((userTurns[turn + 1]?.index ?? Number.POSITIVE_INFINITY) <= step.index) turn++;
    for (const value of named[step.index] ?? []) {
      const mark = marked.get(value);
      if (mark !== undefined && !userTurns[turn]?.text.includes(value)) uses.push({ step, named: value, ...mark });
    }
    if (!mayMark(step)) continue;
    for (const record of recordsIn(step.returned?.value)) {
      if (!isOff(record)) continue;
      const values = valuesOf(record);
      for (const value of values) if (wanted.has(value)) marked.set(value, { values, markedAt: step.index });
    }
  }
  return uses;
}

/** Index of the first step that returned a value, of those used, in a record without such a mark. */
function offeredAt({ steps }: Session, uses: readonly Use[]): Map<string, number> {
  const wanted = new Set(uses.map((use) => use.named));
  const offered = new Map<string, number>();
  const last = uses.at(-1)?.step.index ?? -1;
  for (const { index, returned } of steps.slice(0, last))
    for (const record of recordsIn(returned?.value)) {
      if (isOff(record)) continue;
      for (const value of valuesOf(record)) if (wanted.has(value) && !offered.has(value)) offered.set(value, index);
    }
  return offered;
}

function suspect({ steps }: Session, { step, named, markedAt }: Use): Suspicion {
  const evidence = `Step ${step.step} calls ${quote(step.tool ?? '', 60)} with ${quote(named, 40)}, which the result of step ${steps[markedAt]?.step ?? 0} marks as unavailable.`;
  return { rule: 'unavailable', index: step.index, evidence, items: [compact(named)] };
}

/** A cheap look before the records are walked. */
function mayMark({ returned }: Step): boolean {
  if (returned === null || typeof returned.value !== 'object') return false;
  return returned.leaves.some((leaf) => leaf.value === false);
}

function isOff(record: ResultRecord): boolean {
  for (const key of Object.keys(record)) if (record[key] === false && availability.test(key)) return true;
  return false;
}

/** What identifies a record: its strings and numbers with two digits in a row. */
function valuesOf(record: ResultRecord): string[] {
  const values: string[] = [];
  for (const value of Object.values(record))
    if ((typeof value === 'string' || typeof value === 'number') && /\d\d/.test(`${value}`)) values.push(`${value}`);
  return values;
}

/** The ids and numbers among the arguments of a call. */
function namedBy(step: Step): string[] {
  if (step.tool === null) return [];
  const numbers = step.args.flatMap(({ value }) => String(value).match(/\d[\d.]*\d/g) ?? []);
  return [...idsOf(step.args), ...numbers];
}

/** What the writes that were refused had named: a refusal means the fault was caught. */
function refusedIds({ steps }: Session): Set<string> {
  const refused = steps.filter(
    (step) => step.tool !== null && step.failed && effectOf(step.tool, step.definition, step.event.args) === 'write',
  );
  return new Set(refused.flatMap((step) => idsOf(step.args)));
}
