import {
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../errors.ts';

/** Who holds a folder. `startedAt` is the kernel's own count, so that a reused pid is not taken for the holder. */
interface Holder {
  pid: number;
  startedAt: string | null;
  host: string;
  /** The boot and pid namespace in which `pid` means something. */
  world: string | null;
  since: string;
  released: boolean;
}

export interface FolderLock {
  /** Gives the folder back; safe to call twice. */
  release(): void;
}

export interface FolderLockOptions {
  /** How often the holder shows that it is alive, in ms. */
  heartbeatMs?: number;
  /** How long a holder whose process we cannot see must be silent before it counts as gone, in ms. */
  silenceMs?: number;
}

const prefix = 'lock.';

/**
 * Takes the exclusive lock of a data folder, or throws `database.locked`. The lock is kept in `records.lock/`.
 *
 * Lock files are numbered and the highest is never deleted, only superseded by the next number, which exactly one
 * process can create. So two processes that find the same stale lock cannot both take it.
 */
export async function lockFolder(folder: string, options: FolderLockOptions = {}): Promise<FolderLock> {
  const { heartbeatMs = 2_000, silenceMs = 15_000 } = options;
  const locks = join(folder, 'records.lock');
  mkdirSync(locks, { recursive: true });
  for (;;) {
    const newest = newestLock(locks);
    const held = join(locks, prefix + newest);
    if (newest > 0 && (await isHeld(held, silenceMs))) throw lockedError(folder, held);
    const mine = newest + 1;
    if (!createLock(locks, mine)) continue;
    // A slow process may create a number that was superseded and removed long ago: the higher one counts.
    if (newestLock(locks) > mine) {
      rmSync(join(locks, prefix + mine), { force: true });
      continue;
    }
    for (const number of lockNumbers(locks)) {
      if (number < mine) rmSync(join(locks, prefix + number), { force: true });
    }
    return hold(join(locks, prefix + mine), heartbeatMs);
  }
}

function hold(path: string, heartbeatMs: number): FolderLock {
  const timer = setInterval(() => {
    try {
      utimesSync(path, new Date(), new Date());
    } catch {
      // A file somebody deleted shows no heartbeat; the data is still ours until we close.
    }
  }, heartbeatMs);
  timer.unref();
  let released = false;
  return {
    release() {
      if (released) return;
      released = true;
      clearInterval(timer);
      writeFileSync(path, JSON.stringify({ ...self(), released: true }));
    },
  };
}

function lockNumbers(folder: string): number[] {
  return readdirSync(folder)
    .filter((name) => /^lock\.\d+$/.test(name))
    .map((name) => Number(name.slice(prefix.length)));
}

function newestLock(folder: string): number {
  return Math.max(0, ...lockNumbers(folder));
}

/** Creates the lock file together with its content, or says that somebody was faster. */
function createLock(folder: string, number: number): boolean {
  const draft = join(folder, `draft.${process.pid}.${number}.${Math.random().toString(36).slice(2)}`);
  writeFileSync(draft, JSON.stringify(self()), { flag: 'wx' });
  try {
    linkSync(draft, join(folder, prefix + number));
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

async function isHeld(path: string, silenceMs: number): Promise<boolean> {
  const holder = readHolder(path);
  if (holder === 'superseded') return false;
  if (holder?.released === true) return false;
  if (holder !== null && holder.host === hostname() && holder.world === world()) {
    return isRunning(holder.pid) && (holder.startedAt === null || holder.startedAt === startOf(holder.pid));
  }
  // Same host after a reboot: no process of the old boot is alive.
  if (holder !== null && holder.host === hostname() && bootOf(holder.world) !== bootOf(world())) return false;
  return await showsHeartbeat(path, silenceMs);
}

async function showsHeartbeat(path: string, silenceMs: number): Promise<boolean> {
  const before = modifiedAt(path);
  const until = Date.now() + silenceMs;
  while (Date.now() < until) {
    await sleep(Math.min(100, silenceMs));
    if (modifiedAt(path) !== before) return true;
  }
  return false;
}

function modifiedAt(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? null;
}

/** The holder, null where the file says nothing readable. */
function readHolder(path: string): Holder | null | 'superseded' {
  try {
    const holder: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return typeof holder === 'object' && holder !== null && 'pid' in holder ? (holder as Holder) : null;
  } catch (error) {
    return isCode(error, 'ENOENT') ? 'superseded' : null;
  }
}

function lockedError(folder: string, path: string): AppError {
  const holder = readHolder(path);
  const known = holder !== null && holder !== 'superseded';
  const who = known ? `process ${holder.pid} on ${holder.host}, since ${holder.since}` : 'another process';
  return new AppError(
    'database.locked',
    `The data folder ${folder} is in use by ${who}. Stop that process, choose another folder, ` +
      'or set DATABASE_URL so that several processes can share one PostgreSQL.',
    { details: known ? { pid: holder.pid, host: holder.host, since: holder.since, file: path } : { file: path } },
  );
}

function self(): Holder {
  const since = new Date().toISOString();
  return {
    pid: process.pid,
    startedAt: startOf(process.pid),
    host: hostname(),
    world: world(),
    since,
    released: false,
  };
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return !isCode(error, 'ESRCH');
  }
}

/** Dead, but not collected by its parent yet. A zombie whose other threads still run may still write. */
function isZombie(pid: number): boolean {
  if (!['Z', 'X'].includes(statOf(pid)?.[0] ?? '')) return false;
  try {
    return readdirSync(`/proc/${pid}/task`).length <= 1;
  } catch {
    return true;
  }
}

/** Start of a process in clock ticks since boot; null where there is no /proc. */
function startOf(pid: number): string | null {
  return statOf(pid)?.[19] ?? null;
}

/** The fields of proc(5) stat from the third (the state) on; null where there is no /proc. */
function statOf(pid: number): string[] | null {
  const stat = tryRead(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? null;
}

function world(): string | null {
  const boot = tryRead(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
  const namespace = tryRead(() => readlinkSync('/proc/self/ns/pid'));
  return boot === null ? null : `${boot} ${namespace}`;
}

function bootOf(known: string | null): string | null {
  return known?.split(' ')[0] ?? null;
}

function tryRead(read: () => string): string | null {
  try {
    return read();
  } catch {
    return null;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
