import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import { Client } from 'pg';
import { describe, expect, onTestFinished, test } from 'vitest';
import { checkPostgres } from '../../../src/cli/doctor/check-postgres.ts';
import { readConfig } from '../../../src/config.ts';
import { openDatabase } from '../../../src/db/client.ts';
import { freePort, never, occupy, said } from './support.ts';

const check = (url: string) => checkPostgres(readConfig({ DATABASE_URL: url }), never);
const serverUrl = process.env.TEST_DATABASE_URL;

test('without DATABASE_URL says where the records are', async () => {
  expect(said(await checkPostgres(readConfig({}), never))).toEqual([
    'ok PostgreSQL: not used; the records are embedded in data',
  ]);
});

test('a server that is not there is unreachable, and its password is not shown', async () => {
  const [finding] = await check(`postgres://u:hunter22@127.0.0.1:${await freePort()}/x`);
  expect(finding).toMatchObject({ cause: 'unreachable', text: 'does not answer (ECONNREFUSED)' });
  expect(JSON.stringify(finding)).not.toContain('hunter22');
});

test('a server that hangs up is unreachable', async () => {
  const port = await occupy(createServer((socket) => socket.destroy()));
  expect(await check(`postgres://u:hunter22@127.0.0.1:${port}/x`)).toMatchObject([{ cause: 'unreachable' }]);
});

describe.skipIf(serverUrl === undefined)('a real PostgreSQL', () => {
  const admin = async <Row extends object>(sql: string, database = ''): Promise<Row[]> => {
    const url = new URL(serverUrl ?? '');
    if (database !== '') url.pathname = `/${database}`;
    const client = new Client({ connectionString: url.href });
    await client.connect();
    try {
      return (await client.query<Row>(sql)).rows;
    } finally {
      await client.end();
    }
  };
  /** A database of its own with a user who may not do more than log in. */
  async function world() {
    const name = `doctor_${randomUUID().replaceAll('-', '')}`;
    await admin(`create database ${name}`);
    await admin(`create role ${name} login password 'hunter22'`);
    onTestFinished(async () => {
      await admin(`drop database ${name} with (force)`);
      await admin(`drop role ${name}`);
    });
    const own = new URL(serverUrl ?? '');
    own.pathname = `/${name}`;
    const theirs = new URL(own);
    theirs.username = name;
    theirs.password = 'hunter22';
    return { name, own: own.href, theirs: theirs.href };
  }

  test('that may be migrated is fine before and after, and is left as it was', async () => {
    const { name, own } = await world();
    const count = `select count(*)::int as count from pg_class c join pg_namespace n on n.oid = relnamespace where nspname in ('public', 'drizzle')`;
    expect(await check(own)).toMatchObject([{ level: 'ok', text: expect.stringMatching(/^version \d+/) }]);
    expect(await admin(count, name)).toEqual([{ count: 0 }]);
    await (await openDatabase({ folder: '/nowhere', databaseUrl: own })).close();
    const before = await admin(count, name);
    expect(await check(own)).toMatchObject([{ level: 'ok' }]);
    expect(await admin(count, name)).toEqual(before);
  });

  test('that may not be migrated is a wrong setting: no schema, no tables, or another owner', async () => {
    const { name, own, theirs } = await world();
    const refusal = async () => said(await check(theirs))[0];
    expect(await refusal()).toContain('a schema cannot be created in it (42501)');
    await admin(`grant create on database ${name} to ${name}`, name);
    await admin('revoke create on schema public from public', name);
    expect(await refusal()).toContain('tables cannot be created in it (42501)');
    await admin(`grant create on schema public to ${name}`, name);
    expect(await check(theirs)).toMatchObject([{ level: 'ok' }]);
    await (await openDatabase({ folder: '/nowhere', databaseUrl: own })).close();
    expect(await refusal()).toContain('drizzle belongs to another user (42501)');
  });

  test('that refuses the password, or has no such database, is a wrong setting', async () => {
    const { theirs, own } = await world();
    expect(await check(own.replace(/\/[^/]*$/, '/no_such_database'))).toMatchObject([
      { cause: 'configuration', text: 'has no such database' },
    ]);
    const wrong = await check(theirs.replace('hunter22', 'hunter23'));
    // A server that trusts everybody on this machine asks for none.
    if (wrong[0]?.cause === null || !wrong[0]?.text.startsWith('version')) {
      expect(wrong).toMatchObject([{ cause: 'configuration', text: 'refuses the user or the password' }]);
    }
    expect(JSON.stringify(wrong)).not.toContain('hunter23');
  });
});
