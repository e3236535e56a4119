import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createEmbeddedPool, type EmbeddedPool } from '../../src/jobs/embedded-pool.ts';
import { until } from './support.ts';

let engine: PGlite;
let pool: EmbeddedPool;
beforeAll(async () => {
  engine = await PGlite.create();
});
afterAll(() => engine.close());
beforeEach(async () => {
  await engine.exec(`drop schema if exists bullmq cascade; drop table if exists ours; create schema bullmq;
    create table ours(a text); create table bullmq.theirs(a text)`);
  pool = createEmbeddedPool(engine);
});

const count = async (table: string) =>
  (await engine.query<{ n: number }>(`select count(*)::int n from ${table}`)).rows[0]?.n;

describe('beside the transactions of the records', () => {
  test('what was confirmed stays, whether those commit or roll back', async () => {
    let confirmed = 0;
    let committed = 0;
    const queue = async () => {
      for (let row = 0; row < 200; row++) {
        await pool.query('insert into theirs values ($1)', [`t${row}`]);
        confirmed++;
      }
    };
    const records = async () => {
      for (let round = 0; round < 60; round++) {
        const work = engine.transaction(async (transaction) => {
          await transaction.query('insert into ours values ($1)', [`o${round}`]);
          await new Promise((resolve) => setImmediate(resolve));
          if (round % 3 === 0) throw new Error('rolled back');
        });
        await work.then(() => committed++).catch(() => undefined);
      }
    };
    await Promise.all([queue(), records(), queue()]);
    expect(await count('bullmq.theirs')).toBe(confirmed);
    expect(await count('ours')).toBe(committed);
  });

  test('a statement that fails fails alone', async () => {
    const failing = pool.query('select no_such_column from theirs').catch((error: { code: string }) => error.code);
    const work = engine.transaction((transaction) => transaction.query("insert into ours values ('x')"));
    await Promise.all([failing, work]);
    expect(await failing).toBe('42703');
    expect(await count('ours')).toBe(1);
  });

  test('no setting is left behind', async () => {
    await pool.query('insert into theirs values ($1)', ['x']);
    await expect(engine.query('select * from theirs')).rejects.toThrow(/does not exist/);
  });
});

describe('a borrowed connection', () => {
  test('commits, and rolls back, by statement', async () => {
    const client = await pool.connect();
    await client.query('BEGIN');
    await client.query("insert into bullmq.theirs values ('a')");
    await client.query('ROLLBACK');
    await client.query('BEGIN');
    await client.query("insert into bullmq.theirs values ('b')");
    await client.query('COMMIT');
    client.release();
    expect((await engine.query('select a from bullmq.theirs')).rows).toEqual([{ a: 'b' }]);
  });

  test('given back in the middle has done nothing and holds nobody up', async () => {
    const client = await pool.connect();
    await client.query('BEGIN');
    await client.query("insert into bullmq.theirs values ('a')");
    client.release();
    expect(await count('bullmq.theirs')).toBe(0);
  });

  test('hears notifications until it is given back', async () => {
    const client = await pool.connect();
    const heard: unknown[] = [];
    client.on('notification', (notification) => heard.push(notification));
    await client.query('-- a comment\nLISTEN some_channel;\n');
    await pool.query("select pg_notify('some_channel', 'hello')");
    await until(() => heard.length === 1, 'heard');
    expect(heard).toEqual([{ channel: 'some_channel', payload: 'hello' }]);
    client.release();
    await pool.query("select pg_notify('some_channel', 'again')");
    expect(heard).toHaveLength(1);
  });
});

test('rows and counts come as pg gives them', async () => {
  expect(await pool.query("insert into theirs values ('a'), ($1)", ['b'])).toMatchObject({ rows: [], rowCount: 2 });
  expect(await pool.query('select a from theirs order by a')).toMatchObject({
    rows: [{ a: 'a' }, { a: 'b' }],
    rowCount: 2,
  });
});
