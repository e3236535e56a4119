import { setImmediate as othersTurn } from 'node:timers/promises';
import { and, asc, eq, inArray, lt, sql } from 'drizzle-orm';
import type { Database, Queries } from '../../db/client.ts';
import { toStorableJson, toStorableText } from '../../db/columns.ts';
import { addToOutbox } from '../../db/outbox.ts';
import { sessions, traceEvents } from '../../db/schema.ts';
import { AppError } from '../../errors.ts';
import { closestIds } from '../closest-ids.ts';
import { SessionNotFound } from '../errors.ts';
import { TraceEvent } from '../event.ts';
import { createTraceMemory, type TraceMemory } from '../jsonl/parse-event.ts';
import type { TraceSource } from '../source.ts';
import { digestOf } from './digest.ts';
import { checkStorable } from './storable-limits.ts';

/** What became of a batch; `sessions` in order of first appearance, as they are stored. */
export interface AddResult {
  accepted: number;
  /** Events we had already, or that stand in the batch twice. */
  repeated: number;
  sessions: string[];
}

/** The events that were sent to us, and a trace source named `archive` over them. */
export interface IntakeStore extends TraceSource {
  suggest(prefix: string, limit: number): Promise<string[]>;
  /**
   * Stores events, each once however often it is sent. Large batches are written in parts, each whole in itself: after a
   * failure send the batch again. A session whose end is among them gets one outbox row `session.ended` with
   * `{ session_id }`, written with the last part.
   * @throws InvalidTrace for an event that does not fit the records.
   */
  add(events: readonly TraceEvent[], now: Date): Promise<AddResult>;
  known(sessionId: string): Promise<boolean>;
  /** What its events say of the session itself; null for an unknown session. */
  describe(sessionId: string): Promise<{ agent: string | null; sessionType: string | null } | null>;
  /** When the latest new event of the session came in; null for an unknown session. */
  lastReceivedAt(sessionId: string): Promise<Date | null>;
  /** Sessions it spawned, and those they spawned, nearest first; at most 1,000. */
  childrenOf(sessionId: string): Promise<string[]>;
  /**
   * Forgets whole sessions that were last heard of before `date`.
   * @returns how many.
   * @throws AppError `trace.kept-too-short` when that is less than 30 days before `now`.
   */
  pruneBefore(date: Date, now: Date): Promise<number>;
}

export interface IntakeOptions {
  /** Does this event mark the end of its session? */
  isEnd?: (event: TraceEvent) => boolean;
}

/** One insert carries at most so many events and characters of JSON: PGlite lets nothing else run meanwhile. */
const maxPartEvents = 250;
const maxPartLength = 512 * 1024;
/** One read asks for at most so many events and bytes as PostgreSQL keeps them; long texts are compressed there. */
const maxPageEvents = 250;
const maxPageBytes = 512 * 1024;
const maxChildren = 1_000;
const maxSuggestions = 5;
const minKeepMs = 30 * 24 * 3600 * 1000;
const pruneBatch = 100;

export function createIntakeStore(database: Database, { isEnd = () => false }: IntakeOptions = {}): IntakeStore {
  async function suggest(prefix: string, limit: number): Promise<string[]> {
    return closestIds(prefix, await likelyIds(database, toStorableText(prefix)), limit);
  }

  return {
    name: 'archive',
    suggest,
    async add(events, now) {
      for (const event of events) checkStorable(event, { file: 'the events', line: null });
      const ended = [...new Set(events.filter(isEnd).map((event) => toStorableText(event.session_id)))];
      let accepted = 0;
      let at = 0;
      while (at < events.length) {
        const part = nextPart(events, at);
        at += part.length;
        const ends = at === events.length ? ended : [];
        accepted += await database.transaction((queries) => addPart(queries, part, ends, now));
        await othersTurn();
      }
      const ids = new Set(events.map((event) => toStorableText(event.session_id)));
      return { accepted, repeated: events.length - accepted, sessions: [...ids] };
    },
    async *fetch(sessionId, signal) {
      let isEmpty = true;
      for await (const event of readEvents(database, sessionId, signal)) {
        isEmpty = false;
        yield event;
      }
      if (isEmpty) throw new SessionNotFound(sessionId, await suggest(sessionId, maxSuggestions));
    },
    async known(sessionId) {
      return (await findSession(database, sessionId)) !== undefined;
    },
    async describe(sessionId) {
      const [row] = await database
        .select({ agent: sessions.agent, sessionType: sessions.sessionType })
        .from(sessions)
        .where(eq(sessions.sessionId, toStorableText(sessionId)));
      return row ?? null;
    },
    async lastReceivedAt(sessionId) {
      return (await findSession(database, sessionId))?.lastAt ?? null;
    },
    childrenOf: (sessionId) => childrenOf(database, sessionId),
    async pruneBefore(date, now) {
      if (now.getTime() - date.getTime() < minKeepMs) {
        const message = 'Traces are kept for 30 days or longer. Choose an earlier date to delete what is older.';
        throw new AppError('trace.kept-too-short', message);
      }
      let pruned = 0;
      for (;;) {
        const gone = await database.transaction((queries) => pruneSome(queries, date));
        pruned += gone;
        if (gone < pruneBatch) return pruned;
      }
    },
  };
}

