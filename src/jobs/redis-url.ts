import { AppError } from '../errors.ts';

export interface RedisNode {
  host: string;
  port: number;
}

/** What a `REDIS_URL` says. */
export interface RedisTarget {
  kind: 'single' | 'sentinel' | 'cluster';
  nodes: [RedisNode, ...RedisNode[]];
  tls: boolean;
  username: string | null;
  password: string | null;
  db: number;
  /** The name Sentinel knows the master by; null unless `kind` is `sentinel`. */
  master: string | null;
  sentinelPassword: string | null;
}

/**
 * Reads a `REDIS_URL`:
 *
 * - `redis://user:password@host:6379/0`, with TLS `rediss://…`
 * - `redis+sentinel://password@host:26379,host:26379/master-name?db=0&sentinel_password=…`
 * - `redis+cluster://password@host:6379,host:6379`
 *
 * `rediss+sentinel` and `rediss+cluster` speak TLS to every node; a private authority goes into `NODE_EXTRA_CA_CERTS`.
 * User and password are percent-encoded; without a colon what stands before the `@` is the password.
 *
 * @throws AppError `queue.bad-redis-url`, which says what is wrong and never quotes the URL.
 */
export function parseRedisUrl(url: string): RedisTarget {
  const match = /^(rediss?)(?:\+(sentinel|cluster))?:\/\/(?:([^/?#]*)@)?([^/?#@]*)(?:\/([^?#]*))?(?:\?([^#]*))?$/.exec(
    url.trim(),
  );
  if (match === null) throw unreadable('it must look like redis://host:6379/0');
  const [, scheme, kind = 'single', credentials = '', hosts = '', path = '', query = ''] = match;
  if (kind !== 'single' && kind !== 'sentinel' && kind !== 'cluster') throw unreadable('its kind is unknown');
  const nodes = hosts.split(',').map((host) => parseNode(host, kind === 'sentinel' ? 26_379 : 6_379));
  const [first, ...others] = nodes;
  if (first === undefined) throw unreadable('it names no host');
  if (kind === 'single' && others.length > 0)
    throw unreadable('several hosts need redis+sentinel:// or redis+cluster://');
  if (kind === 'sentinel' && path === '') throw unreadable('the name of the master must follow the hosts: …/mymaster');
  const settings = new URLSearchParams(query);
  const { username, password } = parseCredentials(credentials);
  return {
    kind,
    nodes: [first, ...others],
    tls: scheme === 'rediss',
    username,
    password,
    db: parseDb(kind === 'sentinel' ? (settings.get('db') ?? '') : path, kind),
    master: kind === 'sentinel' ? decode(path) : null,
    sentinelPassword: settings.get('sentinel_password'),
  };
}

function parseNode(text: string, defaultPort: number): RedisNode {
  const match = /^(?:\[([0-9a-fA-F:.%]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(text.trim());
  const port = Number(match?.[3] ?? defaultPort);
  const host = match?.[1] ?? match?.[2];
  if (host === undefined || port < 1 || port > 65_535) throw unreadable('each host must be host or host:port');
  return { host, port };
}

function parseCredentials(text: string): { username: string | null; password: string | null } {
  if (text === '') return { username: null, password: null };
  const colon = text.indexOf(':');
  if (colon < 0) return { username: null, password: decode(text) };
  return { username: decode(text.slice(0, colon)) || null, password: decode(text.slice(colon + 1)) || null };
}

function parseDb(text: string, kind: RedisTarget['kind']): number {
  if (text === '') return 0;
  if (!/^\d{1,4}$/.test(text)) throw unreadable('the database must be a number');
  if (kind === 'cluster' && Number(text) !== 0) throw unreadable('a cluster has database 0 only');
  return Number(text);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw unreadable('a % in user, password or name must be written as %25');
  }
}

function unreadable(why: string): AppError {
  return new AppError(
    'queue.bad-redis-url',
    `REDIS_URL cannot be read: ${why}. Correct it, or remove it to do without Redis.`,
  );
}
