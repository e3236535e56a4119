import { sql } from 'drizzle-orm';
import { bigserial, boolean, index, integer, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { json, moment, words } from './columns.ts';

/** One incident. `revision` counts every change of the incident, its checklist and its containment. */
export const incidents = pgTable(
  'incidents',
  {
    id: text().primaryKey(),
    number: integer().generatedAlwaysAsIdentity().notNull().unique(),
    sessionId: words('session_id').notNull(),
    status: text({ enum: ['open', 'resolved'] }).notNull(),
    openedBy: text('opened_by').notNull(),
    openedAt: moment('opened_at').notNull(),
    resolvedAt: moment('resolved_at'),
    commander: text(),
    report: json<unknown>('report'),
    reportProblem: words('report_problem'),
    modeOverride: json<unknown>('mode_override'),
    originOverride: json<unknown>('origin_override'),
    rootCause: text('root_cause'),
    revision: integer().notNull(),
    /** The request that opened it: the same request, delivered again, never opens a second one. */
    requestKey: words('request_key').notNull().unique(),
  },
  (table) => [uniqueIndex('incidents_one_open_per_session').on(table.sessionId).where(sql`status = 'open'`)],
);

/** The five items of the first five minutes; `position` is 0-based. */
export const checklistItems = pgTable(
  'checklist_items',
  {
    incidentId: text('incident_id')
      .notNull()
      .references(() => incidents.id),
    position: integer().notNull(),
    name: text().notNull(),
    state: text({ enum: ['open', 'in_progress', 'done', 'skipped'] }).notNull(),
    owner: text(),
    startedAt: moment('started_at'),
    finishedAt: moment('finished_at'),
    reason: words('reason'),
  },
  (table) => [primaryKey({ columns: [table.incidentId, table.name] })],
);

/** Containment actions. Two clicks on one card for one target are one action. */
export const containmentActions = pgTable(
  'containment_actions',
  {
    id: text().primaryKey(),
    incidentId: text('incident_id')
      .notNull()
      .references(() => incidents.id),
    kind: text().notNull(),
    target: words('target').notNull(),
    cardRevision: integer('card_revision').notNull(),
    provider: text().notNull(),
    state: text().notNull(),
    plan: json<string[]>('plan').notNull(),
    limitPerMinute: integer('limit_per_minute'),
    needsApproval: boolean('needs_approval').notNull(),
    approvedBy: text('approved_by'),
    undoRequestedBy: text('undo_requested_by'),
    requestedBy: text('requested_by').notNull(),
    requestedAt: moment('requested_at').notNull(),
    changedAt: moment('changed_at').notNull(),
    detail: words('detail'),
  },
  (table) => [
    uniqueIndex('containment_actions_identity').on(table.incidentId, table.kind, table.target, table.cardRevision),
  ],
);

/** Append-only. `event_key` marks the entry of an event that came with a key, so that it counts once. */
export const timeline = pgTable(
  'timeline',
  {
    id: bigserial({ mode: 'number' }).primaryKey(),
    incidentId: text('incident_id')
      .notNull()
      .references(() => incidents.id),
    at: moment('at').notNull(),
    by: text().notNull(),
    type: text().notNull(),
    text: words('text').notNull(),
    eventKey: words('event_key'),
  },
  (table) => [
    index('timeline_incident').on(table.incidentId, table.id),
    uniqueIndex('timeline_event_key').on(table.incidentId, table.eventKey),
  ],
);

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
