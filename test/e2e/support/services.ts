import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

/** Records and queue on servers, apart from those of every other test. */
export interface Services {
  env: { DATABASE_URL: string; REDIS_URL: string };
  drop(): Promise<void>;
}

/** The servers that tests may use; null: the bot keeps everything in its own folder. */
const { TEST_DATABASE_URL: databaseUrl, TEST_REDIS_URL: redisUrl } = process.env;
export const onServices = databaseUrl !== undefined && redisUrl !== undefined;

/** Makes a database of its own, and takes the first Redis database that is free. */
export async function openServices(): Promise<Services | null> {
  if (databaseUrl === undefined || redisUrl === undefined) return null;
  const name = `e2e_${randomBytes(6).toString('hex')}`;
  await administer(databaseUrl, `create database ${name}`);
  const own = new URL(databaseUrl);
  own.pathname = `/${name}`;
  const redis = await takeRedis(redisUrl, name);
  return {
    env: { DATABASE_URL: own.href, REDIS_URL: redis.url },
    async drop() {
      await redis.release();
      await administer(databaseUrl, `drop database if exists ${name} with (force)`);
    },
  };
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** A Redis has 16 databases; a key in one says whose it is. */
async function takeRedis(url: string, owner: string): Promise<{ url: string; release(): Promise<void> }> {
  const { Redis } = await import('ioredis');
  for (let index = 0; index < 16; index++) {
    const own = new URL(url);
    own.pathname = `/${index}`;
    const client = new Redis(own.href, { lazyConnect: true });
    await client.connect();
    if ((await client.set('taken-by', owner, 'EX', 3_600, 'NX')) === 'OK') {
      const release = async () => {
        await client.flushdb();
        client.disconnect();
      };
      return { url: own.href, release };
    }
    client.disconnect();
  }
  throw new Error('All databases of the Redis at TEST_REDIS_URL are taken: start a new one.');
}
