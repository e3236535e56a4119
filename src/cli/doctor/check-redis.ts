import type { Config } from '../../config.ts';
import { type Finding, fine, misconfigured, unreachable, warning } from './finding.ts';
import { type RedisAddress, type RedisNode, readRedisAddress } from './redis-address.ts';
import { openRedisSession, RedisRefusal, type RedisSession } from './redis-session.ts';
import { codeOf } from './run-checks.ts';

const label = 'Redis';
const oldest = [6, 2] as const;

/** Does Redis answer, is it new enough, does it keep what it is given? Writes nothing. */
export async function checkRedis({ redisUrl, databaseUrl }: Config, signal: AbortSignal): Promise<Finding[]> {
  if (redisUrl === null) {
    return [fine(label, `not used; the queue runs on ${databaseUrl === null ? 'the embedded records' : 'PostgreSQL'}`)];
  }
  const address = readRedisAddress(redisUrl);
  if (address === null) {
    const fix = 'docs/configuration.md shows the forms for one server, Sentinel and Cluster.';
    return [misconfigured(label, 'REDIS_URL cannot be read', fix)];
  }
  try {
    const node =
      address.kind === 'sentinel' ? await findMaster(address, signal) : await firstThatAnswers(address, signal);
    const session = await openRedisSession(node, address.tls, signal);
    try {
      return await inspect(session, address);
    } finally {
      session.close();
    }
  } catch (error) {
    return [explain(error)];
  }
}

async function inspect(session: RedisSession, address: RedisAddress): Promise<Finding[]> {
  await logIn(session, address.username, address.password);
  if (address.db !== 0) must(await session.ask('SELECT', String(address.db)));
  must(await session.ask('PING'));
  const info = await session.ask('INFO');
  if (info instanceof RedisRefusal && info.code !== 'NOPERM') throw new Refused(info.code);
  if (typeof info !== 'string') {
    const fix = `Allow INFO for its user, or see yourself that it is ${oldest.join('.')} or later with maxmemory-policy noeviction.`;
    return [warning(label, 'answers, but does not tell its version and settings', fix)];
  }
  return judgeInfo(readInfo(info), address.kind);
}

/** What INFO says of a server, in the words of the doctor. */
export function judgeInfo(info: ReadonlyMap<string, string>, kind: RedisAddress['kind']): Finding[] {
  const version = info.get('redis_version') ?? 'unknown';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (version !== 'unknown' && (major < oldest[0] || (major === oldest[0] && minor < oldest[1]))) {
    return [misconfigured(label, `version ${version} is too old`, `Use Redis ${oldest.join('.')} or later.`)];
  }
  const isCluster = info.get('cluster_enabled') === '1';
  if (isCluster !== (kind === 'cluster') && info.has('cluster_enabled')) {
    const scheme = isCluster ? 'redis+cluster://' : 'redis://';
    return [misconfigured(label, `is ${isCluster ? '' : 'not '}a cluster`, `Begin REDIS_URL with ${scheme}`)];
  }
  if (kind === 'single' && info.get('role') === 'slave') {
    return [misconfigured(label, 'is a read-only replica', 'Name the primary in REDIS_URL, or use redis+sentinel://')];
  }
  const policy = info.get('maxmemory_policy');
  const answers = fine(label, `version ${version}, ${policy === 'noeviction' ? 'keeps what it is given' : 'answers'}`);
  if (policy === 'noeviction') return [answers];
  const text = `maxmemory-policy is ${policy ?? 'unknown'}: under memory pressure waiting work is dropped and must be found again`;
  return [answers, warning(label, text, 'Set maxmemory-policy to noeviction.')];
}

function readInfo(text: string): Map<string, string> {
  const pairs = text.split('\r\n').flatMap((line) => {
    const colon = line.indexOf(':');
    return colon < 0 ? [] : [[line.slice(0, colon), line.slice(colon + 1)] as const];
  });
  return new Map(pairs);
}

async function logIn(session: RedisSession, username: string | null, password: string | null): Promise<void> {
  if (password === null) return;
  must(await session.ask('AUTH', ...(username === null ? [] : [username]), password));
}

/** Redis understood and said no. */
class Refused extends Error {
  readonly code: string;

  constructor(code: string) {
    super('Redis refused.');
    this.code = code;
  }
}

function must(reply: unknown): void {
  if (reply instanceof RedisRefusal) throw new Refused(reply.code);
}

async function firstThatAnswers({ nodes, tls }: RedisAddress, signal: AbortSignal): Promise<RedisNode> {
  return await firstOf(nodes, async (node) => {
    const session = await openRedisSession(node, tls, signal);
    // A refusal is an answer too: logging in comes later.
    await session.ask('PING').finally(session.close);
    return node;
  });
}

async function findMaster(address: RedisAddress, signal: AbortSignal): Promise<RedisNode> {
  return await firstOf(address.nodes, async (node) => {
    const session = await openRedisSession(node, address.tls, signal);
    try {
      await logIn(session, null, address.sentinelPassword);
      const reply = await session.ask('SENTINEL', 'get-master-addr-by-name', address.master ?? '');
      must(reply);
      if (!Array.isArray(reply)) throw new Refused('NO_SUCH_MASTER');
      return { host: String(reply[0]), port: Number(reply[1]) };
    } finally {
      session.close();
    }
  });
}

async function firstOf(nodes: readonly RedisNode[], ask: (node: RedisNode) => Promise<RedisNode>): Promise<RedisNode> {
  let last: unknown;
  for (const node of nodes) {
    try {
      return await ask(node);
    } catch (error) {
      last = error;
    }
  }
  throw last;
}

function explain(error: unknown): Finding {
  const code = codeOf(error);
  switch (code) {
    case 'WRONGPASS':
    case 'NOAUTH':
      return misconfigured(label, 'refuses the user or the password', 'Correct both in REDIS_URL.');
    case 'NO_SUCH_MASTER':
      return misconfigured(
        label,
        'Sentinel knows no master of that name',
        'Correct the name after the hosts in REDIS_URL.',
      );
    case 'LOADING':
      return unreachable(label, 'is still loading its data', 'Wait until it has, then run this again.');
    case 'NOT_REDIS':
      return misconfigured(
        label,
        'what answers there is no Redis',
        'Correct host and port, and use rediss:// for TLS.',
      );
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return unreachable(label, 'its host name is not known here', 'Correct the host in REDIS_URL, or the DNS.');
    default: {
      if (error instanceof Refused) {
        return misconfigured(label, `refuses (${error.code})`, 'Correct user, password and database in REDIS_URL.');
      }
      const why = code === null ? '' : ` (${code})`;
      return unreachable(label, `does not answer${why}`, 'Start it, or correct host and port in REDIS_URL.');
    }
  }
}
