import { and, desc, eq, gte, ne, sql } from 'drizzle-orm';
import type { Database } from '../../db/client.ts';
import { toStorableText } from '../../db/columns.ts';
import { sessionStats } from '../../db/schema.ts';

/** What one session used and how it failed. Spawned sessions count with it, so that it compares with a bill. */
export interface SessionStats {
  sessionId: string;
  sessionType: string | null;
  /** Null where unknown. */
  costUsd: number | null;
  tokens: number | null;
  steps: number;
  /** The verdict, `none` for a clean session. */
  mode: string;
  /** Null where nothing failed. */
  fingerprint: string | null;
  endedAt: Date | null;
  analyzedAt: Date;
}

export interface StatsStore {
  /** The latest analysis of a session counts. */
  saveStats(stats: SessionStats): Promise<void>;
  /** Use of the latest 1,000 sessions of a type, `exceptSession` left out; none for sessions without a type. */
  statsOf(
    sessionType: string | null,
    exceptSession?: string,
  ): Promise<{ cost_usd: number | null; tokens: number | null; steps: number }[]>;
  /** Other sessions that failed in this way and ended (or, where that is unknown, were analysed) at `since` or later; newest first, at most 100. */
  similar(fingerprint: string, exceptSession: string, since: Date): Promise<string[]>;
}

const maxSessions = 1_000;
const maxSimilar = 100;
const when = sql`coalesce(${sessionStats.endedAt}, ${sessionStats.analyzedAt})`;

export function createStatsStore(database: Database): StatsStore {
  return {
    async saveStats({ fingerprint, mode, ...stats }) {
      const row = { ...stats, mode: toStorableText(mode), fingerprint: fingerprint && toStorableText(fingerprint) };
      await database
        .insert(sessionStats)
        .values(row)
        .onConflictDoUpdate({
          target: sessionStats.sessionId,
          set: row,
          setWhere: sql`${sessionStats.analyzedAt} <= excluded.analyzed_at`,
        });
    },
    async statsOf(sessionType, exceptSession) {
      if (sessionType === null) return [];
      const others = exceptSession === undefined ? undefined : ne(sessionStats.sessionId, exceptSession);
      return await database
        .select({ cost_usd: sessionStats.costUsd, tokens: sessionStats.tokens, steps: sessionStats.steps })
        .from(sessionStats)
        .where(and(eq(sessionStats.sessionType, sessionType), others))
        .orderBy(desc(when), desc(sessionStats.sessionId))
        .limit(maxSessions);
    },
    async similar(fingerprint, exceptSession, since) {
      const rows = await database
        .select({ sessionId: sessionStats.sessionId })
        .from(sessionStats)
        .where(
          and(
            eq(sessionStats.fingerprint, toStorableText(fingerprint)),
            ne(sessionStats.sessionId, exceptSession),
            gte(when, since.toISOString()),
          ),
        )
        .orderBy(desc(when), desc(sessionStats.sessionId))
        .limit(maxSimilar);
      return rows.map(({ sessionId }) => sessionId);
    },
  };
}
