export interface RedisNode {
  host: string;
  port: number;
}

/** Where a Redis is and how to get in: as much of a `REDIS_URL` as it takes to ask one. */
export interface RedisAddress {
  kind: 'single' | 'sentinel' | 'cluster';
  nodes: RedisNode[];
  tls: boolean;
  username: string | null;
  password: string | null;
  db: number;
  /** The name Sentinel knows the master by. */
  master: string | null;
  sentinelPassword: string | null;
}

const form = /^(rediss?)(?:\+(sentinel|cluster))?:\/\/(?:([^/?#]*)@)?([^/?#@]*)(?:\/([^?#]*))?(?:\?([^#]*))?$/;
const hostForm = /^(?:\[([0-9a-fA-F:.%]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/;

/** Reads the same as the bot does at start; null where the bot would refuse it. */
export function readRedisAddress(url: string): RedisAddress | null {
  const match = form.exec(url.trim());
  if (match === null) return null;
  const [, scheme, kind = 'single', credentials = '', hosts = '', path = '', query = ''] = match;
  const nodes = hosts.split(',').map((host) => readNode(host, kind === 'sentinel' ? 26_379 : 6_379));
  const settings = new URLSearchParams(query);
  const database = (kind === 'sentinel' ? settings.get('db') : path) || '0';
  const colon = credentials.indexOf(':');
  const parts = [credentials.slice(0, Math.max(0, colon)), credentials.slice(colon + 1), path].map(decode);
  const usable =
    nodes.every((node) => node !== null) &&
    parts.slice(0, 2).every((part) => part !== null) &&
    (kind !== 'single' || nodes.length === 1) &&
    (kind !== 'sentinel' || (path !== '' && parts[2] !== null)) &&
    /^\d{1,4}$/.test(database) &&
    (kind !== 'cluster' || Number(database) === 0);
  if (!usable) return null;
  return {
    kind: kind as RedisAddress['kind'],
    nodes: nodes.filter((node) => node !== null),
    tls: scheme === 'rediss',
    username: parts[0] || null,
    password: parts[1] || null,
    db: Number(database),
    master: kind === 'sentinel' ? (parts[2] ?? null) : null,
    sentinelPassword: settings.get('sentinel_password'),
  };
}

function readNode(text: string, defaultPort: number): RedisNode | null {
  const match = hostForm.exec(text.trim());
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3] ?? defaultPort);
  return host === undefined || port < 1 || port > 65_535 ? null : { host, port };
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
