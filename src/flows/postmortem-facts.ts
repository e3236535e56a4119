import { contextAt } from '../forensics/context-at.ts';
import type { TimelineEntry } from '../incident/incident.ts';
import type { IncidentRecord } from '../incident/record.ts';
import type { ReversalItem } from '../incident/reversals/reversal.ts';
import type { ContextExcerpt, DocumentFact, PostmortemFacts } from '../postmortem/facts.ts';
import { captureFacts } from './capture-facts.ts';
import { readCapture } from './captured-events.ts';
import type { Parts } from './parts.ts';
import { readableTimeline } from './timeline.ts';

/** The last messages before the origin, and how much of each: enough to see what the model believed. */
const excerptMessages = 8;
const excerptChars = 2_000;

/** Everything a postmortem is made of, as it is known now; for `counts` without what only a reader needs. */
export async function gatherFacts(
  parts: Parts,
  incident: IncidentRecord,
  known: { owner: string | null; dueAt: Date; document: DocumentFact | null },
  depth: 'full' | 'counts' = 'full',
): Promise<PostmortemFacts> {
  const { incidents, reversals, archive } = parts;
  const [entries, items, captures] = await Promise.all([
    incidents.timeline(incident.id),
    reversals.list(incident.id),
    archive.list(incident.id),
  ]);
  const timeline = readableTimeline(entries);
  const { report } = incident;
  return {
    incident,
    report,
    context: depth === 'full' ? await excerptOf(parts, incident, captures.at(-1)?.id ?? null) : null,
    timeline,
    reversals: items.map(({ number, entry, plan, owner, done }) => {
      const { step, tool, args, effect, outcome, reversible, reversal } = entry;
      return { number, step, tool, args, effect, outcome, reversible, plan: plan ?? reversal, owner, done };
    }),
    captures: captures.map(captureFacts),
    pattern: report?.pattern ?? null,
    people: depth === 'full' ? await namesOf(parts, peopleOf(timeline, items, incident, known.owner)) : {},
    due_at: known.dueAt.toISOString(),
    owner: known.owner,
    document: known.document,
  };
}

async function excerptOf(
  parts: Parts,
  { session_id, report, origin_override }: IncidentRecord,
  captureId: string | null,
): Promise<ContextExcerpt | null> {
  const step = origin_override?.step ?? report?.origin?.step ?? null;
  if (captureId === null || step === null) return null;
  const { sessions } = await readCapture(parts, captureId);
  const events = sessions.get(session_id) ?? [];
  if (!events.some((event) => event.step === step)) return null;
  const { system, messages } = contextAt(events, step);
  const lines = [
    ...system.map((text) => ({ role: 'system', text })),
    ...messages.slice(-excerptMessages).map(({ role, name, text }) => {
      return { role: name === undefined ? role : `${role} ${name}`, text };
    }),
  ];
  return { step, lines: lines.map(({ role, text }) => ({ role, text: text.slice(0, excerptChars) })) };
}

function peopleOf(
  timeline: readonly TimelineEntry[],
  items: readonly ReversalItem[],
  incident: IncidentRecord,
  owner: string | null,
): (string | null)[] {
  return [
    ...timeline.map(({ by }) => by),
    ...incident.checklist.map((item) => item.owner),
    ...incident.containment.map(({ requested_by }) => requested_by),
    ...items.flatMap((item) => [item.owner, item.done?.by ?? null]),
    incident.opened_by,
    incident.commander,
    owner,
  ];
}

/** Names of people; the bot and whoever Slack does not name are left out. */
async function namesOf({ notifier }: Parts, ids: readonly (string | null)[]): Promise<Record<string, string>> {
  const people = [...new Set(ids.filter((id): id is string => id !== null && id !== 'bot'))];
  const names = await Promise.all(people.map((id) => notifier.userName(id).catch(() => id)));
  return Object.fromEntries(people.map((id, at) => [id, names[at] ?? id]));
}
