import { sql } from 'drizzle-orm';
import { index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { json, moment, words } from '../columns.ts';
import { incidents } from './incidents.ts';

/** The postmortem of an incident: what people wrote, and how far it is. */
export const postmortems = pgTable(
  'postmortems',
  {
    incidentId: text('incident_id')
      .primaryKey()
      .references(() => incidents.id),
    state: text({ enum: ['draft', 'published', 'distributed', 'waived'] }).notNull(),
    owner: text(),
    dueAt: moment('due_at').notNull(),
    /** Counts every change. */
    revision: integer().notNull(),
    /** The document as people last saved it, and as it was last rendered for them. */
    text: words('text').notNull(),
    rendered: words('rendered').notNull(),
    /** Checklist items a person ticked or unticked: item → true or false. */
    ticks: json<unknown>('ticks').notNull(),
    publishedAt: moment('published_at'),
    url: words('url'),
    closedBy: text('closed_by'),
    closedAt: moment('closed_at'),
    /** Why it is waived. */
    reason: words('reason'),
    snoozes: integer().notNull().default(0),
  },
  (table) => [index('postmortems_due').on(table.dueAt)],
);

/** Reminders, each sent once; `step` names which: `half`, `near`, `overdue`, `overdue-2`, … */
export const reminders = pgTable(
  'reminders',
  {
    incidentId: text('incident_id')
      .notNull()
      .references(() => incidents.id),
    step: text().notNull(),
    dueAt: moment('due_at').notNull(),
    sentAt: moment('sent_at'),
    /** Set when it no longer applies: distributed, waived. */
    cancelledAt: moment('cancelled_at'),
  },
  (table) => [
    primaryKey({ columns: [table.incidentId, table.step] }),
    index('reminders_due').on(table.dueAt).where(sql`sent_at is null and cancelled_at is null`),
  ],
);
