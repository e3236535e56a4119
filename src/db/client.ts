import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import { drizzle as drizzlePostgres } from 'drizzle-orm/node-postgres';
import { migrate as migratePostgres } from 'drizzle-orm/node-postgres/migrator';
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import { drizzle as drizzlePglite } from 'drizzle-orm/pglite';
import { migrate as migratePglite } from 'drizzle-orm/pglite/migrator';
import { Pool } from 'pg';
import { AppError } from '../errors.ts';
import { lockFolder } from './folder-lock.ts';
import * as schema from './schema.ts';

/** Drizzle's queries, on a database or inside a transaction. */
export type Queries = PgDatabase<PgQueryResultHKT, typeof schema>;

/** The records, embedded or on a server; queries are the same for both. */
export type Database = Queries & {
  /** The embedded engine, for what else lives in it (the queue); null on a server. */
  readonly embedded: PGlite | null;
  /** Waits for what is under way, closes, and releases the folder. Safe to call twice. */
  close(): Promise<void>;
};

export interface DatabaseOptions {
  /** PostgreSQL >= 14. Without it the records live in `folder`. */
  databaseUrl?: string;
  /** The data folder: `records/` holds the cluster, `records.lock/` says which process has it open. */
  folder: string;
}

const migrationsFolder = fileURLToPath(new URL('./migrations', import.meta.url));
/** Any number, the same in all processes of one deployment: who migrates holds it. */
const migrationLock = 7_224_113;

/**
 * Opens the records and brings their schema up to date.
 *
 * @throws AppError `database.locked` when another process has the folder open, `database.unreachable` (retryable)
 *   when PostgreSQL does not answer, `database.unusable` when it cannot be opened or migrated.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  return options.databaseUrl === undefined ? await openEmbedded(options.folder) : await openServer(options.databaseUrl);
}

async function openEmbedded(folder: string): Promise<Database> {
  mkdirSync(folder, { recursive: true });
  const lock = await lockFolder(folder);
  let engine: PGlite | undefined;
  try {
    engine = await PGlite.create(join(folder, 'records'));
    const queries = drizzlePglite(engine, { schema });
    await migratePglite(queries, { migrationsFolder });
    const opened = engine;
    const close = once(async () => {
      await opened.close();
      lock.release();
    });
    return Object.assign(queries, { embedded: opened, close });
  } catch (cause) {
    await engine?.close().catch(() => undefined);
    lock.release();
    throw new AppError(
      'database.unusable',
      `The records in ${folder} cannot be opened. Keep a copy of that folder, then start with an empty one or restore a backup.`,
      { cause },
    );
  }
}

async function openServer(databaseUrl: string): Promise<Database> {
  const pool = new Pool({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => undefined);
  try {
    await migrateServer(pool);
  } catch (cause) {
    await pool.end().catch(() => undefined);
    throw explainFailure(cause);
  }
  const queries = drizzlePostgres(pool, { schema });
  return Object.assign(queries, { embedded: null, close: once(() => pool.end()) });
}

/** Several processes start at once: one migrates, the others wait and find it done. */
async function migrateServer(pool: Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [migrationLock]);
    await migratePostgres(drizzlePostgres(client), { migrationsFolder });
    await client.query('select pg_advisory_unlock($1)', [migrationLock]);
    client.release();
  } catch (error) {
    // Closing the connection also gives up the lock.
    client.release(true);
    throw error;
  }
}

function explainFailure(cause: unknown): AppError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const answered = /^[0-9A-Z]{5}$/.test(code) && !/^(08|53|57P)/.test(code);
  if (!answered && !hasPostgresCause(cause)) {
    const message = 'PostgreSQL does not answer. Check DATABASE_URL and that the server is running.';
    return new AppError('database.unreachable', message, { cause, retryable: true });
  }
  const message =
    'PostgreSQL answers, but the records cannot be used. Check the user, password and rights in DATABASE_URL.';
  return new AppError('database.unusable', message, { cause });
}

/** Drizzle wraps what the server said about one of its own queries. */
function hasPostgresCause(error: unknown): boolean {
  return error instanceof Error && error.cause instanceof Error && 'severity' in error.cause;
}

function once(run: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => {
    running ??= run();
    return running;
  };
}
