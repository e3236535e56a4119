import { and, asc, eq, isNull, max, notInArray, sql } from 'drizzle-orm';
import type { Database, Queries } from '../../db/client.ts';
import { incidents, reversals } from '../../db/schema.ts';
import type { BlastRadiusEntry } from '../../forensics/report.ts';
import type { ReversalItem } from './reversal.ts';

/** What a person does with an external action. */
export type ReversalChange =
  | { change: 'take'; by: string }
  | { change: 'done'; by: string; at: Date }
  | { change: 'plan'; by: string; plan: string };

export interface ReversalStore {
  /** External actions of the report; those people work on stay, the others follow the report. */
  follow(incidentId: string, entries: readonly BlastRadiusEntry[]): Promise<void>;
  /** In the order of their numbers. */
  list(incidentId: string): Promise<ReversalItem[]>;
  /** Adds one by hand, once per request. */
  add(incidentId: string, entry: ReversalItem['entry'], plan: string | null, requestKey: string): Promise<number>;
  /** False when nothing changes: somebody has settled it, or it does not exist. */
  change(incidentId: string, number: number, change: ReversalChange): Promise<boolean>;
}

export function createReversalStore(database: Database): ReversalStore {
  return {
    follow: (incidentId, entries) => database.transaction((queries) => follow(queries, incidentId, entries)),
    async list(incidentId) {
      const rows = await database
        .select()
        .from(reversals)
        .where(and(eq(reversals.incidentId, incidentId), eq(reversals.listed, true)))
        .orderBy(asc(reversals.number));
      return rows.map(toItem);
    },
    add: (incidentId, entry, plan, requestKey) =>
      database.transaction(async (queries) => {
        await lock(queries, incidentId);
        const [known] = await queries
          .select({ number: reversals.number })
          .from(reversals)
          .where(and(eq(reversals.incidentId, incidentId), eq(reversals.entryKey, requestKey)));
        if (known !== undefined) return known.number;
        const number = await nextNumber(queries, incidentId);
        await queries.insert(reversals).values({ incidentId, number, entryKey: requestKey, entry, plan });
        return number;
      }),
    async change(incidentId, number, change) {
      const open = and(eq(reversals.incidentId, incidentId), eq(reversals.number, number), isNull(reversals.doneAt));
      const rows = await database.update(reversals).set(toColumns(change)).where(open).returning();
      return rows.length > 0;
    },
  };
}

function toColumns(change: ReversalChange) {
  if (change.change === 'take') return { owner: change.by };
  if (change.change === 'plan') return { plan: change.plan };
  return { doneBy: change.by, doneAt: change.at, owner: sql`coalesce(${reversals.owner}, ${change.by})` };
}

async function follow(queries: Queries, incidentId: string, entries: readonly BlastRadiusEntry[]): Promise<void> {
  await lock(queries, incidentId);
  let number = await nextNumber(queries, incidentId);
  const keys: string[] = [];
  const repeats = new Map<string, number>();
  for (const entry of entries) {
    const named = `${entry.step}:${entry.tool}`;
    const repeat = repeats.get(named) ?? 0;
    repeats.set(named, repeat + 1);
    const entryKey = repeat === 0 ? named : `${named}:${repeat}`;
    keys.push(entryKey);
    const written = await queries
      .insert(reversals)
      .values({ incidentId, number, entryKey, entry })
      .onConflictDoUpdate({ target: [reversals.incidentId, reversals.entryKey], set: { entry, listed: true } })
      .returning({ number: reversals.number });
    if (written[0]?.number === number) number += 1;
  }
  // What the report no longer lists and nobody has touched is no external action any more.
  const stale = and(
    eq(reversals.incidentId, incidentId),
    isNull(reversals.owner),
    isNull(reversals.plan),
    isNull(reversals.doneAt),
    sql`${reversals.entry} ->> 'step' is not null`,
    ...(keys.length === 0 ? [] : [notInArray(reversals.entryKey, keys)]),
  );
  await queries.update(reversals).set({ listed: false }).where(stale);
}

async function lock(queries: Queries, incidentId: string): Promise<void> {
  await queries.select({ id: incidents.id }).from(incidents).where(eq(incidents.id, incidentId)).for('update');
}

async function nextNumber(queries: Queries, incidentId: string): Promise<number> {
  const [row] = await queries
    .select({ highest: max(reversals.number) })
    .from(reversals)
    .where(eq(reversals.incidentId, incidentId));
  return (row?.highest ?? 0) + 1;
}

function toItem(row: typeof reversals.$inferSelect): ReversalItem {
  const { number, entry, plan, owner, doneBy, doneAt } = row;
  const done = doneBy === null || doneAt === null ? null : { by: doneBy, at: doneAt.toISOString() };
  return { number, entry: entry as ReversalItem['entry'], plan, owner, done };
}
