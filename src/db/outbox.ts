import { and, eq, isNull, sql } from 'drizzle-orm';
import type { Queries } from './client.ts';
import { outbox } from './schema.ts';

/** An effect to write down; `key` makes it one effect however often it is written. */
export interface NewOutboxRow {
  kind: string;
  key: string;
  payload: unknown;
  dueAt: Date;
}

/** A claimed effect. `attempts` counts this claim and proves it: a claim that ran out can no longer report. */
export interface OutboxRow {
  id: number;
  kind: string;
  key: string;
  payload: unknown;
  attempts: number;
  dueAt: Date;
}

export interface ClaimOptions {
  now: Date;
  /** At most so many rows. */
  limit: number;
  /** How long the claim holds, in ms; then the row is due again. */
  leaseMs: number;
}

/** The rows of the outbox. Write with `addToOutbox` inside the transaction that makes the change. */
export interface Outbox {
  /** Takes what is due, oldest first; two processes never hold the same row at once. */
  claim(options: ClaimOptions): Promise<OutboxRow[]>;
  /** The effect happened, or was given up with that error. False when the claim had run out and another took the row. */
  finish(row: Pick<OutboxRow, 'id' | 'attempts'>, now: Date, error?: string | null): Promise<boolean>;
  /** The effect did not happen: due again at `dueAt`. False when the claim had run out. */
  retry(row: Pick<OutboxRow, 'id' | 'attempts'>, dueAt: Date, error: string): Promise<boolean>;
  /** When the next row falls due, claimed ones included; null when all is done. */
  nextDueAt(): Promise<Date | null>;
}

/** Writes effects; those whose key is known are left as they are. */
export async function addToOutbox(queries: Queries, rows: readonly NewOutboxRow[]): Promise<void> {
  if (rows.length === 0) return;
  const values = rows.map(({ kind, key, payload, dueAt }) => ({ kind, payload, dueAt, dedupeKey: key }));
  await queries.insert(outbox).values(values).onConflictDoNothing({ target: outbox.dedupeKey });
}

export function createOutbox(queries: Queries): Outbox {
  const held = (row: Pick<OutboxRow, 'id' | 'attempts'>) =>
    and(eq(outbox.id, row.id), eq(outbox.attempts, row.attempts), isNull(outbox.doneAt));
  return {
    async claim({ now, limit, leaseMs }) {
      const due = sql`select id from ${outbox} where done_at is null and due_at <= ${now.toISOString()}::timestamptz
        order by due_at, id limit ${limit} for update skip locked`;
      const rows = await queries
        .update(outbox)
        .set({ attempts: sql`${outbox.attempts} + 1`, dueAt: new Date(now.getTime() + leaseMs) })
        .where(sql`${outbox.id} in (${due})`)
        .returning();
      return rows
        .sort((one, other) => one.id - other.id)
        .map(({ id, kind, dedupeKey, payload, attempts, dueAt }) => ({
          id,
          kind,
          key: dedupeKey,
          payload,
          attempts,
          dueAt,
        }));
    },
    async finish(row, now, error = null) {
      const done = await queries.update(outbox).set({ doneAt: now, lastError: error }).where(held(row)).returning();
      return done.length > 0;
    },
    async retry(row, dueAt, error) {
      const later = await queries.update(outbox).set({ dueAt, lastError: error }).where(held(row)).returning();
      return later.length > 0;
    },
    async nextDueAt() {
      const [next] = await queries
        .select({ dueAt: outbox.dueAt })
        .from(outbox)
        .where(isNull(outbox.doneAt))
        .orderBy(outbox.dueAt)
        .limit(1);
      return next?.dueAt ?? null;
    },
  };
}
