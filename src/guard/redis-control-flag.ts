import { Changes } from './changes.ts';
import { parseControlOrder } from './control-order.ts';
import { type ControlListener, type ControlSource, describeProblem } from './control-source.ts';
import { toAckBody } from './http-control.ts';

/** What the guard uses of an ioredis client (or cluster). */
export interface RedisLike {
  get(key: string): Promise<string | null>;
  set(key: string, value: string): Promise<unknown>;
  publish(channel: string, message: string): Promise<unknown>;
  subscribe(...channels: string[]): Promise<unknown>;
  duplicate(): RedisLike;
  on(event: string, listener: (...args: unknown[]) => void): unknown;
  disconnect(): void;
}

/** A URL to connect to, or a client of yours, which stays yours to close. */
export type RedisControlOptions = ({ url: string } | { client: RedisLike }) & {
  /** How often the key is read without a message, in milliseconds; 2,000 unless told. */
  pollMs?: number;
  /** How long Redis may take to answer, in milliseconds; 2,000 unless told. */
  timeoutMs?: number;
};

/** Keys and channels of one session. */
export function redisNames(sessionId: string): { order: string; ack: string } {
  return { order: `agentctl:session:${sessionId}`, ack: `agentctl:ack:${sessionId}` };
}

/** Orders and acknowledgements in Redis. Needs the package `ioredis` only when given a `url`. */
export function redisControl(options: RedisControlOptions): ControlSource {
  const { pollMs = 2_000, timeoutMs = 2_000 } = options;
  const own: RedisLike[] = [];
  let closed = false;
  let commands: Promise<RedisLike> | undefined;
  const keep = (client: RedisLike): RedisLike => {
    // Without a listener ioredis prints every lost connection; the watch reports it instead.
    client.on('error', () => undefined);
    own.push(client);
    if (closed) client.disconnect();
    return client;
  };
  const client = (): Promise<RedisLike> => {
    commands ??= 'client' in options ? Promise.resolve(options.client) : connect(options.url).then(keep);
    return commands;
  };

  return {
    watch: async (id, listener, clock, signal) => {
      const { order } = redisNames(id);
      const changes = new Changes(clock);
      signal.addEventListener('abort', () => changes.notify(), { once: true });
      let isSubscribed = false;
      while (!signal.aborted) {
        // Taken before the key is read: a message that comes meanwhile must not be lost.
        const change = changes.next(pollMs);
        try {
          const reader = await client();
          if (signal.aborted) return;
          if (!isSubscribed) subscribe(keep(reader.duplicate()), order, () => changes.notify());
          isSubscribed = true;
          report(await within(timeoutMs, reader.get(order)), listener);
        } catch (error) {
          if (!signal.aborted) listener.onUnreachable(describeProblem(error));
        }
        await change;
      }
    },
    acknowledge: async (ack, signature) => {
      const { ack: name } = redisNames(ack.sessionId);
      const text = JSON.stringify({ ...toAckBody(ack), signature });
      const writer = await client();
      await within(timeoutMs, writer.set(name, text));
      await within(timeoutMs, writer.publish(name, text));
      return { result: 'accepted' };
    },
    close: async () => {
      closed = true;
      for (const each of own) each.disconnect();
    },
  };
}

/** A missing key is no order: what was ordered before stays in force. */
function report(text: string | null, listener: ControlListener): void {
  const order = text === null ? null : parseControlOrder(text);
  listener.onReachable();
  if (order !== null) listener.onOrder(order);
}

/** Calls `onChange` for each message, and after each (re)connection, when messages may have been missed. */
function subscribe(subscriber: RedisLike, channel: string, onChange: () => void): void {
  subscriber.on('message', onChange);
  const listen = (): void => {
    subscriber.subscribe(channel).then(onChange, () => undefined);
  };
  subscriber.on('ready', listen);
  listen();
}

async function connect(url: string): Promise<RedisLike> {
  const { Redis } = await import('ioredis').catch((cause: unknown) => {
    throw new Error('redisControl({ url }) needs the package ioredis: npm install ioredis', { cause });
  });
  const retryStrategy = (tries: number): number => Math.min(tries * 100, 2_000);
  return new Redis(url, { retryStrategy, maxRetriesPerRequest: 1 });
}

async function within<T>(ms: number, answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Redis did not answer in ${ms} ms`)), ms);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
