import { and, eq, isNull, sql } from 'drizzle-orm';
import type { Queries } from './client.ts';
import type { ClaimOptions } from './outbox.ts';
import { inbox } from './schema.ts';

/** What came in from outside. `key` names the delivery: the same one, delivered again, is recorded once. */
export interface Delivery {
  kind: string;
  key: string;
  payload: unknown;
  receivedAt: Date;
}

/** A claimed delivery. `attempts` counts this claim and proves it. */
export interface InboxRow extends Delivery {
  id: number;
  attempts: number;
}

export interface Inbox {
  /**
   * Resolves once the delivery is durable, to false when it was recorded before. Deliveries that arrive together,
   * or while a write is under way, share one insert.
   */
  record(delivery: Delivery): Promise<boolean>;
  /** Takes what is due, oldest first; two processes never hold the same row at once. */
  claim(options: ClaimOptions): Promise<InboxRow[]>;
  /** It is handled, or was given up with that error. False when the claim had run out and another took the row. */
  finish(row: Pick<InboxRow, 'id' | 'attempts'>, now: Date, error?: string | null): Promise<boolean>;
  /** It could not be handled: due again at `dueAt`. False when the claim had run out. */
  retry(row: Pick<InboxRow, 'id' | 'attempts'>, dueAt: Date, error: string): Promise<boolean>;
}

interface Waiting {
  delivery: Delivery;
  resolve(recorded: boolean): void;
  reject(error: unknown): void;
}

/** PostgreSQL takes 65,535 parameters in one statement; a row has five. */
const maxBatch = 1_000;

export function createInbox(queries: Queries): Inbox {
  const held = (row: Pick<InboxRow, 'id' | 'attempts'>) =>
    and(eq(inbox.id, row.id), eq(inbox.attempts, row.attempts), isNull(inbox.processedAt));
  return {
    record: groupCommit(queries),
    async claim({ now, limit, leaseMs }) {
      const due = sql`select id from ${inbox} where processed_at is null and due_at <= ${now.toISOString()}::timestamptz
        order by due_at, id limit ${limit} for update skip locked`;
      const rows = await queries
        .update(inbox)
        .set({ attempts: sql`${inbox.attempts} + 1`, dueAt: new Date(now.getTime() + leaseMs) })
        .where(sql`${inbox.id} in (${due})`)
        .returning();
      return rows
        .sort((one, other) => one.id - other.id)
        .map(({ id, kind, dedupeKey, payload, receivedAt, attempts }) => {
          return { id, kind, key: dedupeKey, payload, receivedAt, attempts };
        });
    },
    async finish(row, now, error = null) {
      const done = await queries.update(inbox).set({ processedAt: now, lastError: error }).where(held(row)).returning();
      return done.length > 0;
    },
    async retry(row, dueAt, error) {
      const later = await queries.update(inbox).set({ dueAt, lastError: error }).where(held(row)).returning();
      return later.length > 0;
    },
  };
}

/** One insert at a time; what arrives meanwhile goes into the next one. */
function groupCommit(queries: Queries): Inbox['record'] {
  let waiting: Waiting[] = [];
  let writing = false;
  const flush = async () => {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, maxBatch);
      waiting = waiting.slice(maxBatch);
      await insertBatch(queries, batch);
    }
    writing = false;
  };
  return (delivery) =>
    new Promise((resolve, reject) => {
      waiting.push({ delivery, resolve, reject });
      if (writing) return;
      writing = true;
      // Deliveries of the same turn of the event loop come along.
      setImmediate(flush);
    });
}

async function insertBatch(queries: Queries, batch: readonly Waiting[]): Promise<void> {
  try {
    const values = batch.map(({ delivery: { kind, key, payload, receivedAt } }) => {
      return { kind, payload, receivedAt, dueAt: receivedAt, dedupeKey: key };
    });
    const rows = await queries
      .insert(inbox)
      .values(values)
      .onConflictDoNothing({ target: inbox.dedupeKey })
      .returning({ key: inbox.dedupeKey });
    const fresh = new Set(rows.map(({ key }) => key));
    for (const { delivery, resolve } of batch) resolve(fresh.delete(delivery.key));
  } catch (error) {
    for (const { reject } of batch) reject(error);
  }
}
