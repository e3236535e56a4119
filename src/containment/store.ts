import { and, asc, eq, gte, inArray, lte, ne, notInArray, or, type SQL, sql } from 'drizzle-orm';
import type { Database, Queries } from '../db/client.ts';
import { toStorableText } from '../db/columns.ts';
import { addToOutbox } from '../db/outbox.ts';
import { controlOrders, guardAcks, guardContacts } from '../db/schema.ts';
import type { ControlOrder, GuardAck, OrderState } from './control-order.ts';

/** An order to give to several sessions at once. */
export interface OrderRequest {
  sessionIds: readonly string[];
  state: OrderState;
  /** Calls per minute; of `limit` only. */
  limitPerMinute: number | null;
  by: string;
  reason: string | null;
  at: Date;
  actionId: string;
}

export type UndoRequest = Pick<OrderRequest, 'sessionIds' | 'by' | 'reason' | 'at' | 'actionId'>;
export type ReleaseRequest = Pick<OrderRequest, 'sessionIds' | 'by' | 'at' | 'actionId'>;

export interface AckRequest {
  /** The session that speaks. */
  sessionId: string;
  /** The session the order was given to: the same, or a parent. */
  orderedSessionId: string;
  /** Judged before: signature, state and time hold. */
  ack: GuardAck;
  now: Date;
}

/** What is known of one session: its order, who confirmed it, when its guard was last heard of. */
export interface ControlView {
  sessionId: string;
  order: ControlOrder | null;
  /** Of the order in force; each names the session that speaks. */
  acks: GuardAck[];
  seenAt: Date | null;
}

export interface ControlStore {
  /**
   * Gives an order, once per session and action, and returns what is in force then, in the sequence of `sessionIds`. A
   * kill always holds; any other order gives way to a kill and to an order dated later, and an undone action stays undone.
   */
  order(request: OrderRequest): Promise<ControlOrder[]>;
  /** Replaces the action's own orders, no others, by `run`. Returns what is in force then. */
  undo(request: UndoRequest): Promise<ControlOrder[]>;
  /**
   * Lets sessions run again, in place of orders dated up to `at`: a new run may start, a guard that obeyed a kill stays
   * stopped. Returns the orders it has written, now or before.
   */
  release(request: ReleaseRequest): Promise<ControlOrder[]>;
  get(sessionId: string): Promise<ControlOrder | null>;
  /** Sessions held (by any order but `run`) by one of these actions. */
  heldBy(actionIds: readonly string[]): Promise<string[]>;
  /** Every order that holds a session, and those to run given since: what a place that lost its copy must have. */
  current(since: Date): Promise<ControlOrder[]>;
  view(sessionIds: readonly string[]): Promise<ControlView[]>;
  /** Who confirmed one order of a session. */
  acksOf(sessionId: string, revision: number): Promise<GuardAck[]>;
  /**
   * Keeps the first acknowledgement per ordered session, revision and speaker, and wakes the verifier with it.
   * `stale`: another order is in force, or another acknowledgement came first.
   */
  recordAck(request: AckRequest): Promise<'recorded' | 'repeated' | 'stale'>;
  /** The session's guard was heard of. Written at most once in five seconds per session. */
  seen(sessionId: string, now: Date): Promise<void>;
  lastSeen(sessionId: string): Promise<Date | null>;
  /** Calls `listener`, which must not throw, after each order this process wrote. Returns how to stop that. */
  onChange(listener: (order: ControlOrder) => void): () => void;
}

const seenEveryMs = 5_000;
const mostRemembered = 10_000;
const rowsAtOnce = 1_000;

