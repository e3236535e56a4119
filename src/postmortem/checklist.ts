import type { PostmortemFacts } from './facts.ts';
import { itemLinesOf } from './item-lines.ts';
import { isPostmortemItem, type PostmortemItem, postmortemItems, type Ticks } from './items.ts';
import { splitNote } from './notes.ts';
import { isMarker, isSection, parseSections } from './sections.ts';
import { formatCounted, formatMoment, parseMoment, rootCauseNames, verdictNames } from './words.ts';

/** One item as it stands. `because` is what it rests on, or what is missing; strings in it are not escaped. */
export interface PostmortemTick {
  item: PostmortemItem;
  done: boolean;
  because: string;
}

type Evidence = Pick<PostmortemTick, 'done' | 'because'>;

/** How long evidence has to be kept, in ms. */
const retention = 30 * 24 * 3_600_000;

/**
 * The eleven items, ticked from evidence where there is some. What a person ticked or unticked stays as they left it.
 * @param text the document as people left it, null before the first rendering
 */
export function tickPostmortem(facts: PostmortemFacts, text: string | null, ticks: Ticks): PostmortemTick[] {
  const sections = sectionLines(text);
  const evidence: Record<PostmortemItem, Evidence> = {
    trace_exported: traceExported(facts),
    origin_identified: originIdentified(facts),
    mode_classified: modeClassified(facts),
    cascade_documented: cascadeDocumented(facts, text === null || sections.has('cascade')),
    actions_enumerated: actionsEnumerated(facts),
    actions_remediated: actionsRemediated(facts),
    root_cause_named: rootCauseNamed(facts),
    detection_gap_described: gapDescribed(facts, sections),
    eval_added: { done: false, because: 'a person confirms it' },
    alert_configured: { done: false, because: 'a person confirms it' },
    distributed: { done: facts.document?.state === 'distributed', because: distributedWords(facts) },
  };
  return (Object.keys(postmortemItems) as PostmortemItem[]).map((item) => {
    const person = ticks[item];
    if (person === undefined) return { item, ...evidence[item] };
    return { item, done: person, because: person ? 'ticked by a person' : 'unticked by a person' };
  });
}

/** What a person changed in the boxes between two texts of a document. */
export function readTicks(before: string, after: string): Ticks {
  const old = itemLinesOf(linesWithoutNotes(before));
  const ticks: Record<string, boolean> = {};
  for (const [item, { checked }] of itemLinesOf(linesWithoutNotes(after))) {
    const was = old.get(item);
    if (isPostmortemItem(item) && was !== undefined && was.checked !== checked) ticks[item] = checked;
  }
  return ticks;
}

/** Whether a person wrote something under the questions of a section; headings, questions and labels do not count. */
export function isAnswered(lines: readonly string[], rendered: readonly string[]): boolean {
  const ours = new Set(rendered.map((line) => line.trim()));
  return lines.some((line) => {
    const text = line.trim();
    if (text === '' || ours.has(text) || isMarker(text) || /^#{1,6}\s/.test(text)) return false;
    return (
      text
        .replace(/^>\s*\*\*Question:\*\*.*$/, '')
        .replace(/^\*\*Answer:\*\*/, '')
        .trim() !== ''
    );
  });
}

function traceExported({ captures }: PostmortemFacts): Evidence {
  const kept = captures.find(
    ({ taken_at, keep_until }) => parseMoment(keep_until) - parseMoment(taken_at) >= retention,
  );
  if (kept !== undefined) {
    return { done: true, because: `capture ${kept.number} is kept until ${formatMoment(kept.keep_until)}` };
  }
  return { done: false, because: captures.length === 0 ? 'no capture yet' : 'no capture is kept for 30 days' };
}

function firstMinutes({ incident }: PostmortemFacts, name: string): boolean {
  return incident.checklist.some((item) => item.name === name && item.state === 'done');
}

function originIdentified(facts: PostmortemFacts): Evidence {
  const chosen = facts.incident.origin_override;
  if (chosen !== null) return { done: true, because: `step ${chosen.step}, chosen by the responders` };
  const found = facts.report?.origin ?? null;
  if (found === null) return { done: false, because: 'no step is named' };
  if (firstMinutes(facts, 'origin')) return { done: true, because: `step ${found.step}, accepted` };
  return { done: false, because: `step ${found.step} is not accepted yet` };
}

function modeClassified(facts: PostmortemFacts): Evidence {
  const chosen = facts.incident.mode_override;
  if (chosen !== null) return { done: true, because: `${verdictNames[chosen.mode]}, chosen by the responders` };
  if (facts.report === null) return { done: false, because: 'no report yet' };
  const name = verdictNames[facts.report.classification.mode];
  const accepted = firstMinutes(facts, 'classify');
  return { done: accepted, because: accepted ? `${name}, accepted` : `${name} is not accepted yet` };
}

function cascadeDocumented(facts: PostmortemFacts, isThere: boolean): Evidence {
  if (!isThere) return { done: false, because: 'the document has no section "cascade" any more' };
  const { report } = facts;
  if (report === null || (report.origin === null && facts.incident.origin_override === null)) {
    return { done: false, because: 'it needs a fault origin' };
  }
  const steps = report.cascade.length;
  return {
    done: true,
    because: steps === 0 ? 'no step rests on the origin' : `${formatCounted(steps, 'step')} listed`,
  };
}

function actionsEnumerated(facts: PostmortemFacts): Evidence {
  const done = firstMinutes(facts, 'blast_radius');
  return { done, because: done ? 'the blast radius is done' : 'the blast radius is not done yet' };
}

function actionsRemediated(facts: PostmortemFacts): Evidence {
  const actions = facts.reversals.filter(({ effect }) => effect !== 'read');
  const open = actions.filter(({ done }) => done === null).length;
  if (open > 0)
    return { done: false, because: `${formatCounted(open, 'action')} of ${actions.length} not settled yet` };
  if (actions.length > 0) return { done: true, because: `all ${formatCounted(actions.length, 'action')} settled` };
  const done = firstMinutes(facts, 'blast_radius');
  return { done, because: done ? 'no external action' : 'whether there are any is not confirmed yet' };
}

function rootCauseNamed({ incident }: PostmortemFacts): Evidence {
  const cause = incident.root_cause;
  return cause === null ? { done: false, because: 'not chosen yet' } : { done: true, because: rootCauseNames[cause] };
}

function gapDescribed(facts: PostmortemFacts, sections: ReadonlyMap<string, string[]>): Evidence {
  const rendered = sectionLines(facts.document?.rendered ?? null).get('detection-gap') ?? [];
  const done = isAnswered(sections.get('detection-gap') ?? [], rendered);
  return { done, because: done ? 'answered' : 'not answered yet' };
}

function distributedWords({ document }: PostmortemFacts): string {
  if (document?.state === 'distributed') return 'confirmed';
  return document?.state === 'waived' ? 'waived' : 'not confirmed yet';
}

function sectionLines(text: string | null): Map<string, string[]> {
  const sections = text === null ? [] : parseSections(text).filter(isSection);
  return new Map(sections.map(({ name, lines }) => [name, splitNote(name, lines).own]));
}

function linesWithoutNotes(text: string): string[] {
  return parseSections(text).flatMap((piece) =>
    isSection(piece) ? splitNote(piece.name, piece.lines).own : piece.lines,
  );
}
