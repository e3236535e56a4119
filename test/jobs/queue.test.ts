import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createQueue, type QueueOptions, type QueuePlace, type WakeQueue } from '../../src/jobs/queue.ts';
import { worlds } from '../db/worlds.ts';
import { RedisServer } from '../guard/support/redis-server.ts';
import { hasRedis, startCluster, startSentinel, startSingle, startTls } from './redis-worlds.ts';
import { rememberLog, until } from './support.ts';

interface Place {
  place: QueuePlace;
  stop(): Promise<void>;
}

const onRedis = (start: () => Promise<{ url: string; stop(): Promise<void> }>) => async (): Promise<Place> => {
  const { url, stop } = await start();
  return { place: { redisUrl: url }, stop };
};

const places: { name: string; open: () => Promise<Place> }[] = [
  {
    name: 'embedded',
    open: async () => {
      const engine = await PGlite.create();
      return { place: { embedded: engine }, stop: () => engine.close() };
    },
  },
  ...(hasRedis
    ? [
        { name: 'Redis', open: onRedis(startSingle) },
        { name: 'Redis behind Sentinel', open: onRedis(startSentinel) },
        { name: 'a Redis Cluster', open: onRedis(startCluster) },
      ]
    : []),
  ...worlds()
    .filter(({ name }) => name === 'PostgreSQL')
    .map(({ name, create }) => ({
      name,
      open: async () => {
        const world = await create();
        return { place: { connectionString: world.options.databaseUrl ?? '' }, stop: world.remove };
      },
    })),
];
if (!hasRedis) console.warn('skipped: the queue on Redis (redis-server is not installed)');

const queues: WakeQueue[] = [];
let stopPlace: () => Promise<void> = async () => undefined;
afterEach(async () => {
  await Promise.all(queues.splice(0).map((queue) => queue.close()));
  await stopPlace();
  stopPlace = async () => undefined;
});

/** Queues of one test meet, those of others do not. */
let name = '';
let tests = 0;
beforeEach(() => {
  name = `queue-${++tests}`;
});

function open(place: QueuePlace, options: Partial<QueueOptions> = {}) {
  const log = rememberLog();
  const queue = createQueue(place, { name, sweepEveryMs: 600_000, log, now: () => new Date(), ...options });
  queues.push(queue);
  const heard: string[] = [];
  return { queue, log, heard, listen: () => queue.listen((which) => heard.push(which)) };
}

describe.each(places)('on $name', ({ open: openPlace }) => {
  let place: QueuePlace;
  let stop: () => Promise<void>;
  beforeAll(async () => {
    ({ place, stop } = await openPlace());
  });
  afterAll(() => stop());

  test('wakes other processes, at once and later, and sweeps by itself', async () => {
    const web = open(place);
    const worker = open(place);
    worker.listen();
    await until(async () => (await worker.queue.health()).ok, 'connected');
    // The schedulers' first jobs.
    await until(() => worker.heard.includes('inbox') && worker.heard.includes('outbox'), 'swept');
    worker.heard.length = 0;

    await web.queue.wake('inbox');
    await until(() => worker.heard.includes('inbox'), 'woken');
    expect(worker.heard).not.toContain('outbox');

    worker.heard.length = 0;
    const at = new Date(Date.now() + 1_500);
    await web.queue.wake('outbox', at);
    await web.queue.wake('outbox', at);
    await until(() => worker.heard.includes('outbox'), 'woken later');
    expect(Date.now()).toBeGreaterThanOrEqual(at.getTime() - 1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(worker.heard).toEqual(['outbox']);
    expect([...web.log.lines, ...worker.log.lines]).toEqual([]);
  });

  test('many wake-ups at once become few', async () => {
    const { queue, heard, listen } = open(place);
    listen();
    await until(() => heard.includes('inbox') && heard.includes('outbox'), 'swept');
    heard.length = 0;
    await Promise.all(Array.from({ length: 200 }, () => queue.wake('inbox')));
    await until(() => heard.length > 0, 'woken');
    expect(heard.length).toBeLessThanOrEqual(2);
  });

  test('closing twice, and waking afterwards, does no harm', async () => {
    const { queue, listen } = open(place);
    listen();
    await queue.wake('inbox');
    await queue.close();
    await queue.close();
    await queue.wake('inbox');
  });
});

describe.runIf(hasRedis)('a Redis that is away', () => {
  test('stops nobody, is said once, and is used again when it is back', async () => {
    const redis = new RedisServer();
    await redis.start();
    stopPlace = () => redis.stop();
    const { queue, log, heard, listen } = open({ redisUrl: redis.url });
    listen();
    await until(() => heard.length >= 2, 'swept');
    await redis.stop();
    for (let count = 0; count < 5; count++) await queue.wake('inbox');
    expect(await queue.health()).toMatchObject({ ok: false, problem: expect.stringContaining('REDIS_URL') });
    expect(log.lines.map(({ level }) => level)).toEqual(['warn']);
    await redis.start();
    heard.length = 0;
    await until(async () => {
      await queue.wake('inbox');
      return heard.includes('inbox');
    }, 'woken again');
    expect(log.lines.map(({ what }) => what)).toEqual([expect.stringContaining('away'), 'the queue is back']);
  });

  test('at the start is waited for', async () => {
    const redis = new RedisServer();
    await redis.start();
    await redis.stop();
    stopPlace = () => redis.stop();
    const { queue, log, heard, listen } = open({ redisUrl: redis.url });
    listen();
    await until(() => log.lines.length > 0, 'noticed');
    expect(heard).toEqual([]);
    await redis.start();
    await until(() => heard.includes('inbox'), 'swept');
    expect((await queue.health()).ok).toBe(true);
    expect(log.lines).toHaveLength(2);
  });
});

test.runIf(hasRedis)('over TLS, only with an authority that is trusted', async () => {
  const world = await startTls();
  stopPlace = world.stop;
  const child = fileURLToPath(new URL('./tls-child.ts', import.meta.url));
  const run = (env: Record<string, string>) =>
    spawnSync(process.execPath, ['--import', 'tsx', child, world.url], {
      env: { ...process.env, ...env },
    }).stdout.toString();
  expect(run({ NODE_EXTRA_CA_CERTS: world.certificate })).toContain('"ok":true');
  expect(run({ NODE_EXTRA_CA_CERTS: '' })).toContain('"ok":false');
});

test('a server that cannot be reached at first is tried again', async () => {
  const { log, queue } = open({ connectionString: 'postgres://nobody@127.0.0.1:1/none' });
  await until(() => log.lines.length === 1, 'noticed');
  expect((await queue.health()).ok).toBe(false);
  expect(log.lines).toHaveLength(1);
});

test('a URL that cannot be read is said at once', () => {
  expect(() => open({ redisUrl: 'redis+sentinel://secret@host' })).toThrow(/name of the master/);
});
