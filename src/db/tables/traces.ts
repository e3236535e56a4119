import { bigint, bigserial, doublePrecision, index, integer, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { bytes, json, moment, words } from '../columns.ts';
import { incidents } from './incidents.ts';

/** Sessions whose events were taken in. */
export const sessions = pgTable(
  'sessions',
  {
    sessionId: words('session_id').primaryKey(),
    sessionType: words('session_type'),
    agent: words('agent'),
    parentSessionId: words('parent_session_id'),
    firstAt: moment('first_at').notNull(),
    lastAt: moment('last_at').notNull(),
    events: integer().notNull(),
  },
  (table) => [index('sessions_parent').on(table.parentSessionId), index('sessions_last').on(table.lastAt)],
);

/** Events as they were sent to us; the same event, sent again, is kept once. */
export const traceEvents = pgTable(
  'trace_events',
  {
    id: bigserial({ mode: 'number' }).primaryKey(),
    sessionId: words('session_id').notNull(),
    step: integer().notNull(),
    /** SHA-256 of the event in canonical form, hex. */
    digest: text().notNull(),
    event: json<unknown>('event').notNull(),
    receivedAt: moment('received_at').notNull(),
  },
  (table) => [
    uniqueIndex('trace_events_once').on(table.sessionId, table.digest),
    index('trace_events_order').on(table.sessionId, table.step, table.id),
    index('trace_events_received').on(table.receivedAt),
  ],
);

/** What sessions used and how they failed: for baselines and patterns. */
export const sessionStats = pgTable(
  'session_stats',
  {
    sessionId: words('session_id').primaryKey(),
    sessionType: words('session_type'),
    costUsd: doublePrecision('cost_usd'),
    tokens: bigint({ mode: 'number' }),
    steps: integer().notNull(),
    mode: text().notNull(),
    /** Null where nothing failed. */
    fingerprint: text(),
    endedAt: moment('ended_at'),
    analyzedAt: moment('analyzed_at').notNull(),
  },
  (table) => [index('session_stats_type').on(table.sessionType), index('session_stats_print').on(table.fingerprint)],
);

/** Captured traces as evidence, kept whatever happens to their source. */
export const captures = pgTable(
  'captures',
  {
    id: text().primaryKey(),
    incidentId: text('incident_id')
      .notNull()
      .references(() => incidents.id),
    sessionId: words('session_id').notNull(),
    /** Counts from 1 within the incident. */
    number: integer().notNull(),
    /** The request it was made for: the same request makes one capture. */
    requestKey: words('request_key').notNull().unique(),
    takenAt: moment('taken_at').notNull(),
    source: words('source').notNull(),
    /** SHA-256 of the JSONL text, hex, and its length in bytes. */
    sha256: text().notNull(),
    bytes: bigint({ mode: 'number' }).notNull(),
    events: integer().notNull(),
    /** Events later than the confirmed kill; null where there was none. */
    afterKill: integer('after_kill'),
    /** The JSONL text, gzipped. */
    content: bytes('content').notNull(),
    keepUntil: moment('keep_until').notNull(),
  },
  (table) => [
    uniqueIndex('captures_number').on(table.incidentId, table.number),
    index('captures_keep').on(table.keepUntil),
  ],
);
