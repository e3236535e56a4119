import { sql } from 'drizzle-orm';
import { bigserial, index, integer, pgTable, text } from 'drizzle-orm/pg-core';
import { json, moment, words } from '../columns.ts';

/** Effects to bring about after commit, each at least once; the sweeper takes what is due. */
export const outbox = pgTable(
  'outbox',
  {
    id: bigserial({ mode: 'number' }).primaryKey(),
    kind: text().notNull(),
    payload: json<unknown>('payload').notNull(),
    dedupeKey: words('dedupe_key').notNull().unique(),
    dueAt: moment('due_at').notNull(),
    attempts: integer().notNull().default(0),
    doneAt: moment('done_at'),
    lastError: words('last_error'),
  },
  (table) => [index('outbox_due').on(table.dueAt, table.id).where(sql`done_at is null`)],
);

/** What came in, written before it is acknowledged and handled after. */
export const inbox = pgTable(
  'inbox',
  {
    id: bigserial({ mode: 'number' }).primaryKey(),
    kind: text().notNull(),
    payload: json<unknown>('payload').notNull(),
    dedupeKey: words('dedupe_key').notNull().unique(),
    receivedAt: moment('received_at').notNull(),
    dueAt: moment('due_at').notNull(),
    attempts: integer().notNull().default(0),
    processedAt: moment('processed_at'),
    lastError: words('last_error'),
  },
  (table) => [index('inbox_due').on(table.dueAt, table.id).where(sql`processed_at is null`)],
);

/** Keys made on first start, where the environment gives none. */
export const secrets = pgTable('secrets', {
  name: text().primaryKey(),
  value: text().notNull(),
});
