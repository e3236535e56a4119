import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkRedis, judgeInfo } from '../../../src/cli/doctor/check-redis.ts';
import { readRedisAddress } from '../../../src/cli/doctor/redis-address.ts';
import { openRedisSession, parseReply, RedisRefusal } from '../../../src/cli/doctor/redis-session.ts';
import { readConfig } from '../../../src/config.ts';
import { parseRedisUrl } from '../../../src/jobs/redis-url.ts';
import { hasRedis, RedisServer } from '../../guard/support/redis-server.ts';
import { freePort, never, occupy, said } from './support.ts';

const check = (url: string) => checkRedis(readConfig({ REDIS_URL: url }), never);

describe('the address of Redis', () => {
  test.each([
    'redis://localhost',
    'redis://user:p%40ss@host:6380/3',
    'rediss://secret@[::1]:6379',
    'redis://:secret@host',
    'redis://user:@host',
    'redis+sentinel://pw@a:1,b/main?db=2&sentinel_password=x%20y',
    'rediss+sentinel://a:26379/my%2Fmaster',
    'redis+cluster://user:pw@a:7000,b:7001,c',
    'redis://a,b',
    'redis+sentinel://a,b',
    'redis+cluster://a?db=1',
    'redis+cluster://a/1',
    'redis://host:99999',
    'redis://host/x',
    'redis://%zz@host',
    'redis+other://host',
    'redis://',
    'http://host',
  ])('%s is read as the bot reads it at start', (url) => {
    let atStart: unknown = null;
    try {
      atStart = parseRedisUrl(url);
    } catch {
      // Refused there: it must be refused here.
    }
    expect(readRedisAddress(url)).toEqual(atStart);
  });
});

describe('what Redis answers', () => {
  test.each([
    ['+PONG\r\n', 'PONG'],
    [':42\r\n', 42],
    ['$5\r\na\r\nbc\r\n', 'a\r\nbc'],
    ['$-1\r\n', null],
    ['*-1\r\n', null],
    ['*2\r\n$1\r\na\r\n:1\r\n', ['a', 1]],
  ])('%j is understood, however it is cut into pieces', (text, expected) => {
    const bytes = Buffer.from(text);
    for (let length = 0; length < bytes.length; length += 1)
      expect(parseReply(bytes.subarray(0, length), 0)).toBeNull();
    expect(parseReply(bytes, 0)).toEqual({ reply: expected, end: bytes.length });
  });

  test('a refusal keeps its first word only', () => {
    const reply = parseReply(Buffer.from('-WRONGPASS for user hunter22\r\n'), 0)?.reply;
    expect(reply).toBeInstanceOf(RedisRefusal);
    expect(JSON.stringify(reply)).toBe('{"code":"WRONGPASS"}');
  });
});

describe('what INFO says', () => {
  const good = { redis_version: '7.2.4', cluster_enabled: '0', role: 'master', maxmemory_policy: 'noeviction' };
  const judge = (change: Record<string, string>, kind: 'single' | 'sentinel' | 'cluster' = 'single') =>
    judgeInfo(new Map(Object.entries({ ...good, ...change })), kind).map(({ level, text }) => `${level} ${text}`);

  test.each([
    [{}, 'single', ['ok version 7.2.4, keeps what it is given']],
    [{ redis_version: '6.2.0' }, 'single', ['ok version 6.2.0, keeps what it is given']],
    [{ redis_version: '6.0.16' }, 'single', ['problem version 6.0.16 is too old']],
    [{ role: 'slave' }, 'single', ['problem is a read-only replica']],
    [{ role: 'slave', cluster_enabled: '1' }, 'cluster', ['ok version 7.2.4, keeps what it is given']],
    [{ cluster_enabled: '1' }, 'single', ['problem is a cluster']],
    [{}, 'cluster', ['problem is not a cluster']],
  ] as const)('%j for a %s address: %j', (change, kind, expected) => {
    expect(judge(change, kind)).toEqual(expected);
  });

  test('a server that may drop waiting work is warned about', () => {
    expect(judge({ maxmemory_policy: 'allkeys-lru' })).toEqual([
      'ok version 7.2.4, answers',
      expect.stringMatching(/^warning maxmemory-policy is allkeys-lru/),
    ]);
  });
});

