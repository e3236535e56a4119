import { Cluster, Redis } from 'ioredis';
import { AppError } from '../../errors.ts';
import { type ControlOrder, formatOrder } from '../control-order.ts';
import type { ControlChannel } from './control-flag.ts';

/** A URL to connect to, or a client of yours, which stays yours to close. */
export type RedisFlagOptions = ({ url: string } | { client: Redis | Cluster }) & {
  /** What Redis must hold; asked after every (re)connection, when it may have lost its copy. */
  current(): Promise<readonly ControlOrder[]>;
  /** What a guard left under its session's key; not judged yet. Called again for the same text if it throws. */
  onAck(sessionId: string, text: string): Promise<unknown>;
  /** Told of what goes wrong by itself; nothing is lost by it. */
  onProblem?(error: unknown): void;
  /** How long Redis may take to answer, in milliseconds; 2,000 unless told. */
  timeoutMs?: number;
};

export interface RedisFlag extends Required<ControlChannel> {
  close(): Promise<void>;
}

const orderPrefix = 'agentctl:session:';
const ackPrefix = 'agentctl:ack:';
/** A guard that has not read for so long has ended; orders that hold a session stay for good. */
const runKeptSeconds = 7 * 24 * 3_600;
const restoreEveryMs = 1_000;
const atOnce = 200;
const mostRounds = 5;
const mostRemembered = 10_000;

/** Keeps the newer of two orders, whoever writes last; a kill replaces anything but a kill, as guards take it. */
const writeOrder = `
local known = redis.call('GET', KEYS[1])
if known then
  local readable, order = pcall(cjson.decode, known)
  if readable and type(order) == 'table' and type(order.revision) == 'number' then
    local kills = ARGV[3] == 'kill' and order.state ~= 'kill'
    if order.revision > tonumber(ARGV[2]) and not kills then return 0 end
  end
end
if ARGV[3] == 'run' then
  redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[4])
else
  redis.call('SET', KEYS[1], ARGV[1])
end
return 1`;

/** Orders and acknowledgements in Redis, as docs/guard.md describes; a copy for guards, the database is the truth. */
export function createRedisFlag(options: RedisFlagOptions): RedisFlag {
  const { current, onAck, timeoutMs = 2_000 } = options;
  const report = (error: unknown): void => options.onProblem?.(error);
  const isOwn = 'url' in options;
  const client = isOwn ? connect(options.url) : options.client;
  const subscriber: Redis | Cluster = client instanceof Cluster ? client.duplicate() : client.duplicate();
  const handled = new Map<string, string>();
  let closed = false;
  let restoring: Promise<void> = Promise.resolve();
  let again: NodeJS.Timeout | undefined;

  const write = async (sessionId: string, order: string): Promise<void> => {
    const { revision, state } = JSON.parse(order) as { revision: number; state: string };
    const name = `${orderPrefix}${sessionId}`;
    const written = client.eval(writeOrder, 1, name, order, String(revision), state, String(runKeptSeconds));
    await within(timeoutMs, written);
    await within(timeoutMs, client.publish(name, order));
  };

  const handOver = async (sessionId: string, text: string): Promise<void> => {
    if (handled.get(sessionId) === text) return;
    await onAck(sessionId, text);
    if (handled.size >= mostRemembered) handled.clear();
    handled.set(sessionId, text);
  };

  const collectAcks = async (sessionIds: readonly string[]): Promise<void> => {
    try {
      for (const part of chunk(sessionIds)) {
        const read = Promise.all(part.map((id) => client.get(`${ackPrefix}${id}`)));
        const texts = await within(timeoutMs, read);
        for (const [index, text] of texts.entries()) if (text !== null) await handOver(part[index] ?? '', text);
      }
    } catch (error) {
      report(error);
    }
  };

  /** Orders that change meanwhile are written again: a kill read before its undo must not be written after it. */
  const restore = async (): Promise<void> => {
    const sent = new Map<string, number>();
    for (let round = 0; round < mostRounds && !closed; round++) {
      const changed = (await current()).filter(({ sessionId, revision }) => sent.get(sessionId) !== revision);
      if (changed.length === 0) break;
      for (const order of changed) {
        await write(order.sessionId, formatOrder(order));
        sent.set(order.sessionId, order.revision);
      }
    }
    await collectAcks([...sent.keys()]);
  };

  /** One at a time, so that a connection that flickers does not pile them up; until it has worked. */
  const onListening = (): void => {
    clearTimeout(again);
    const retry = (error: unknown): void => {
      report(error);
      if (!closed) again = setTimeout(onListening, restoreEveryMs);
    };
    restoring = restoring.then(() => (closed ? undefined : restore())).catch(retry);
  };

  subscriber.on('error', report);
  // Listening first: what a guard leaves after the look at its key comes as a message.
  subscriber.on('ready', () => subscriber.psubscribe(`${ackPrefix}*`).then(onListening, report));
  subscriber.on('pmessage', (_pattern: string, channel: string, text: string) => {
    handOver(channel.slice(ackPrefix.length), text).catch(report);
  });
  if (isOwn) client.on('error', report);

  return {
    async publish(sessionId, order) {
      try {
        await write(sessionId, order);
      } catch (cause) {
        const message =
          'The order is recorded, and guards that ask over HTTP get it, but Redis does not take it. It is tried again; check REDIS_URL and that Redis runs.';
        throw new AppError('containment.redis-unreachable', message, { cause, retryable: true });
      }
    },
    async listening(sessionIds) {
      const found = new Set<string>();
      const nodes = client instanceof Cluster ? client.nodes('all') : [client];
      try {
        for (const part of chunk(sessionIds)) {
          const channels = part.map((id) => `${orderPrefix}${id}`);
          for (const node of nodes) {
            const counts = await within(timeoutMs, node.pubsub('NUMSUB', ...channels));
            for (const [index, id] of part.entries()) if (Number(counts[index * 2 + 1]) > 0) found.add(id);
          }
        }
      } catch (error) {
        report(error);
        return null;
      }
      return found;
    },
    collectAcks,
    async close() {
      closed = true;
      clearTimeout(again);
      subscriber.disconnect();
      if (isOwn) client.disconnect();
      await restoring;
    },
  };
}

function connect(url: string): Redis {
  const retryStrategy = (tries: number): number => Math.min(tries * 100, 2_000);
  return new Redis(url, { retryStrategy, maxRetriesPerRequest: 1 });
}

function chunk(ids: readonly string[]): string[][] {
  const count = Math.ceil(ids.length / atOnce);
  return Array.from({ length: count }, (_, at) => ids.slice(at * atOnce, (at + 1) * atOnce));
}

async function within<T>(ms: number, answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Redis did not answer in ${ms} ms`)), ms);
  });
  return await Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
