import { sql } from 'drizzle-orm';
import { bigserial, boolean, index, integer, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { json, moment, words } from '../columns.ts';

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
    wrongOutputStep: integer('wrong_output_step'),
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
    /** What it is about outside: the message a note was taken from. A later `note.removed` names it, too. */
    ref: words('ref'),
  },
  (table) => [
    index('timeline_incident').on(table.incidentId, table.id),
    uniqueIndex('timeline_event_key').on(table.incidentId, table.eventKey),
  ],
);

/** Where an incident lives in Slack. `channel_id` and `thread_ts` are null until its card is posted. */
export const places = pgTable('places', {
  incidentId: text('incident_id')
    .primaryKey()
    .references(() => incidents.id),
  /** Where the command was typed; null when it came from elsewhere. */
  askedIn: text('asked_in'),
  channelId: text('channel_id'),
  /** The card, whose thread holds everything else. */
  threadTs: text('thread_ts'),
  /** The incident's own channel, when one was made. */
  ownChannelId: text('own_channel_id'),
});

/** One message in Slack. It is written here before it is posted; `ts` is null while the outcome is not known. */
export const posts = pgTable(
  'posts',
  {
    /** In the metadata of the message, by which it is found again: `card:inc_…`. */
    deliveryId: words('delivery_id').primaryKey(),
    incidentId: text('incident_id').references(() => incidents.id),
    channelId: text('channel_id').notNull(),
    threadTs: text('thread_ts'),
    ts: text(),
    /** Attempts to post it; above 0 without `ts`, look it up before posting again. */
    attempts: integer().notNull().default(0),
    /** Revision of the incident that was shown last; older ones never overwrite it. */
    shownRevision: integer('shown_revision'),
    shownAt: moment('shown_at'),
    /** While one process works on the message, others leave it alone. */
    heldUntil: moment('held_until'),
  },
  (table) => [index('posts_incident').on(table.incidentId), index('posts_place').on(table.channelId, table.ts)],
);

/** External actions after the origin and how far their reversal is. */
export const reversals = pgTable(
  'reversals',
  {
    incidentId: text('incident_id')
      .notNull()
      .references(() => incidents.id),
    number: integer().notNull(),
    /** `step:tool` of the report, or the request that added it by hand. */
    entryKey: words('entry_key').notNull(),
    entry: json<unknown>('entry').notNull(),
    /** False once a new report no longer lists it and nobody has touched it. */
    listed: boolean().notNull().default(true),
    plan: words('plan'),
    owner: text(),
    doneBy: text('done_by'),
    doneAt: moment('done_at'),
  },
  (table) => [
    primaryKey({ columns: [table.incidentId, table.number] }),
    uniqueIndex('reversals_entry').on(table.incidentId, table.entryKey),
  ],
);
