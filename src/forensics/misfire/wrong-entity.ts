import { effectOf } from '../effect.ts';
import { type Finding, finding } from '../finding.ts';
import type { Ledger } from '../provenance/ledger.ts';
import { isVolatileKey, textMentions } from '../provenance/mentions.ts';
import { compact, shapeOf } from '../provenance/tokens.ts';
import { quote } from '../quote.ts';
import type { Session, Step } from '../steps.ts';
import { type Turn, turnsBefore } from './dialog.ts';
import { type RecordBook, recordOwner } from './records.ts';

/** What a call is judged by: the session so far. */
export interface Past {
  session: Session;
  ledger: Ledger;
  dialog: readonly Turn[];
  books: ReadonlyMap<string, RecordBook>;
}

/** An id argument that is neither the one the conversation is about nor the one the other arguments belong to. */
export function wrongEntity(step: Step, past: Past): Finding | null {
  const ids = step.args.filter(
    (leaf) => leaf.path.length === 1 && /\d/.test(String(leaf.value)) && !isVolatileKey(leaf.path[0] ?? ''),
  );
  for (const leaf of ids) {
    const argument = leaf.path[0] ?? '';
    const value = String(leaf.value);
    if (step.args.filter((other) => other.path[0] === argument).length > 1) continue;
    const book = past.books.get(argument);
    const owner =
      book === undefined
        ? null
        : (recordOwner(past.session, step, argument, value, book, past.ledger) ??
          openedInstead(step, value, book, past));
    const inTalk = owner === null ? talkedAbout(step, value, past.dialog) : null;
    if (owner === null && inTalk?.isSettled !== true) continue;
    const named = quote(owner ?? inTalk?.ids[0] ?? '', 60);
    return finding({
      kind: 'wrong_entity',
      mode: 'tool_misfire',
      origin: step.decidedBy,
      at: step.index,
      confidence: owner === null ? 0.62 : 0.78,
      evidence: `${quote(step.tool ?? '', 60)} at step ${step.step} acted on ${quote(value, 60)}; ${owner === null ? `the conversation was about ${named}` : `what was read before and its other arguments belong to ${named}`}.`,
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
function talkedAbout(step: Step, value: string, dialog: readonly Turn[]): { ids: string[]; isSettled: boolean } | null {
  const at = turnsBefore(dialog, step.index);
  const recent = dialog
    .slice(Math.max(0, at - 5), at)
    .filter((turn) => turn.index !== step.decidedBy)
    .slice(-4);
  const report = dialog[at];
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
function openedInstead(step: Step, value: string, book: RecordBook, { session, dialog }: Past): string | null {
  const [last] = book.recent;
  const at = last?.indices.at(-1);
  if (last === undefined || at === undefined || step.index - at > 8 || book.byKey.has(compact(value))) return null;
  const opened = session.steps[at];
  if (!isSameKind(last.shown, value) || opened?.tool == null) return null;
  if (effectOf(opened.tool, opened.definition, opened.event.args) !== 'read') return null;
  const since = dialog
    .slice(turnsBefore(dialog, at - 3), turnsBefore(dialog, step.index + 4))
    .filter((turn) => turn.index !== step.decidedBy);
  const isNamed = since.some((turn) => compact(turn.text).includes(compact(value)));
  const isAloneOpened = session.steps
    .slice(at + 1, step.index)
    .every((between) => between.tool === null || !between.args.some((leaf) => isSameKind(String(leaf.value), value)));
  return !isNamed && isAloneOpened ? last.shown : null;
}
