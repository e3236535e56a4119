import { readdir, readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

/** What a lock file says; `db/folder-lock.ts` writes them. */
const LockFile = z.object({
  pid: z.int(),
  startedAt: z.string().nullable(),
  host: z.string(),
  since: z.string(),
  released: z.boolean(),
});

export interface RecordsHolder {
  pid: number;
  host: string;
  /** ISO 8601. */
  since: string;
}

/**
 * Who has the records of a data folder open, without touching them; null when nobody. A holder on another machine, or
 * in another container, is believed: from here nobody can see whether it lives.
 */
export async function findRecordsHolder(folder: string): Promise<RecordsHolder | null> {
  const locks = join(folder, 'records.lock');
  const names = await readdir(locks).catch(() => []);
  const numbers = names.flatMap((name) => /^lock\.(\d+)$/.exec(name)?.[1] ?? []).map(Number);
  if (numbers.length === 0) return null;
  const text = await readFile(join(locks, `lock.${Math.max(...numbers)}`), 'utf8').catch(() => '');
  const lock = LockFile.safeParse(parseJson(text));
  if (!lock.success || lock.data.released) return null;
  const { pid, host, since, startedAt } = lock.data;
  const isHere = host === hostname();
  return isHere && !(await isSameProcess(pid, startedAt)) ? null : { pid, host, since };
}

/** A number that another program got since is not the holder: the kernel counts when each began. */
async function isSameProcess(pid: number, startedAt: string | null): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  if (startedAt === null) return true;
  // proc(5): the name in brackets may hold anything; the start is the 20th field after it.
  const fields = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  return fields === null || fields.slice(fields.lastIndexOf(')') + 2).split(' ')[19] === startedAt;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
