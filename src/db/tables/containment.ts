import { integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { json, moment, words } from '../columns.ts';

/** The order in force for a session, as its guard reads it. */
export const controlOrders = pgTable('control_orders', {
  sessionId: words('session_id').primaryKey(),
  state: text({ enum: ['run', 'kill', 'pause', 'limit'] }).notNull(),
  /** One higher with every order for the session, for ever. */
  revision: integer().notNull(),
  limitPerMinute: integer('limit_per_minute'),
  by: text().notNull(),
  reason: words('reason'),
  at: moment('at').notNull(),
  /** The containment action it came from. */
  actionId: text('action_id').notNull(),
});

/** What guards confirmed; one acknowledgement for one order and one speaking session. */
export const guardAcks = pgTable(
  'guard_acks',
  {
    sessionId: words('session_id').notNull(),
    /** The session the order was given to. */
    orderedSessionId: words('ordered_session_id').notNull(),
    revision: integer().notNull(),
    ack: json<unknown>('ack').notNull(),
    receivedAt: moment('received_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.orderedSessionId, table.revision, table.sessionId] })],
);

/** When a session's guard was last heard of. */
export const guardContacts = pgTable('guard_contacts', {
  sessionId: words('session_id').primaryKey(),
  seenAt: moment('seen_at').notNull(),
});
