import type { TimelineEntry } from '../incident/incident.ts';
import type { Flows, Outcome } from './api.ts';
import { notFound } from './outcome.ts';
import type { Parts } from './parts.ts';

const longestNote = 2_000;

/** A message of the incident's thread or channel goes into its timeline; false when it belongs to none. */
export async function noteMessage(parts: Parts, input: Parameters<Flows['noteMessage']>[0]): Promise<boolean> {
  const { message, author, by, requestKey } = input;
  const incidentId = await ofMessage(parts, message);
  if (incidentId === null) return false;
  const ref = refOf(message);
  const present = notesOf(await parts.incidents.timeline(incidentId));
  if (present.has(ref)) return true;
  const said = input.text.trim().slice(0, longestNote) || '(a message without text)';
  const at = new Date(Number(message.ts) * 1_000).toISOString();
  const note = { type: 'note.added', by: author, text: said, ref, at } as const;
  await parts.incidents.apply(incidentId, note, { now: parts.now(), key: `${requestKey}:${by}` });
  return true;
}

/** Takes the note of a message out again; the timeline keeps that there was one. */
export async function unnoteMessage(parts: Parts, input: Parameters<Flows['unnoteMessage']>[0]): Promise<boolean> {
  const { message, by, requestKey } = input;
  const incidentId = await ofMessage(parts, message);
  if (incidentId === null) return false;
  const ref = refOf(message);
  if (!notesOf(await parts.incidents.timeline(incidentId)).has(ref)) return false;
  await parts.incidents.apply(incidentId, { type: 'note.removed', by, ref }, { now: parts.now(), key: requestKey });
  return true;
}

/** The timeline as people read it: in the order things happened, without notes that were taken out. */
export function readableTimeline(entries: readonly TimelineEntry[]): TimelineEntry[] {
  const notes = notesOf(entries);
  return entries
    .filter((entry) => entry.type !== 'note.removed' && (entry.type !== 'note.added' || isPresent(entry, notes)))
    .sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
}

export async function exportTimeline(
  parts: Parts,
  incidentId: string,
  format: 'markdown' | 'json',
): Promise<Outcome<{ name: string; text: string }>> {
  const incident = await parts.incidents.get(incidentId);
  if (incident === null) return notFound(incidentId);
  const entries = readableTimeline(await parts.incidents.timeline(incidentId));
  const name = `incident-${incident.number}-timeline.${format === 'json' ? 'json' : 'md'}`;
  if (format === 'json') {
    const { id, number, session_id } = incident;
    return { ok: true, name, text: `${JSON.stringify({ incident: { id, number, session_id }, entries }, null, 2)}\n` };
  }
  const names = new Map<string, string>();
  for (const { by } of entries) if (!names.has(by)) names.set(by, await nameOf(parts, by));
  const lines = entries.map(({ at, by, text }) => `| ${at} | ${cell(names.get(by) ?? by)} | ${cell(text)} |`);
  const head = `# Timeline of incident ${incident.number}\n\nTimes are UTC.\n\n| when | who | what |\n|---|---|---|`;
  return { ok: true, name, text: `${[head, ...lines].join('\n')}\n` };
}

async function nameOf({ notifier }: Parts, by: string): Promise<string> {
  return by === 'bot' ? 'the bot' : await notifier.userName(by).catch(() => by);
}

/** Text from outside in a cell of a Markdown table: nothing in it is live. */
function cell(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replace(/[\\`*_{}[\]()#+!|~-]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .trim();
}

/** Messages whose note is in the timeline now. */
function notesOf(entries: readonly TimelineEntry[]): Map<string, TimelineEntry> {
  const notes = new Map<string, TimelineEntry>();
  for (const entry of entries) {
    if (entry.ref === undefined) continue;
    if (entry.type === 'note.added') notes.set(entry.ref, entry);
    if (entry.type === 'note.removed') notes.delete(entry.ref);
  }
  return notes;
}

function isPresent(entry: TimelineEntry, notes: ReadonlyMap<string, TimelineEntry>): boolean {
  return entry.ref === undefined || notes.get(entry.ref) === entry;
}

/** Messages in the thread of a card, or in the incident's own channel. */
async function ofMessage(
  { posts }: Parts,
  { channel, ts, threadTs }: { channel: string; ts: string; threadTs?: string | null },
) {
  return await posts.incidentOf(channel, threadTs ?? ts);
}

function refOf({ channel, ts }: { channel: string; ts: string }): string {
  return `slack:${channel}:${ts}`;
}
