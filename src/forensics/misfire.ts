import { effectOf } from './effect.ts';
import { type Finding, finding } from './finding.ts';
import type { Ledger } from './provenance/ledger.ts';
import { isVolatileKey, textMentions } from './provenance/mentions.ts';
import { compact, isIdShaped, shapeOf } from './provenance/tokens.ts';
import { quote } from './quote.ts';
import type { Session, Step } from './steps.ts';
import { firstVerb, type VerbClass, verbClass } from './words.ts';

/** Misfires that no flag names: the wrong tool for what was asked, and the right tool on another entity than the one named. */
export function detectMisfires(session: Session, ledger: Ledger): Finding[] {
  const dialog = createDialog(session);
  const findings: Finding[] = [];
  for (const step of session.steps) {
    if (step.tool === null || step.failed) continue;
    if (effectOf(step.tool, step.definition, step.event.args) !== 'write') continue;
    const found = wrongTool(step, dialog) ?? wrongEntity(session, step, ledger, dialog);
    if (found !== null) findings.push(found);
  }
  return findings;
}

interface Turn {
  index: number;
  by: 'user' | 'agent';
  text: string;
  classes: Set<VerbClass>;
}

function createDialog(session: Session): Turn[] {
  const turns: Turn[] = [];
  for (const step of session.steps) {
    for (const heard of step.heard) if (heard.role === 'user') turns.push(turn(step.index, 'user', heard.text));
    if (step.type === 'llm_call' && step.said !== '' && !isDecision(step))
      turns.push(turn(step.index, 'agent', step.said));
  }
  return turns;
}

/** A summary that only announces the call is no talk. */
function isDecision(step: Step): boolean {
  return step.event.completion === undefined && /^(?:decided to |will )?call(?:s|ed|ing)?\b/i.test(step.said);
}

function turn(index: number, by: Turn['by'], text: string): Turn {
  const words = text
    .slice(0, 10_000)
    .toLowerCase()
    .split(/[^\p{L}]+/u);
  return {
    index,
    by,
    text,
    classes: new Set(
      words
        .filter((word) => word !== 'drop')
        .map(verbClass)
        .filter((kind) => kind !== null),
    ),
  };
}

/** Classes whose confusion does harm; an exchange told as a change is none. */
const harmful: ReadonlySet<VerbClass> = new Set<VerbClass>(['remove', 'pay', 'give_back', 'grant']);

/** The user asked for one kind of act, the agent did another and spoke as if it had done the first. */
function wrongTool(step: Step, dialog: Turn[]): Finding | null {
  const verb = firstVerb(step.tool ?? '');
  const kind = verb === null ? null : verbClass(verb);
  if (verb === null || kind === null || !harmful.has(kind)) return null;
  const before = dialog.filter((turn) => turn.index < step.index);
  if (!before.some((turn) => turn.by === 'user')) return null;
  const lastUser = before.findLastIndex((turn) => turn.by === 'user');
  const heard = before.filter((turn, i) => turn.by === 'user' || i === lastUser - 1);
  if (heard.some((turn) => turn.classes.has(kind) || turn.text.toLowerCase().includes(verb))) return null;
  const asked = lastOf(before, (turn) =>
    [...turn.classes].some((other) => other !== 'read' && other !== 'run' && other !== kind),
  );
  const claim = dialog.find((turn) => turn.index > step.index && turn.by === 'agent');
  if (asked === undefined) return null;
  const isDenied = claim !== undefined && !claim.classes.has(kind);
  return finding({
    kind: 'wrong_tool',
    mode: 'tool_misfire',
    origin: step.decidedBy,
    at: step.index,
    confidence: isDenied ? 0.78 : 0.6,
    evidence: `${quote(step.tool ?? '', 60)} at step ${step.step}: nobody spoke of this before; what was asked is "${quote(asked.text, 80)}"${isDenied ? ', and the agent then reported something else' : ''}.`,
    items: step.args.filter((leaf) => typeof leaf.value === 'string').map((leaf) => compact(String(leaf.value))),
    steps: [step.index],
  });
}

function lastOf<T>(list: T[], test: (item: T) => boolean): T | undefined {
  for (let i = list.length - 1; i >= 0; i--) {
    const item = list[i];
    if (item !== undefined && test(item)) return item;
  }
  return undefined;
}

