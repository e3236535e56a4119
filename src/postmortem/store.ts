import { and, asc, eq, getTableColumns, inArray, lt } from 'drizzle-orm';
import type { Database, Queries } from '../db/client.ts';
import { addToOutbox } from '../db/outbox.ts';
import { incidents, postmortems } from '../db/schema.ts';
import { AppError } from '../errors.ts';
import type { Ticks } from './items.ts';
import { type PostmortemRecord, type PostmortemSummary, type Refusal, refuse } from './record.ts';
import { planReminders } from './reminders/plan.ts';
import { cancelRows, type DueReminder, dueRows, markRowSent, planRows, postponeRows } from './reminders/store.ts';
import { type PostmortemEvent, stepPostmortem } from './step-postmortem.ts';

export interface OpenPostmortem {
  incidentId: string;
  owner: string | null;
  dueAt: Date;
  /** The first rendering. */
  text: string;
  now: Date;
}

/** The postmortem as it stands now, and why nothing happened where nothing did. */
export type Changed = { postmortem: PostmortemRecord } | ({ postmortem: PostmortemRecord } & Refusal);

export interface ListPostmortems {
  /** Only those that are open and due before this moment. */
  openDueBefore?: Date;
}

/** Who asks for what: the input of a change without its kind. */
type Input<Type extends PostmortemEvent['type']> = Omit<Extract<PostmortemEvent, { type: Type }>, 'type'> & {
  incidentId: string;
  now: Date;
};

/**
 * Postmortems and their reminders. Every change is one transaction with its outbox rows: `postmortem.changed` for each
 * new revision, `reminder.send` for each moment a reminder may fall due. Changes of a postmortem that is not there throw
 * `postmortem.not-found`.
 */
export interface PostmortemStore {
  /** Opens it with its reminders, or gives back the one that is there. Throws `incident.not-found`. */
  open(request: OpenPostmortem): Promise<{ postmortem: PostmortemRecord; created: boolean }>;
  get(incidentId: string): Promise<PostmortemRecord | null>;
  /** Soonest due first. */
  list(filter?: ListPostmortems): Promise<PostmortemSummary[]>;
  /** A person's text, and what they ticked in it. `conflict` when it has changed since `expectedRevision`. */
  save(input: Input<'saved'>): Promise<Changed>;
  /**
   * Merges a new rendering into what people wrote. Read the revision before gathering the facts, so that an older
   * rendering never replaces a newer one: `conflict` means render again.
   */
  rerender(input: Input<'rendered'>): Promise<Changed>;
  setOwner(input: Input<'owner.set'>): Promise<Changed>;
  tick(input: Input<'ticked'>): Promise<Changed>;
  publish(input: Input<'published'>): Promise<Changed>;
  distribute(input: Input<'distributed'>): Promise<Changed>;
  waive(input: Input<'waived'>): Promise<Changed>;
  /** Puts off the reminders before `until`. */
  snooze(input: Input<'snoozed'>): Promise<Changed>;
  /** The reminder to send now, per incident; the latest where several are due. */
  dueReminders(now: Date, incidentId?: string): Promise<DueReminder[]>;
  /** True for the one who marks it; false when it was sent, cancelled or put off before. Plans the one that follows. */
  markReminderSent(incidentId: string, step: string, now: Date): Promise<boolean>;
}

export function createPostmortemStore(database: Database): PostmortemStore {
  const change = <Type extends PostmortemEvent['type']>(type: Type) => {
    return ({ incidentId, now, ...rest }: Input<Type>): Promise<Changed> => {
      const event = { ...rest, type } as unknown as PostmortemEvent;
      return database.transaction((queries) => applyEvent(queries, incidentId, event, now));
    };
  };
  return {
    open: (request) => database.transaction((queries) => open(queries, request)),
    async get(incidentId) {
      const [row] = await database.select().from(postmortems).where(eq(postmortems.incidentId, incidentId));
      return row === undefined ? null : fromRow(row);
    },
    list: (filter) => list(database, filter ?? {}),
    save: change('saved'),
    rerender: change('rendered'),
    setOwner: change('owner.set'),
    tick: change('ticked'),
    publish: change('published'),
    distribute: change('distributed'),
    waive: change('waived'),
    snooze: change('snoozed'),
    dueReminders: (now, incidentId) => dueRows(database, now, incidentId),
    markReminderSent: (incidentId, step, now) =>
      database.transaction(async (queries) => {
        await lock(queries, incidentId);
        return await markRowSent(queries, incidentId, step, now);
      }),
  };
}

