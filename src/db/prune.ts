import { lt } from 'drizzle-orm';
import type { Queries } from './client.ts';
import { inbox, outbox } from './schema.ts';

/** Forgets deliveries and effects that were done before a moment; returns how many. */
export async function pruneQueues(queries: Queries, before: Date): Promise<number> {
  const handled = await queries.delete(inbox).where(lt(inbox.processedAt, before)).returning({ id: inbox.id });
  const done = await queries.delete(outbox).where(lt(outbox.doneAt, before)).returning({ id: outbox.id });
  return handled.length + done.length;
}
