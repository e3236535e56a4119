import {
  type BackendClasses,
  createPostgresBackend,
  createRedisBackend,
  type IQueueBackend,
  runMigrations,
  UnrecoverableError,
  withBackend,
} from 'bullmq';
import { Wake, type Wakeable } from './contracts.ts';
import { createEmbeddedPool, type EmbeddedEngine, queueSchema } from './embedded-pool.ts';
import { openRedis } from './redis-connection.ts';
import { parseRedisUrl, type RedisTarget } from './redis-url.ts';

/** Where the queue lives: Redis, a PostgreSQL server, or the embedded engine of the records. */
export type QueuePlace = { redisUrl: string } | { connectionString: string } | { embedded: EmbeddedEngine };

/** A queue as BullMQ keeps it, whatever is below. Every method may reject while that is away. */
export interface QueueBackend {
  /** Resolves when it can be used. */
  ready(): Promise<void>;
  add(which: Wakeable, delayMs: number, id: string | null): Promise<void>;
  repeat(which: Wakeable, everyMs: number): Promise<void>;
  count(): Promise<number>;
  /** Takes jobs until closed. */
  work(onWake: (which: Wakeable) => void): void;
  close(): Promise<void>;
}

export interface BackendOptions {
  /** The queue's name; no `:` in it. */
  name: string;
  onError(error: unknown): void;
}

/** A job is a wake-up: nobody looks at it afterwards, and one that failed is made good by the next sweep. */
const jobOptions = { removeOnComplete: true, removeOnFail: true, attempts: 1 };

/** @throws AppError `queue.bad-redis-url`. Does not wait for a connection. */
export function openBackend(place: QueuePlace, options: BackendOptions): QueueBackend {
  if ('redisUrl' in place) return openOnRedis(parseRedisUrl(place.redisUrl), options);
  const classes = withBackend(createPostgresBackend);
  if ('embedded' in place) {
    const pool = createEmbeddedPool(place.embedded);
    let migrated: Promise<unknown> | undefined;
    const prepare = async () => {
      migrated ??= pool.connect().then((client) => runMigrations(client, queueSchema).finally(() => client.release()));
      await migrated;
    };
    return assemble(classes, { producer: pool, worker: pool }, prepare, async () => undefined, options);
  }
  const { connectionString } = place;
  const connection = { connectionString, schema: queueSchema, migrate: true, max: 3, connectionTimeoutMillis: 10_000 };
  const nothing = async () => undefined;
  return assemble(classes, { producer: connection, worker: connection }, nothing, nothing, options);
}

function openOnRedis(target: RedisTarget, options: BackendOptions): QueueBackend {
  const producer = openRedis(target, 'fast');
  const worker = openRedis(target, 'patient');
  for (const connection of [producer, worker]) connection.on('error', options.onError);
  const disconnect = async () => {
    producer.disconnect();
    worker.disconnect();
  };
  const nothing = async () => undefined;
  return assemble(withBackend(createRedisBackend), { producer, worker }, nothing, disconnect, options);
}

function assemble<B extends IQueueBackend, C>(
  classes: BackendClasses<B, C>,
  connections: { producer: C; worker: C },
  prepare: () => Promise<void>,
  disconnect: () => Promise<void>,
  { name, onError }: BackendOptions,
): QueueBackend {
  // Braces keep all keys of the queue in one slot of a Redis Cluster.
  const prefix = `{${name}}`;
  let queue: InstanceType<typeof classes.Queue> | null = null;
  let worker: {
    on(event: 'error', listener: (error: Error) => void): unknown;
    close(force: boolean): Promise<void>;
  } | null = null;
  let closed = false;

  const producer = () => {
    if (queue !== null) return queue;
    queue = new classes.Queue(name, { connection: connections.producer, prefix, defaultJobOptions: jobOptions });
    queue.on('error', onError);
    return queue;
  };
  return {
    async ready() {
      await prepare();
      if (!closed) await producer().waitUntilReady();
    },
    async add(which, delayMs, id) {
      await producer().add('wake', Wake.parse({ wake: which }), {
        ...(delayMs > 0 ? { delay: delayMs } : {}),
        ...(id === null ? {} : { jobId: id }),
      });
    },
    async repeat(which, everyMs) {
      const template = { name: 'sweep', data: Wake.parse({ wake: which }), opts: jobOptions };
      await producer().upsertJobScheduler(`sweep-${which}`, { every: everyMs }, template);
    },
    count: async () => await producer().getJobCountByTypes('wait', 'delayed'),
    work(onWake) {
      if (closed || worker !== null) return;
      const process = async ({ data }: { data: unknown }) => {
        const wake = Wake.safeParse(data);
        if (!wake.success) throw new UnrecoverableError('not a wake-up');
        onWake(wake.data.wake);
      };
      worker = new classes.Worker(name, process, {
        connection: connections.worker,
        prefix,
        // All backends announce new and due jobs; this is only how often an idle worker asks nevertheless, in seconds.
        drainDelay: 10,
        removeOnComplete: { count: 0 },
        removeOnFail: { count: 0 },
      });
      worker.on('error', onError);
    },
    async close() {
      closed = true;
      // A wake-up in flight is a function call; force, because a queue that is away never says goodbye.
      await Promise.allSettled([worker?.close(true), queue?.close()]);
      await disconnect();
    },
  };
}
