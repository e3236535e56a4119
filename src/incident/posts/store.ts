import { and, eq, isNull, lt, or, sql } from 'drizzle-orm';
import type { Database } from '../../db/client.ts';
import { places, posts } from '../../db/schema.ts';

/** Where an incident lives in Slack; null where that is not known yet. */
export interface IncidentPlace {
  askedIn: string | null;
  channelId: string | null;
  /** The card, whose thread holds everything else. */
  threadTs: string | null;
  ownChannelId: string | null;
}

/** One message in Slack, written down before it is posted. */
export interface Post {
  deliveryId: string;
  incidentId: string | null;
  channelId: string;
  threadTs: string | null;
  ts: string | null;
  /** Attempts to post it, this one included. */
  attempts: number;
  shownRevision: number | null;
  shownAt: Date | null;
}

export interface HoldRequest {
  deliveryId: string;
  incidentId: string | null;
  /** Where it goes; a message that is known already stays where it is. */
  channelId: string;
  threadTs: string | null;
  now: Date;
  /** How long other processes leave it alone, in ms, should this one die. */
  holdMs: number;
}

export interface PostStore {
  place(incidentId: string): Promise<IncidentPlace | null>;
  /** Once set, the channel and the thread of a card stay. */
  setPlace(incidentId: string, place: { channelId: string; threadTs: string }): Promise<void>;
  setOwnChannel(incidentId: string, channelId: string): Promise<void>;
  /** The message, for this process alone until it lets go; null while another holds it. */
  hold(request: HoldRequest): Promise<Post | null>;
  /** It is in Slack and shows this revision; lets go of it. */
  shown(deliveryId: string, shown: { ts: string; revision: number | null; now: Date }): Promise<void>;
  letGo(deliveryId: string): Promise<void>;
  get(deliveryId: string): Promise<Post | null>;
  /** The incident whose card, thread or own channel a message is in. */
  incidentOf(channelId: string, threadTs: string | null): Promise<string | null>;
}

export function createPostStore(database: Database): PostStore {
  return {
    async place(incidentId) {
      const [row] = await database.select().from(places).where(eq(places.incidentId, incidentId));
      if (row === undefined) return null;
      const { askedIn, channelId, threadTs, ownChannelId } = row;
      return { askedIn, channelId, threadTs, ownChannelId };
    },
    async setPlace(incidentId, { channelId, threadTs }) {
      await database
        .update(places)
        .set({ channelId, threadTs })
        .where(and(eq(places.incidentId, incidentId), isNull(places.threadTs)));
    },
    async setOwnChannel(incidentId, channelId) {
      await database.update(places).set({ ownChannelId: channelId }).where(eq(places.incidentId, incidentId));
    },
    async hold({ deliveryId, incidentId, channelId, threadTs, now, holdMs }) {
      const heldUntil = new Date(now.getTime() + holdMs);
      const isFree = or(isNull(posts.heldUntil), lt(posts.heldUntil, now));
      const [row] = await database
        .insert(posts)
        .values({ deliveryId, incidentId, channelId, threadTs, attempts: 1, heldUntil })
        .onConflictDoUpdate({
          target: posts.deliveryId,
          set: { heldUntil, attempts: sql`${posts.attempts} + 1` },
          ...(isFree === undefined ? {} : { setWhere: isFree }),
        })
        .returning();
      return row === undefined ? null : toPost(row);
    },
    async shown(deliveryId, { ts, revision, now }) {
      await database
        .update(posts)
        .set({ ts, heldUntil: null, shownRevision: revision, shownAt: now })
        .where(eq(posts.deliveryId, deliveryId));
    },
    async letGo(deliveryId) {
      await database.update(posts).set({ heldUntil: null }).where(eq(posts.deliveryId, deliveryId));
    },
    async get(deliveryId) {
      const [row] = await database.select().from(posts).where(eq(posts.deliveryId, deliveryId));
      return row === undefined ? null : toPost(row);
    },
    async incidentOf(channelId, threadTs) {
      const inThread =
        threadTs === null ? sql`false` : and(eq(places.channelId, channelId), eq(places.threadTs, threadTs));
      const [row] = await database
        .select({ id: places.incidentId })
        .from(places)
        .where(or(inThread, eq(places.ownChannelId, channelId)))
        .limit(1);
      return row?.id ?? null;
    },
  };
}

function toPost(row: typeof posts.$inferSelect): Post {
  const { deliveryId, incidentId, channelId, threadTs, ts, attempts, shownRevision, shownAt } = row;
  return { deliveryId, incidentId, channelId, threadTs, ts, attempts, shownRevision, shownAt };
}
