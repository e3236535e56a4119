import { expect, test } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { parseRedisUrl } from '../../src/jobs/redis-url.ts';

const plain = {
  kind: 'single',
  tls: false,
  username: null,
  password: null,
  db: 0,
  master: null,
  sentinelPassword: null,
};

test.each([
  ['redis://localhost', { nodes: [{ host: 'localhost', port: 6379 }] }],
  ['redis://10.0.0.1:7000/3', { nodes: [{ host: '10.0.0.1', port: 7000 }], db: 3 }],
  [
    'rediss://u:p%40ss@redis.example.com:6380',
    { nodes: [{ host: 'redis.example.com', port: 6380 }], tls: true, username: 'u', password: 'p@ss' },
  ],
  ['redis://:secret@h', { nodes: [{ host: 'h', port: 6379 }], password: 'secret' }],
  ['redis://secret@h', { nodes: [{ host: 'h', port: 6379 }], password: 'secret' }],
  ['redis://[::1]:7000', { nodes: [{ host: '::1', port: 7000 }] }],
  [
    'redis+sentinel://a:1,b/mymaster',
    {
      kind: 'sentinel',
      nodes: [
        { host: 'a', port: 1 },
        { host: 'b', port: 26379 },
      ],
      master: 'mymaster',
    },
  ],
  [
    'rediss+sentinel://u:p@a/m?db=2&sentinel_password=s%26s',
    {
      kind: 'sentinel',
      nodes: [{ host: 'a', port: 26379 }],
      tls: true,
      username: 'u',
      password: 'p',
      db: 2,
      master: 'm',
      sentinelPassword: 's&s',
    },
  ],
  [
    'redis+cluster://p@a:1,b:2',
    {
      kind: 'cluster',
      nodes: [
        { host: 'a', port: 1 },
        { host: 'b', port: 2 },
      ],
      password: 'p',
    },
  ],
])('%s', (url, target) => {
  expect(parseRedisUrl(url)).toEqual({ ...plain, ...target });
});

test.each([
  'http://secret@h',
  'redis://',
  'redis://secret@h:99999',
  'redis://secret@a,b',
  'redis://secret@h/name',
  'redis+sentinel://secret@a,b',
  'redis+cluster://secret@a/1',
  'redis://secret%@h',
  'redis+ring://secret@h',
])('%s is refused without being quoted', (url) => {
  const parse = () => parseRedisUrl(url);
  expect(parse).toThrow(AppError);
  expect(parse).toThrow(/REDIS_URL/);
  expect(parse).not.toThrow(/secret/);
});
