import { randomUUID } from 'node:crypto';
import { and, asc, desc, eq, ne, sql } from 'drizzle-orm';
import type { Database, Queries } from '../db/client.ts';
import { addToOutbox } from '../db/outbox.ts';
import { checklistItems, containmentActions, incidents, places, timeline } from '../db/schema.ts';
import { AppError } from '../errors.ts';
import { type Refusal, refuse, type Transition } from './change.ts';
import type { TimelineEntry } from './incident.ts';
import type { IncidentEvent } from './incident-event.ts';
import type { IncidentRecord, OutboxMessage } from './record.ts';
import { fromRows, toActionRow, toIncidentRow, toItemRow } from './rows/store.ts';
import { cardEffect, newIncident, transition } from './transition.ts';

export interface OpenRequest {
  sessionId: string;
  openedBy: string;
  now: Date;
  /** Names the request, such as the delivery it came in with: the same request never opens a second incident. */
  requestKey: string;
  /** The channel it was asked for in. */
  askedIn?: string | null;
  wrongOutputStep?: number | null;
}

export interface ApplyOptions {
  now: Date;
  /** Names the event: applied before, it is refused as `repeated`. */
  key?: string;
  /** The revision the person saw; refused as `conflict` when the incident has changed since. */
  expectedRevision?: number;
}

/** The incident as it stands now, and what the event did or why it did nothing. */
export type Applied = { incident: IncidentRecord } & ({ timeline: TimelineEntry[] } | Refusal);

export interface IncidentStore {
  /** Opens an incident, or gives back the one that is open for the session or that this request opened before. */
  openIncident(request: OpenRequest): Promise<{ incident: IncidentRecord; created: boolean }>;
  get(id: string): Promise<IncidentRecord | null>;
  /** The open incident of a session, else the latest resolved one. */
  findBySession(sessionId: string): Promise<IncidentRecord | null>;
  findByNumber(number: number): Promise<IncidentRecord | null>;
  /** The incident a containment action belongs to. */
  findByAction(actionId: string): Promise<string | null>;
  /** Open incidents, newest first. */
  listOpen(): Promise<IncidentRecord[]>;
  /** Applies one event: change, timeline and outbox become durable together. Throws `incident.not-found`. */
  apply(id: string, event: IncidentEvent, options: ApplyOptions): Promise<Applied>;
  /** Oldest first. */
  timeline(id: string): Promise<TimelineEntry[]>;
}

/** An incident is read from three tables: as of one moment. */
const snapshot = { isolationLevel: 'repeatable read', accessMode: 'read only' } as const;

export function createIncidentStore(database: Database): IncidentStore {
  return {
    openIncident: (request) => database.transaction((queries) => open(queries, request)),
    get: (id) => database.transaction((queries) => load(queries, id), snapshot),
    findBySession: (sessionId) => database.transaction((queries) => findBySession(queries, sessionId), snapshot),
    findByNumber: (number) => database.transaction((queries) => findByNumber(queries, number), snapshot),
    async findByAction(actionId) {
      const [row] = await database
        .select({ incidentId: containmentActions.incidentId })
        .from(containmentActions)
        .where(eq(containmentActions.id, actionId));
      return row?.incidentId ?? null;
    },
    listOpen: () => database.transaction(listOpen, snapshot),
    apply: (id, event, options) => database.transaction((queries) => applyEvent(queries, id, event, options)),
    async timeline(id) {
      const rows = await database.select().from(timeline).where(eq(timeline.incidentId, id)).orderBy(asc(timeline.id));
      return rows.map(({ at, by, type, text, ref }) => {
        return { at: at.toISOString(), by, type, text, ...(ref === null ? {} : { ref }) };
      });
    },
  };
}

async function findBySession(queries: Queries, sessionId: string): Promise<IncidentRecord | null> {
  const [row] = await queries
    .select({ id: incidents.id })
    .from(incidents)
    .where(eq(incidents.sessionId, sessionId))
    .orderBy(sql`${incidents.status} = 'open' desc`, desc(incidents.number))
    .limit(1);
  return row === undefined ? null : await load(queries, row.id);
}