async function open(queries: Queries, { incidentId, owner, dueAt, text, now }: OpenPostmortem) {
  const [incident] = await queries.select({ id: incidents.id }).from(incidents).where(eq(incidents.id, incidentId));
  if (incident === undefined) {
    throw new AppError('incident.not-found', `There is no incident ${incidentId}. See the list of open incidents.`);
  }
  const [row] = await queries
    .insert(postmortems)
    .values({ incidentId, state: 'draft', owner, dueAt, revision: 1, text, rendered: text, ticks: {} })
    .onConflictDoNothing()
    .returning();
  if (row === undefined) return { postmortem: await lock(queries, incidentId), created: false };
  await planRows(queries, incidentId, planReminders(now, dueAt));
  await announce(queries, fromRow(row), now);
  return { postmortem: fromRow(row), created: true };
}

async function list(queries: Queries, { openDueBefore }: ListPostmortems): Promise<PostmortemSummary[]> {
  // The documents can be megabytes, and nobody asked for them.
  const { text: _text, rendered: _rendered, ...columns } = getTableColumns(postmortems);
  const rows = await queries
    .select(columns)
    .from(postmortems)
    .where(
      openDueBefore === undefined
        ? undefined
        : and(inArray(postmortems.state, ['draft', 'published']), lt(postmortems.dueAt, openDueBefore)),
    )
    .orderBy(asc(postmortems.dueAt), asc(postmortems.incidentId));
  return rows.map((row) => ({ ...row, ticks: row.ticks as Ticks }));
}

async function applyEvent(queries: Queries, incidentId: string, event: PostmortemEvent, now: Date): Promise<Changed> {
  const current = await lock(queries, incidentId);
  const parts = stepPostmortem(current, event, now);
  if ('refused' in parts) return { postmortem: current, ...parts };
  if (event.type === 'snoozed' && !(await postponeRows(queries, incidentId, event.until, now))) {
    const refusal = refuse('invalid', 'No reminder is due before then: there is nothing to put off.');
    return { postmortem: current, ...refusal };
  }
  if (event.type === 'distributed' || event.type === 'waived') await cancelRows(queries, incidentId, now);
  const [row] = await queries
    .update(postmortems)
    .set({ ...parts, revision: current.revision + 1 })
    .where(and(eq(postmortems.incidentId, incidentId), eq(postmortems.revision, current.revision)))
    .returning();
  // The row lock makes the condition hold; should it ever not, the transaction is undone.
  if (row === undefined) {
    throw new AppError('postmortem.changed', 'The postmortem changed at the same moment. Try again.', {
      retryable: true,
    });
  }
  const postmortem = fromRow(row);
  await announce(queries, postmortem, now);
  return { postmortem };
}

async function announce(queries: Queries, { incidentId, revision }: PostmortemRecord, now: Date): Promise<void> {
  const key = `postmortem.changed:${incidentId}:${revision}`;
  await addToOutbox(queries, [{ kind: 'postmortem.changed', key, payload: { incident_id: incidentId }, dueAt: now }]);
}

/** The postmortem, held until the transaction ends. */
async function lock(queries: Queries, incidentId: string): Promise<PostmortemRecord> {
  const [row] = await queries.select().from(postmortems).where(eq(postmortems.incidentId, incidentId)).for('update');
  if (row === undefined) {
    throw new AppError('postmortem.not-found', `Incident ${incidentId} has no postmortem yet. Start one first.`);
  }
  return fromRow(row);
}

/** What we wrote ourselves is trusted to have the shape it was written in. */
function fromRow(row: typeof postmortems.$inferSelect): PostmortemRecord {
  return { ...row, ticks: row.ticks as Ticks };
}
