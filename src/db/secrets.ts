import { eq } from 'drizzle-orm';
import type { Queries } from './client.ts';
import { secrets } from './schema.ts';

/** A key of ours: the one that is kept, else `made`, which is kept from then on. All processes get the same. */
export async function keepSecret(queries: Queries, name: string, made: string): Promise<string> {
  await queries.insert(secrets).values({ name, value: made }).onConflictDoNothing();
  const [row] = await queries.select({ value: secrets.value }).from(secrets).where(eq(secrets.name, name));
  return row?.value ?? made;
}