async function findByNumber(queries: Queries, number: number): Promise<IncidentRecord | null> {
  const [row] = await queries.select({ id: incidents.id }).from(incidents).where(eq(incidents.number, number));
  return row === undefined ? null : await load(queries, row.id);
}

async function listOpen(queries: Queries): Promise<IncidentRecord[]> {
  const rows = await queries
    .select({ id: incidents.id })
    .from(incidents)
    .where(eq(incidents.status, 'open'))
    .orderBy(desc(incidents.number));
  const found: IncidentRecord[] = [];
  for (const { id } of rows) found.push(await mustLoad(queries, id));
  return found;
}

async function open(queries: Queries, request: OpenRequest): Promise<{ incident: IncidentRecord; created: boolean }> {
  const { sessionId, openedBy, now, requestKey } = request;
  // Those who open the same session wait here, so that numbers are not used up by inserts that lose.
  await lockSession(queries, sessionId);
  const [known] = await queries
    .select({ id: incidents.id })
    .from(incidents)
    .where(sql`${eq(incidents.requestKey, requestKey)} or (${eq(incidents.sessionId, sessionId)} and status = 'open')`)
    .orderBy(sql`${eq(incidents.requestKey, requestKey)} desc`)
    .limit(1);
  if (known !== undefined) return { incident: await mustLoad(queries, known.id), created: false };
  const opened = {
    id: `inc_${randomUUID()}`,
    session_id: sessionId,
    opened_by: openedBy,
    opened_at: now.toISOString(),
    wrong_output_step: request.wrongOutputStep ?? null,
  };
  const draft = newIncident({ ...opened, number: 0 });
  const [row] = await queries
    .insert(incidents)
    .values({ ...toIncidentRow(draft), id: draft.id, requestKey })
    .returning({ number: incidents.number });
  if (row === undefined)
    throw new AppError('incident.not-opened', `No incident was opened for ${sessionId}. Try again.`);
  const incident = { ...draft, number: row.number };
  await queries
    .insert(checklistItems)
    .values(incident.checklist.map((item, index) => toItemRow(incident.id, item, index)));
  await queries.insert(places).values({ incidentId: incident.id, askedIn: request.askedIn ?? null });
  const entry = { at: opened.opened_at, by: openedBy, type: 'incident.opened', text: `Opened for ${sessionId}.` };
  await writeTimeline(queries, incident.id, [entry], null);
  const openedEffect = {
    kind: 'incident.opened',
    key: `incident.opened:${incident.id}`,
    payload: { incident_id: incident.id },
  };
  await writeOutbox(
    queries,
    [openedEffect, cardEffect(incident)].map((message) => ({ ...message, due_at: opened.opened_at })),
  );
  return { incident, created: true };
}

async function applyEvent(queries: Queries, id: string, event: IncidentEvent, options: ApplyOptions): Promise<Applied> {
  const { now, key, expectedRevision } = options;
  const [seen] = await queries.select({ sessionId: incidents.sessionId }).from(incidents).where(eq(incidents.id, id));
  if (seen === undefined) throw notFound(id);
  // In the same order as opening does, or the two could wait for each other.
  if (event.type === 'incident.reopened') await lockSession(queries, seen.sessionId);
  await queries.select({ id: incidents.id }).from(incidents).where(eq(incidents.id, id)).for('update');
  const current = await mustLoad(queries, id);
  const refusal = await checkApplicable(queries, current, event, key);
  if (refusal !== null) return { incident: current, ...refusal };
  if (expectedRevision !== undefined && expectedRevision !== current.revision) {
    return { incident: current, ...refuse('conflict', 'The incident has changed since. Look again, then decide.') };
  }
  const result = transition({ current, event, now });
  if ('refused' in result) return { incident: current, ...result };
  await write(queries, current, result, key ?? null);
  return { incident: result.next, timeline: result.timeline };
}