export function createControlStore(database: Database): ControlStore {
  const listeners = new Set<(order: ControlOrder) => void>();
  const lastWritten = new Map<string, number>();

  /** Runs `change` on the sessions, locked in one sequence so that two actions never wait for each other. */
  const write = async (
    sessionIds: readonly string[],
    change: (queries: Queries, ids: string[]) => Promise<ControlOrder[]>,
  ): Promise<ControlOrder[]> => {
    const ids = distinct(sessionIds);
    const { written, inForce } = await database.transaction(async (queries) => {
      const written: ControlOrder[] = [];
      for (const part of chunk([...ids].sort())) {
        await queries
          .select({ id: controlOrders.sessionId })
          .from(controlOrders)
          .where(inArray(controlOrders.sessionId, part))
          .orderBy(asc(controlOrders.sessionId))
          .for('update');
        written.push(...(await change(queries, part)));
      }
      return { written, inForce: await loadOrders(queries, ids) };
    });
    for (const order of written) for (const listener of listeners) listener(order);
    return inForce;
  };

  return {
    order: (request) => write(request.sessionIds, (queries, ids) => giveOrder(queries, ids, request)),
    undo({ sessionIds, ...request }) {
      const own = eq(controlOrders.actionId, request.actionId);
      const actionId = undoIdOf(request.actionId);
      return write(sessionIds, (queries, ids) => letRun(queries, ids, { ...request, actionId }, own));
    },
    async release({ sessionIds, ...request }) {
      const lifted = and(isHolding, lte(controlOrders.at, request.at));
      const inForce = await write(sessionIds, (queries, ids) =>
        letRun(queries, ids, { ...request, reason: null }, lifted),
      );
      return inForce.filter(({ actionId }) => actionId === request.actionId);
    },
    async get(sessionId) {
      return (await loadOrders(database, [sessionId]))[0] ?? null;
    },
    async heldBy(actionIds) {
      const rows = await database
        .select({ sessionId: controlOrders.sessionId })
        .from(controlOrders)
        .where(and(inArray(controlOrders.actionId, [...actionIds]), isHolding))
        .orderBy(asc(controlOrders.sessionId));
      return rows.map(({ sessionId }) => sessionId);
    },
    async current(since) {
      const where = or(isHolding, gte(controlOrders.at, since));
      return await database.select().from(controlOrders).where(where).orderBy(asc(controlOrders.sessionId));
    },
    view: (sessionIds) => database.transaction((queries) => loadViews(queries, sessionIds), snapshot),
    async acksOf(sessionId, revision) {
      const where = and(eq(guardAcks.orderedSessionId, sessionId), eq(guardAcks.revision, revision));
      return (await database.select({ ack: guardAcks.ack }).from(guardAcks).where(where)).map(toAck);
    },
    recordAck: (request) => database.transaction((queries) => recordAck(queries, request)),
    async seen(sessionId, now) {
      const last = lastWritten.get(sessionId);
      if (last !== undefined && Math.abs(now.getTime() - last) < seenEveryMs) return;
      if (lastWritten.size >= mostRemembered) lastWritten.clear();
      lastWritten.set(sessionId, now.getTime());
      try {
        await database
          .insert(guardContacts)
          .values({ sessionId, seenAt: now })
          .onConflictDoUpdate({
            target: guardContacts.sessionId,
            set: { seenAt: sql`greatest(${guardContacts.seenAt}, excluded.seen_at)` },
          });
      } catch (error) {
        lastWritten.delete(sessionId);
        throw error;
      }
    },
    async lastSeen(sessionId) {
      const [row] = await database.select().from(guardContacts).where(eq(guardContacts.sessionId, sessionId));
      return row?.seenAt ?? null;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

const isHolding = ne(controlOrders.state, 'run');

/** A view is read from three tables: as of one moment. */
const snapshot = { isolationLevel: 'repeatable read', accessMode: 'read only' } as const;

/** The name under which an action's undo stands in the orders. */
export function undoIdOf(actionId: string): string {
  return `${actionId}.undo`;
}

async function giveOrder(queries: Queries, ids: string[], request: OrderRequest): Promise<ControlOrder[]> {
  const { sessionIds: _, ...order } = request;
  const isNew = notInArray(controlOrders.actionId, [order.actionId, undoIdOf(order.actionId)]);
  const givesWay = and(ne(controlOrders.state, 'kill'), lte(controlOrders.at, order.at));
  return await queries
    .insert(controlOrders)
    .values(ids.map((sessionId) => ({ ...order, sessionId, revision: 1 })))
    .onConflictDoUpdate({
      target: controlOrders.sessionId,
      set: { ...order, revision: sql`${controlOrders.revision} + 1` },
      setWhere: order.state === 'kill' ? isNew : sql`${isNew} and ${givesWay}`,
    })
    .returning();
}

async function letRun(
  queries: Queries,
  ids: string[],
  order: Omit<UndoRequest, 'sessionIds'>,
  where: SQL | undefined,
): Promise<ControlOrder[]> {
  return await queries
    .update(controlOrders)
    .set({ ...order, state: 'run', limitPerMinute: null, revision: sql`${controlOrders.revision} + 1` })
    .where(and(inArray(controlOrders.sessionId, ids), where))
    .returning();
}

async function loadOrders(queries: Queries, sessionIds: readonly string[]): Promise<ControlOrder[]> {
  const ids = distinct(sessionIds);
  const found: ControlOrder[] = [];
  for (const part of chunk(ids)) {
    found.push(...(await queries.select().from(controlOrders).where(inArray(controlOrders.sessionId, part))));
  }
  const byId = new Map(found.map((order) => [order.sessionId, order]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

async function loadViews(queries: Queries, sessionIds: readonly string[]): Promise<ControlView[]> {
  const orders = new Map((await loadOrders(queries, sessionIds)).map((order) => [order.sessionId, order]));
  const acks = new Map<string, GuardAck[]>();
  const seen = new Map<string, Date>();
  for (const part of chunk(distinct(sessionIds))) {
    const rows = await queries
      .select({ orderedSessionId: guardAcks.orderedSessionId, ack: guardAcks.ack })
      .from(guardAcks)
      .innerJoin(
        controlOrders,
        and(eq(controlOrders.sessionId, guardAcks.orderedSessionId), eq(controlOrders.revision, guardAcks.revision)),
      )
      .where(inArray(guardAcks.orderedSessionId, part));
    for (const row of rows) {
      acks.set(row.orderedSessionId, [...(acks.get(row.orderedSessionId) ?? []), toAck(row)]);
    }
    const contacts = await queries.select().from(guardContacts).where(inArray(guardContacts.sessionId, part));
    for (const { sessionId, seenAt } of contacts) seen.set(sessionId, seenAt);
  }
  return distinct(sessionIds).map((sessionId) => ({
    sessionId,
    order: orders.get(sessionId) ?? null,
    acks: acks.get(sessionId) ?? [],
    seenAt: seen.get(sessionId) ?? null,
  }));
}

async function recordAck(queries: Queries, request: AckRequest): Promise<'recorded' | 'repeated' | 'stale'> {
  const { sessionId, orderedSessionId, ack, now } = request;
  // Held until the end: no newer order comes between the look and the note.
  const [order] = await queries
    .select()
    .from(controlOrders)
    .where(eq(controlOrders.sessionId, orderedSessionId))
    .for('share');
  if (order === undefined || order.revision !== ack.revision) return 'stale';
  const key = { orderedSessionId, revision: ack.revision, sessionId };
  const [added] = await queries
    .insert(guardAcks)
    .values({ ...key, ack, receivedAt: now })
    .onConflictDoNothing()
    .returning({ sessionId: guardAcks.sessionId });
  if (added === undefined) {
    const where = and(
      eq(guardAcks.orderedSessionId, orderedSessionId),
      eq(guardAcks.revision, ack.revision),
      eq(guardAcks.sessionId, sessionId),
    );
    const [first] = await queries.select({ ack: guardAcks.ack }).from(guardAcks).where(where);
    return first !== undefined && isSame(toAck(first), ack) ? 'repeated' : 'stale';
  }
  // Nobody waits for the confirmation that a session may go on.
  if (order.state !== 'run') {
    await addToOutbox(queries, [
      {
        kind: 'containment.acknowledged',
        key: `containment.acknowledged:${orderedSessionId}:${ack.revision}:${sessionId}`,
        payload: { action_id: order.actionId, session_id: orderedSessionId },
        dueAt: now,
      },
    ]);
  }
  return 'recorded';
}

function isSame(one: GuardAck, other: GuardAck): boolean {
  const fields = ['sessionId', 'revision', 'state', 'step', 'at', 'parentSessionId'] as const;
  return fields.every((field) => one[field] === other[field]);
}

/** Written by `recordAck` alone. */
function toAck(row: { ack: unknown }): GuardAck {
  return row.ack as GuardAck;
}

/** Ids as the database keeps them: two that differ only in what it cannot store are one. */
function distinct(sessionIds: readonly string[]): string[] {
  return [...new Set(sessionIds.map(toStorableText))];
}

function chunk(ids: readonly string[]): string[][] {
  const count = Math.ceil(ids.length / rowsAtOnce);
  return Array.from({ length: count }, (_, at) => ids.slice(at * rowsAtOnce, (at + 1) * rowsAtOnce));
}
