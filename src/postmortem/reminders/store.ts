import { and, asc, eq, inArray, isNull, lte, sql } from 'drizzle-orm';
import type { Queries } from '../../db/client.ts';
import { addToOutbox } from '../../db/outbox.ts';
import { postmortems, reminders } from '../../db/schema.ts';
import { nextReminder, type PlannedReminder } from './plan.ts';

/** A reminder to send now. `owner` is a Slack user id. */
export interface DueReminder {
  incidentId: string;
  step: string;
  dueAt: Date;
  owner: string | null;
  postmortemDueAt: Date;
}

const unsent = and(isNull(reminders.sentAt), isNull(reminders.cancelledAt));

/** Writes reminders and the effects that wake us for them; one that is known stays as it is. */
export async function planRows(queries: Queries, incidentId: string, planned: readonly PlannedReminder[]) {
  if (planned.length === 0) return;
  await queries
    .insert(reminders)
    .values(planned.map(({ step, dueAt }) => ({ incidentId, step, dueAt })))
    .onConflictDoNothing();
  await wakeFor(queries, incidentId, planned);
}

/** Nothing more is sent for this incident. */
export async function cancelRows(queries: Queries, incidentId: string, now: Date): Promise<void> {
  await queries
    .update(reminders)
    .set({ cancelledAt: now })
    .where(and(eq(reminders.incidentId, incidentId), unsent));
}

/**
 * Puts off what would be sent before `until`: the last of them is sent then, the ones before it would say less and are
 * dropped. False when nothing is due before `until`.
 */
export async function postponeRows(queries: Queries, incidentId: string, until: Date, now: Date): Promise<boolean> {
  const rows = await queries
    .select({ step: reminders.step })
    .from(reminders)
    .where(
      and(eq(reminders.incidentId, incidentId), unsent, sql`${reminders.dueAt} < ${until.toISOString()}::timestamptz`),
    )
    .orderBy(asc(reminders.dueAt), asc(reminders.step));
  const last = rows.at(-1);
  if (last === undefined) return false;
  const earlier = rows.slice(0, -1).map(({ step }) => step);
  if (earlier.length > 0) {
    await queries
      .update(reminders)
      .set({ cancelledAt: now })
      .where(and(eq(reminders.incidentId, incidentId), inArray(reminders.step, earlier)));
  }
  await queries
    .update(reminders)
    .set({ dueAt: until })
    .where(and(eq(reminders.incidentId, incidentId), eq(reminders.step, last.step)));
  await wakeFor(queries, incidentId, [{ step: last.step, dueAt: until }]);
  return true;
}

/** What to send now, one per incident: after a long stop only the latest step is news. */
export async function dueRows(queries: Queries, now: Date, incidentId?: string): Promise<DueReminder[]> {
  const rows = await queries
    .select({
      incidentId: reminders.incidentId,
      step: reminders.step,
      dueAt: reminders.dueAt,
      owner: postmortems.owner,
      postmortemDueAt: postmortems.dueAt,
    })
    .from(reminders)
    .innerJoin(postmortems, eq(postmortems.incidentId, reminders.incidentId))
    .where(
      and(
        unsent,
        lte(reminders.dueAt, now),
        inArray(postmortems.state, ['draft', 'published']),
        incidentId === undefined ? undefined : eq(reminders.incidentId, incidentId),
      ),
    )
    .orderBy(asc(reminders.dueAt), sql`${reminders.step} = 'near', ${reminders.step} like 'overdue%'`);
  return [...new Map(rows.map((row) => [row.incidentId, row])).values()];
}

/** Marks one as sent, once, with those before it; plans the one that follows. Call it with the postmortem locked. */
export async function markRowSent(queries: Queries, incidentId: string, step: string, now: Date): Promise<boolean> {
  const own = eq(reminders.incidentId, incidentId);
  const marked = await queries
    .update(reminders)
    .set({ sentAt: now })
    .where(and(own, eq(reminders.step, step), unsent))
    .returning({ dueAt: reminders.dueAt });
  const [sent] = marked;
  if (sent === undefined) return false;
  await queries
    .update(reminders)
    .set({ cancelledAt: now })
    .where(and(own, unsent, lte(reminders.dueAt, sent.dueAt)));
  const next = nextReminder(step, now);
  if (next !== null) await planRows(queries, incidentId, [next]);
  return true;
}

async function wakeFor(queries: Queries, incidentId: string, planned: readonly PlannedReminder[]): Promise<void> {
  const rows = planned.map(({ step, dueAt }) => ({
    kind: 'reminder.send',
    key: `reminder.send:${incidentId}:${step}:${dueAt.getTime()}`,
    payload: { incident_id: incidentId, step },
    dueAt,
  }));
  await addToOutbox(queries, rows);
}