async function checkApplicable(
  queries: Queries,
  current: IncidentRecord,
  event: IncidentEvent,
  key: string | undefined,
): Promise<Refusal | null> {
  if (key !== undefined) {
    const seen = await queries
      .select({ id: timeline.id })
      .from(timeline)
      .where(and(eq(timeline.incidentId, current.id), eq(timeline.eventKey, key)));
    if (seen.length > 0) return refuse('repeated', 'That was recorded already.');
  }
  if (event.type !== 'incident.reopened') return null;
  const [other] = await queries
    .select({ number: incidents.number })
    .from(incidents)
    .where(
      and(eq(incidents.sessionId, current.session_id), eq(incidents.status, 'open'), ne(incidents.id, current.id)),
    );
  return other === undefined
    ? null
    : refuse('conflict', `Incident ${other.number} is open for the same session. Continue there.`);
}

/** The row lock makes the condition hold; should it ever not, nothing is written. */
async function write(
  queries: Queries,
  current: IncidentRecord,
  { next, timeline: entries, outbox }: Exclude<Transition, Refusal>,
  key: string | null,
): Promise<void> {
  const changed = await queries
    .update(incidents)
    .set(toIncidentRow(next, current))
    .where(
      and(eq(incidents.id, current.id), eq(incidents.revision, current.revision), eq(incidents.status, current.status)),
    )
    .returning({ id: incidents.id });
  if (changed.length === 0) {
    throw new AppError('incident.changed', 'The incident changed at the same moment. Try again.', { retryable: true });
  }
  for (const [index, item] of next.checklist.entries()) {
    if (item === current.checklist[index]) continue;
    const where = and(eq(checklistItems.incidentId, next.id), eq(checklistItems.name, item.name));
    await queries
      .update(checklistItems)
      .set(toItemRow(next.id, item, index))
      .where(where);
  }
  for (const action of next.containment) {
    if (current.containment.includes(action)) continue;
    const row = toActionRow(next.id, action);
    await queries
      .insert(containmentActions)
      .values(row)
      .onConflictDoUpdate({ target: containmentActions.id, set: row });
  }
  await writeTimeline(queries, next.id, entries, key);
  await writeOutbox(queries, outbox);
}

async function writeTimeline(queries: Queries, incidentId: string, entries: TimelineEntry[], key: string | null) {
  const rows = entries.map(({ at, by, type, text, ref = null }, index) => {
    return { incidentId, at: new Date(at), by, type, text, ref, eventKey: index === 0 ? key : null };
  });
  await queries.insert(timeline).values(rows);
}

async function writeOutbox(queries: Queries, messages: readonly OutboxMessage[]): Promise<void> {
  const rows = messages.map(({ due_at, kind, key, payload }) => ({ kind, key, payload, dueAt: new Date(due_at) }));
  await addToOutbox(queries, rows);
}

async function lockSession(queries: Queries, sessionId: string): Promise<void> {
  await queries.execute(
    sql`select pg_advisory_xact_lock(hashtext('incident'), hashtext(${sql.param(sessionId, incidents.sessionId)}))`,
  );
}

async function load(queries: Queries, id: string): Promise<IncidentRecord | null> {
  const [row] = await queries.select().from(incidents).where(eq(incidents.id, id));
  if (row === undefined) return null;
  const items = await queries
    .select()
    .from(checklistItems)
    .where(eq(checklistItems.incidentId, id))
    .orderBy(asc(checklistItems.position));
  const actions = await queries
    .select()
    .from(containmentActions)
    .where(eq(containmentActions.incidentId, id))
    .orderBy(asc(containmentActions.requestedAt), asc(containmentActions.cardRevision), asc(containmentActions.id));
  return fromRows(row, items, actions);
}

async function mustLoad(queries: Queries, id: string): Promise<IncidentRecord> {
  const incident = await load(queries, id);
  if (incident === null) throw notFound(id);
  return incident;
}

function notFound(id: string): AppError {
  return new AppError('incident.not-found', `There is no incident ${id}. See the list of open incidents.`);
}