describe('a Redis that is not right', () => {
  test('is unreachable when nothing listens', async () => {
    const [finding] = await check(`redis://:hunter22@127.0.0.1:${await freePort()}`);
    expect(finding).toMatchObject({ cause: 'unreachable', text: 'does not answer (ECONNREFUSED)' });
    expect(JSON.stringify(finding)).not.toContain('hunter22');
  });

  test('is told from another program that answers there', async () => {
    const port = await occupy(createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')));
    expect(await check(`redis://127.0.0.1:${port}`)).toMatchObject([{ cause: 'configuration' }]);
  });

  test('that hangs up is unreachable', async () => {
    const port = await occupy(createServer((socket) => socket.destroy()));
    expect(await check(`redis://127.0.0.1:${port}`)).toMatchObject([{ cause: 'unreachable' }]);
  });

  test('an address the bot would refuse is a wrong setting', async () => {
    expect(await check('redis+sentinel://a,b')).toMatchObject([
      { cause: 'configuration', text: 'REDIS_URL cannot be read' },
    ]);
  });
});

test('without REDIS_URL says where the queue runs', async () => {
  expect(said(await checkRedis(readConfig({}), never))).toEqual([
    'ok Redis: not used; the queue runs on the embedded records',
  ]);
});

describe.skipIf(!hasRedis)('a real Redis', () => {
  const server = new RedisServer();
  const ask = async (...words: string[]) => {
    const session = await openRedisSession({ host: '127.0.0.1', port: Number(new URL(server.url).port) }, false, never);
    const reply = await session.ask(...words);
    session.close();
    return reply;
  };
  beforeAll(() => server.start());
  afterAll(() => server.stop());

  test('with the right settings is fine, in any of its databases', async () => {
    expect(await check(`${server.url}/3`)).toMatchObject([
      { level: 'ok', text: expect.stringContaining('keeps what') },
    ]);
    expect(await check(`${server.url}/99`)).toMatchObject([{ cause: 'configuration' }]);
  });

  test('that evicts is a warning', async () => {
    await ask('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru');
    expect((await check(server.url)).map(({ level }) => level)).toEqual(['ok', 'warning']);
    await ask('CONFIG', 'SET', 'maxmemory-policy', 'noeviction');
  });

  test('is asked as the user of the address, whose password is never shown', async () => {
    await ask('ACL', 'SETUSER', 'incident', 'on', '>hunter22', '~*', '&*', '+@all');
    await ask('ACL', 'SETUSER', 'narrow', 'on', '>hunter22', '~*', '+ping');
    const url = (user: string, password: string) => server.url.replace('//', `//${user}:${password}@`);
    expect(await check(url('incident', 'hunter22'))).toMatchObject([{ level: 'ok' }]);
    expect(await check(url('narrow', 'hunter22'))).toMatchObject([{ level: 'warning' }]);
    const refused = await check(url('incident', 'hunter23'));
    expect(refused).toMatchObject([{ cause: 'configuration', text: 'refuses the user or the password' }]);
    expect(JSON.stringify(refused)).not.toContain('hunter23');
  });

  test('is found through a Sentinel, which must know the name', async () => {
    const port = new URL(server.url).port;
    const sentinel = createServer((socket) => {
      socket.on('data', (chunk) => {
        const known = chunk.toString().includes('main');
        socket.write(known ? `*2\r\n$9\r\n127.0.0.1\r\n$${port.length}\r\n${port}\r\n` : '*-1\r\n');
      });
    });
    const at = `redis+sentinel://127.0.0.1:${await freePort()},127.0.0.1:${await occupy(sentinel)}`;
    expect(await check(`${at}/main`)).toMatchObject([{ level: 'ok' }]);
    expect(await check(`${at}/other`)).toMatchObject([
      { cause: 'configuration', text: expect.stringContaining('no master') },
    ]);
  });
});
