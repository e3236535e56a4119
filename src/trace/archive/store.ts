import { randomUUID } from 'node:crypto';
import { and, asc, eq, inArray, lt, max, sql } from 'drizzle-orm';
import type { Database, Queries } from '../../db/client.ts';
import { captures, incidents } from '../../db/schema.ts';
import { AppError } from '../../errors.ts';
import type { TraceEvent } from '../event.ts';
import { type PackedTrace, packEvents, unpackEvents } from './pack-events.ts';

export interface CaptureRequest {
  incidentId: string;
  /** The session of the incident, then those it spawned; each event says which it belongs to. */
  sessionIds: readonly [string, ...string[]];
  events: Iterable<TraceEvent> | AsyncIterable<TraceEvent>;
  /** The name of the trace source. */
  source: string;
  takenAt: Date;
  /** Names the request: the same request, made again, makes no second capture. */
  requestKey: string;
  /** Events later than the confirmed kill; null where there was none. */
  afterKill: number | null;
}

/** One capture, without its content. */
export interface Capture {
  id: string;
  incidentId: string;
  /** The session of the incident. */
  sessionId: string;
  /** Counts from 1 within the incident. */
  number: number;
  takenAt: Date;
  source: string;
  /** SHA-256 of the JSONL text, hex, and its length in bytes. */
  sha256: string;
  bytes: number;
  events: number;
  afterKill: number | null;
  keepUntil: Date;
}

/** Captured traces as evidence: JSONL whose hash was taken when it came in. */
export interface Archive {
  /**
   * Keeps a trace; `repeated` when this request did so before, whatever the events are now.
   * @throws AppError `archive.too-large` when the JSONL is larger than 256 MB, or than 64 MB packed.
   */
  capture(request: CaptureRequest): Promise<Capture & { repeated: boolean }>;
  /** Oldest first. */
  list(incidentId: string): Promise<Capture[]>;
  /**
   * The JSONL text, checked against its hash.
   * @throws AppError `archive.not-found`, `archive.damaged`.
   */
  read(id: string): Promise<Buffer>;
  /** Deletes captures past `keepUntil` whose incident is resolved; returns how many. */
  prune(now: Date): Promise<number>;
}

export interface ArchiveOptions {
  /** 30 or more. */
  keepDays?: number;
  /** Of the JSONL text. */
  maxBytes?: number;
}

const minKeepDays = 30;
const dayMs = 24 * 3600 * 1000;
const maxBytes = 256 * 1024 * 1024;
/** The packed form travels as base64: PGlite is ten times slower with bytes, and lets nothing else run meanwhile. */
const maxPackedBytes = 64 * 1024 * 1024;
const pruneBatch = 20;

/** @throws AppError `archive.kept-too-short` for fewer than 30 days. */
export function createArchive(database: Database, options: ArchiveOptions = {}): Archive {
  const { keepDays = minKeepDays } = options;
  if (!(keepDays >= minKeepDays)) {
    const message = `Captured traces are kept for ${minKeepDays} days or longer. Raise the number of days.`;
    throw new AppError('archive.kept-too-short', message);
  }
  const limits = { maxBytes: options.maxBytes ?? maxBytes, maxPackedBytes };

  return {
    async capture(request) {
      const known = await findByRequest(database, request.requestKey);
      if (known !== undefined) return { ...known, repeated: true };
      const packed = await packEvents(request.events, limits);
      if (packed === null) throw tooLarge(request, limits.maxBytes);
      const keepUntil = new Date(request.takenAt.getTime() + keepDays * dayMs);
      return await database.transaction((queries) => insert(queries, request, packed, keepUntil));
    },
    list: (incidentId) =>
      database.select(columns).from(captures).where(eq(captures.incidentId, incidentId)).orderBy(asc(captures.number)),
    async read(id) {
      const [row] = await database
        .select({ ...columns, content: sql<string>`encode(${captures.content}, 'base64')` })
        .from(captures)
        .where(eq(captures.id, id));
      if (row === undefined) {
        throw new AppError('archive.not-found', 'This capture is not kept any more. Capture the session again.');
      }
      const text = await unpackEvents({ ...row, content: Buffer.from(row.content, 'base64') });
      if (text !== null) return text;
      const message = `Capture ${row.number} of the incident is not what was captured: its hash differs. Do not rely on it; capture the session again, or restore the records from a backup.`;
      throw new AppError('archive.damaged', message, { details: { id, sha256: row.sha256 } });
    },
    async prune(now) {
      let pruned = 0;
      for (;;) {
        const gone = await pruneSome(database, now);
        pruned += gone;
        if (gone < pruneBatch) return pruned;
      }
    },
  };
}

const columns = {
  id: captures.id,
  incidentId: captures.incidentId,
  sessionId: captures.sessionId,
  number: captures.number,
  takenAt: captures.takenAt,
  source: captures.source,
  sha256: captures.sha256,
  bytes: captures.bytes,
  events: captures.events,
  afterKill: captures.afterKill,
  keepUntil: captures.keepUntil,
};

async function findByRequest(queries: Queries, requestKey: string): Promise<Capture | undefined> {
  const [row] = await queries.select(columns).from(captures).where(eq(captures.requestKey, requestKey));
  return row;
}

async function insert(
  queries: Queries,
  request: CaptureRequest,
  packed: PackedTrace,
  keepUntil: Date,
): Promise<Capture & { repeated: boolean }> {
  const { incidentId, sessionIds, source, takenAt, requestKey, afterKill } = request;
  // Captures of one incident get their numbers one after the other.
  await queries.execute(sql`select pg_advisory_xact_lock(hashtext('capture'), hashtext(${incidentId}))`);
  const known = await findByRequest(queries, requestKey);
  if (known !== undefined) return { ...known, repeated: true };
  const [last] = await queries
    .select({ number: max(captures.number) })
    .from(captures)
    .where(eq(captures.incidentId, incidentId));
  const content = sql`decode(${packed.content.toString('base64')}, 'base64')`;
  const kept = { sha256: packed.sha256, bytes: packed.bytes, events: packed.events, content };
  const id = `cap_${randomUUID()}`;
  const row = { id, incidentId, sessionId: sessionIds[0], source, takenAt, requestKey, afterKill, keepUntil, ...kept };
  const [inserted] = await queries
    .insert(captures)
    .values({ ...row, number: (last?.number ?? 0) + 1 })
    .returning(columns);
  if (inserted === undefined) {
    throw new AppError('archive.not-kept', 'The trace was not kept. Try again.', { retryable: true });
  }
  return { ...inserted, repeated: false };
}

async function pruneSome(database: Database, now: Date): Promise<number> {
  const resolved = database.select({ id: incidents.id }).from(incidents).where(eq(incidents.status, 'resolved'));
  const old = database
    .select({ id: captures.id })
    .from(captures)
    .where(and(lt(captures.keepUntil, now), inArray(captures.incidentId, resolved)))
    .limit(pruneBatch);
  const gone = await database.delete(captures).where(inArray(captures.id, old)).returning({ id: captures.id });
  return gone.length;
}

function tooLarge({ source, sessionIds }: CaptureRequest, limit: number): AppError {
  const megabytes = (bytes: number): number => Math.round(bytes / 1024 / 1024);
  const message = `The trace is too large to be kept here: at most ${megabytes(limit)} MB, or ${megabytes(maxPackedBytes)} MB packed. Export it from ${source} and put the file into the incident's thread.`;
  return new AppError('archive.too-large', message, { details: { sessionId: sessionIds[0], source } });
}