/** An id argument that is neither the one the conversation is about nor the one the other arguments belong to. */
function wrongEntity(session: Session, step: Step, ledger: Ledger, dialog: Turn[]): Finding | null {
  const ids = step.args.filter(
    (leaf) => leaf.path.length === 1 && /\d/.test(String(leaf.value)) && !isVolatileKey(leaf.path[0] ?? ''),
  );
  for (const leaf of ids) {
    const argument = leaf.path[0] ?? '';
    const value = String(leaf.value);
    if (step.args.filter((other) => other.path[0] === argument).length > 1) continue;
    const inTalk = talkedAbout(step, value, dialog);
    const owner =
      recordOwner(session, step, argument, value, ledger) ?? openedInstead(session, step, argument, value, dialog);
    if (owner === null && inTalk?.isSettled !== true) continue;
    const named = owner ?? inTalk?.ids[0] ?? '';
    return finding({
      kind: 'wrong_entity',
      mode: 'tool_misfire',
      origin: step.decidedBy,
      at: step.index,
      confidence: owner === null ? 0.62 : 0.78,
      evidence: `${quote(step.tool ?? '', 60)} at step ${step.step} acted on ${quote(value, 60)}; ${owner === null ? `the conversation was about ${quote(named, 60)}` : `its other arguments belong to ${quote(named, 60)}`}.`,
      items: [compact(value)],
      steps: [step.index],
    });
  }
  return null;
}

/**
 * Ids of the same shape in the last exchange and in the report after the act, if this one is not among them; null when
 * the talk names it or names none. The deciding call's own words are the act, not the talk.
 */
function talkedAbout(step: Step, value: string, dialog: Turn[]): { ids: string[]; isSettled: boolean } | null {
  const recent = dialog.filter((turn) => turn.index < step.index && turn.index !== step.decidedBy).slice(-4);
  const report = dialog.find((turn) => turn.index > step.index);
  const alike = (other: string): boolean => isSameKind(value, other);
  const key = compact(value);
  const ids: string[] = [];
  for (const turn of report?.by === 'agent' ? [...recent, report] : recent) {
    if (compact(turn.text).includes(key)) return null;
    for (const mention of textMentions(turn.text)) if (alike(mention.text)) ids.unshift(mention.text);
  }
  return ids.length === 0 ? null : { ids, isSettled: new Set(ids.map(compact)).size === 1 && ids.length >= 2 };
}

/** Ids that name things of one kind: the same prefix before the separator, the same pattern, numbers of like length. */
function isSameKind(a: string, b: string): boolean {
  const [x, y] = [a.replace(/^#/, ''), b.replace(/^#/, '')];
  if (/^\d+$/.test(x) || /^\d+$/.test(y))
    return /^\d{4,}$/.test(x) && /^\d{4,}$/.test(y) && Math.abs(x.length - y.length) <= 1;
  const prefix = (id: string): string => (/^(\p{L}+)[-_:/~]/u.exec(id)?.[1] ?? '').toLowerCase();
  return (
    prefix(x) === prefix(y) && (shapeOf(x) === shapeOf(y) || (prefix(x) !== '' && Math.abs(x.length - y.length) <= 2))
  );
}

/**
 * The agent opened one of several listed things, spoke of none but that one, and then changed another it had never
 * opened: the id of the one opened; null otherwise.
 */
function openedInstead(session: Session, step: Step, argument: string, value: string, dialog: Turn[]): string | null {
  const records = recordsBy(session, step, argument);
  const last = [...records.values()].pop();
  if (last === undefined || records.has(compact(value)) || !isSameKind(last.shown, value)) return null;
  const at = Math.max(...last.indices);
  const opened = session.steps[at];
  if (opened?.tool == null || effectOf(opened.tool, opened.definition, opened.event.args) !== 'read') return null;
  const since = dialog.filter(
    (turn) => turn.index > at - 4 && turn.index !== step.decidedBy && turn.index < step.index + 4,
  );
  const isNamed = since.some((turn) => compact(turn.text).includes(compact(value)));
  const isAloneOpened = session.steps
    .slice(at + 1, step.index)
    .every((between) => between.tool === null || !between.args.some((leaf) => isSameKind(String(leaf.value), value)));
  return !isNamed && isAloneOpened && step.index - at <= 8 ? last.shown : null;
}

interface LookedUp {
  shown: string;
  indices: Set<number>;
}

/**
 * The entity whose looked-up record holds this call's other ids while the record of the one acted on does not: all ids
 * of a list argument (an order's items), or a single id that stands in no other result.
 */
function recordOwner(session: Session, step: Step, argument: string, value: string, ledger: Ledger): string | null {
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
function recordsBy(session: Session, step: Step, argument: string): Map<string, LookedUp> {
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