interface Row {
  event: TraceEvent;
  sessionId: string;
  /** JSON that PostgreSQL accepts. */
  text: string;
}

/** As many of the events from `from` on as one insert may carry, at least one. */
function nextPart(events: readonly TraceEvent[], from: number): Row[] {
  const rows: Row[] = [];
  let length = 0;
  for (const event of events.slice(from, from + maxPartEvents)) {
    const text = toStorableJson(event);
    if (rows.length > 0 && length + text.length > maxPartLength) break;
    rows.push({ event, sessionId: toStorableText(event.session_id), text });
    length += text.length;
  }
  return rows;
}

/** The number of events that were new. */
async function addPart(queries: Queries, rows: readonly Row[], ended: readonly string[], now: Date): Promise<number> {
  // Before the events, and in one order: who prunes or adds to the same session waits here.
  await touchSessions(queries, rows, new Map(), now);
  const values = rows.map(({ event, sessionId, text }) => {
    const digest = digestOf(event, toStorableText);
    return { sessionId, step: event.step, digest, event: sql`${text}::jsonb`, receivedAt: now };
  });
  const fresh = await queries
    .insert(traceEvents)
    .values(values)
    .onConflictDoNothing({ target: [traceEvents.sessionId, traceEvents.digest] })
    .returning({ sessionId: traceEvents.sessionId });
  const counts = new Map<string, number>();
  for (const { sessionId } of fresh) counts.set(sessionId, (counts.get(sessionId) ?? 0) + 1);
  const isFresh = ({ sessionId }: Row): boolean => counts.has(sessionId);
  if (fresh.length > 0) await touchSessions(queries, rows.filter(isFresh), counts, now);
  const effects = ended.map((sessionId) => {
    return { kind: 'session.ended', key: `session.ended:${sessionId}`, payload: { session_id: sessionId }, dueAt: now };
  });
  await addToOutbox(queries, effects);
  return fresh.length;
}

/** Adds what the events say of their sessions, and counts the new ones. The first to say something is believed. */
async function touchSessions(
  queries: Queries,
  rows: readonly Row[],
  counts: ReadonlyMap<string, number>,
  now: Date,
): Promise<void> {
  const found = new Map<string, typeof sessions.$inferInsert>();
  for (const { event, sessionId } of rows) {
    const known = found.get(sessionId);
    found.set(sessionId, {
      sessionId,
      sessionType: known?.sessionType ?? event.session_type ?? null,
      agent: known?.agent ?? event.agent ?? null,
      parentSessionId: known?.parentSessionId ?? event.parent_session_id ?? null,
      firstAt: now,
      lastAt: now,
      events: counts.get(sessionId) ?? 0,
    });
  }
  const isNews = sql`excluded.events > 0`;
  await queries
    .insert(sessions)
    .values([...found.values()].sort((a, b) => (a.sessionId < b.sessionId ? -1 : 1)))
    .onConflictDoUpdate({
      target: sessions.sessionId,
      set: {
        sessionType: sql`coalesce(${sessions.sessionType}, excluded.session_type)`,
        agent: sql`coalesce(${sessions.agent}, excluded.agent)`,
        parentSessionId: sql`coalesce(${sessions.parentSessionId}, excluded.parent_session_id)`,
        lastAt: sql`case when ${isNews} then greatest(${sessions.lastAt}, excluded.last_at) else ${sessions.lastAt} end`,
        events: sql`${sessions.events} + excluded.events`,
      },
    });
}

