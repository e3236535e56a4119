import { Client } from 'pg';
import type { Config } from '../../config.ts';
import { type Finding, fine, misconfigured, unreachable } from './finding.ts';
import { codeOf } from './run-checks.ts';

const label = 'PostgreSQL';
const oldest = 14;

/** Does the server answer, is it new enough, and may this user bring the schema up to date? Changes nothing. */
export async function checkPostgres({ databaseUrl, dataDir }: Config, signal: AbortSignal): Promise<Finding[]> {
  if (databaseUrl === null) return [fine(label, `not used; the records are embedded in ${dataDir}`)];
  const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: 6_000, query_timeout: 6_000 });
  // A connection that breaks later would otherwise end the process.
  client.on('error', () => undefined);
  const close = () => void client.end().catch(() => undefined);
  signal.addEventListener('abort', close, { once: true });
  try {
    await client.connect();
    return await inspect(client);
  } catch (error) {
    return [explain(codeOf(error))];
  } finally {
    signal.removeEventListener('abort', close);
    await client.end().catch(() => undefined);
  }
}

async function inspect(client: Client): Promise<Finding[]> {
  const { rows } = await client.query<{ server_version_num: string; server_version: string }>(
    `select current_setting('server_version_num') as server_version_num, current_setting('server_version') as server_version`,
  );
  const version = rows[0]?.server_version.split(' ')[0] ?? 'unknown';
  if (Number(rows[0]?.server_version_num) < oldest * 10_000) {
    return [misconfigured(label, `version ${version} is too old`, `Use PostgreSQL ${oldest} or later.`)];
  }
  const refused = await tryMigrating(client);
  if (refused === null) return [fine(label, `version ${version}, and the schema can be brought up to date`)];
  const fix = 'Grant CREATE on the database and its schema to the user of DATABASE_URL, and write to the primary.';
  return [misconfigured(label, `version ${version}, but ${refused}`, fix)];
}

/** What a migration needs; `if not exists` asks for the same rights where they are there already. */
const steps = [
  { what: 'a schema cannot be created in it', sql: 'create schema if not exists drizzle' },
  { what: 'its schema drizzle belongs to another user', sql: 'create table drizzle.agent_incident_doctor (id int)' },
  { what: 'tables cannot be created in it', sql: 'create table agent_incident_doctor (id int)' },
];

/** Does what a migration does, and takes it back. Resolves to what was refused. */
async function tryMigrating(client: Client): Promise<string | null> {
  await client.query('begin');
  try {
    for (const { what, sql } of steps) {
      const refused = await client.query(sql).then(() => null, codeOrThrow);
      if (refused !== null) return `${what} (${refused})`;
    }
    return null;
  } finally {
    await client.query('rollback');
  }
}

function codeOrThrow(error: unknown): string {
  const code = codeOf(error);
  if (code === null) throw error;
  return code;
}

/** @see https://www.postgresql.org/docs/current/errcodes-appendix.html */
function explain(code: string | null): Finding {
  switch (code) {
    case '28P01':
    case '28000':
      return misconfigured(label, 'refuses the user or the password', 'Correct both in DATABASE_URL.');
    case '3D000':
      return misconfigured(label, 'has no such database', 'Create it (createdb), or correct DATABASE_URL.');
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return unreachable(label, 'its host name is not known here', 'Correct the host in DATABASE_URL, or the DNS.');
    default: {
      const why = code === null ? '' : ` (${code})`;
      return unreachable(label, `does not answer${why}`, 'Start it, or correct host and port in DATABASE_URL.');
    }
  }
}