/** In step order, page by page; what repeats in prompts and tool definitions is one object, as in a file. */
async function* readEvents(queries: Queries, sessionId: string, signal: AbortSignal): AsyncGenerator<TraceEvent> {
  const memory = createTraceMemory();
  let after = { step: 0, id: 0 };
  for (;;) {
    signal.throwIfAborted();
    const isNext = and(
      eq(traceEvents.sessionId, sessionId),
      sql`(${traceEvents.step}, ${traceEvents.id}) > (${after.step}, ${after.id})`,
    );
    const sizes = await queries
      .select({ id: traceEvents.id, step: traceEvents.step, size: sql<number>`pg_column_size(${traceEvents.event})` })
      .from(traceEvents)
      .where(isNext)
      .orderBy(asc(traceEvents.step), asc(traceEvents.id))
      .limit(maxPageEvents);
    const last = endOfPage(sizes);
    if (last === undefined) return;
    const rows = await queries
      .select({ event: traceEvents.event })
      .from(traceEvents)
      .where(and(isNext, sql`(${traceEvents.step}, ${traceEvents.id}) <= (${last.step}, ${last.id})`))
      .orderBy(asc(traceEvents.step), asc(traceEvents.id));
    for (const { event } of rows) {
      signal.throwIfAborted();
      yield shareRepeated(inOrder(event as TraceEvent), memory);
    }
    after = last;
    await othersTurn();
  }
}

function endOfPage<T extends { size: number }>(rows: readonly T[]): T | undefined {
  let bytes = 0;
  let last: T | undefined;
  for (const row of rows) {
    bytes += row.size;
    if (last !== undefined && bytes > maxPageBytes) break;
    last = row;
  }
  return last;
}

/** PostgreSQL sorts keys by length; people look for the session first. */
function inOrder(event: TraceEvent): TraceEvent {
  const known = Object.keys(TraceEvent.shape).filter((key) => key in event);
  return { ...Object.fromEntries(known.map((key) => [key, event[key]])), ...event };
}

function shareRepeated(event: TraceEvent, { prompts, tools }: TraceMemory): TraceEvent {
  const place = { file: 'archive', line: null };
  const stream = `${event.session_id}\n${event.agent ?? ''}`;
  if (event.prompt !== undefined) event.prompt = prompts.intern(event.prompt, place, stream);
  if (event.tools !== undefined) event.tools = tools.intern(event.tools, place, stream);
  return event;
}

async function findSession(queries: Queries, sessionId: string): Promise<{ lastAt: Date } | undefined> {
  const [row] = await queries
    .select({ lastAt: sessions.lastAt })
    .from(sessions)
    .where(eq(sessions.sessionId, sessionId));
  return row;
}

/** Ids worth comparing: those that hold what was typed, then those that begin like it, then the latest. */
async function likelyIds(queries: Queries, typed: string): Promise<string[]> {
  const start = typed.slice(0, Math.max(3, Math.ceil(typed.length / 2)));
  const rows = await queries
    .select({ sessionId: sessions.sessionId })
    .from(sessions)
    .orderBy(
      sql`strpos(lower(${sessions.sessionId}), lower(${typed})) > 0 desc`,
      sql`starts_with(lower(${sessions.sessionId}), lower(${start})) desc`,
      sql`${sessions.lastAt} desc`,
    )
    .limit(300);
  return rows.map(({ sessionId }) => sessionId);
}

/** Level by level; sessions that name each other as parents are visited once. */
async function childrenOf(queries: Queries, sessionId: string): Promise<string[]> {
  const root = toStorableText(sessionId);
  const seen = new Set([root]);
  let level = [root];
  while (level.length > 0 && seen.size <= maxChildren) {
    const rows = await queries
      .select({ sessionId: sessions.sessionId })
      .from(sessions)
      .where(inArray(sessions.parentSessionId, level))
      .orderBy(asc(sessions.firstAt), asc(sessions.sessionId))
      .limit(maxChildren + 1);
    level = rows.map((row) => row.sessionId).filter((id) => !seen.has(id));
    for (const id of level) seen.add(id);
  }
  return [...seen].slice(1, maxChildren + 1);
}

async function pruneSome(queries: Queries, date: Date): Promise<number> {
  const old = await queries
    .select({ sessionId: sessions.sessionId })
    .from(sessions)
    .where(lt(sessions.lastAt, date))
    .orderBy(asc(sessions.sessionId))
    .limit(pruneBatch)
    .for('update', { skipLocked: true });
  const ids = old.map(({ sessionId }) => sessionId);
  if (ids.length === 0) return 0;
  await queries.delete(traceEvents).where(inArray(traceEvents.sessionId, ids));
  await queries.delete(sessions).where(inArray(sessions.sessionId, ids));
  return ids.length;
}
