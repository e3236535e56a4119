import { EventEmitter } from 'node:events';
import type { PGlite, Transaction } from '@electric-sql/pglite';
import type { PgPool, PgPoolClient, PgQueryResult } from 'bullmq';

/** What the embedded engine must do for the queue. */
export type EmbeddedEngine = Pick<PGlite, 'query' | 'exec' | 'transaction' | 'listen'>;

/** The schema of the queue's tables, beside those of the records. */
export const queueSchema = 'bullmq';

/** A pool whose connections all lead to one engine; `options` is where the queue looks whether they can go stale. */
export interface EmbeddedPool extends PgPool {
  readonly options: { keepAlive: true };
}

/**
 * A `pg.Pool` for the queue that works on the embedded engine in this process.
 *
 * Not over a socket: what comes in by the wire runs message by message, inside whichever transaction the process has
 * open just then, and is lost when that one is rolled back. Here every statement waits its turn like any other, and
 * NOTIFY wakes without polling.
 */
export function createEmbeddedPool(engine: EmbeddedEngine): EmbeddedPool {
  const events = new EventEmitter();
  const pool = {
    options: { keepAlive: true },
    query: <R>(text: string, params?: readonly unknown[]) => runAlone<R>(engine, text, params),
    connect: async () => createClient(engine),
    end: async () => undefined,
    on: (event: string, listener: (error: Error) => void) => {
      events.on(event, listener);
      return pool;
    },
    removeAllListeners: (event?: string) => {
      events.removeAllListeners(event);
      return pool;
    },
  } as EmbeddedPool;
  return pool;
}

/** One statement in a transaction of its own, which sees the queue's tables and leaves no setting behind. */
async function runAlone<R>(
  engine: EmbeddedEngine,
  text: string,
  params: readonly unknown[] | undefined,
): Promise<PgQueryResult<R>> {
  return await engine.transaction(async (transaction) => {
    await transaction.exec(`set local search_path to ${queueSchema}, public`);
    return await run<R>(transaction, text, params);
  });
}

async function run<R>(
  on: Pick<Transaction, 'query' | 'exec'>,
  text: string,
  params: readonly unknown[] | undefined,
): Promise<PgQueryResult<R>> {
  if (params !== undefined && params.length > 0) {
    const { rows, affectedRows } = await on.query<R>(text, [...params]);
    return { rows, rowCount: affectedRows || rows.length };
  }
  // Without parameters it may be several statements; like pg, the last one answers.
  const last = (await on.exec(text)).at(-1);
  return { rows: (last?.rows ?? []) as R[], rowCount: last?.affectedRows || (last?.rows.length ?? 0) };
}

/** A transaction that ends by a later statement. */
interface OpenTransaction {
  transaction: Transaction;
  end(how: 'commit' | 'rollback'): Promise<void>;
}

function createClient(engine: EmbeddedEngine): PgPoolClient {
  let open: OpenTransaction | null = null;
  const subscriptions = new Map<string, () => Promise<void>>();

  const end = async (how: 'commit' | 'rollback'): Promise<void> => {
    const ending = open;
    open = null;
    await ending?.end(how);
  };
  const listen = async (channel: string): Promise<void> => {
    if (subscriptions.has(channel)) return;
    const stop = await engine.listen(channel, (payload) => client.emit('notification', { channel, payload }));
    subscriptions.set(channel, () => stop());
  };
  const unlisten = async (channel: string): Promise<void> => {
    const stop = subscriptions.get(channel);
    subscriptions.delete(channel);
    await stop?.();
  };
  const query = async <R>(text: string, params?: readonly unknown[]): Promise<PgQueryResult<R>> => {
    const statement = text.replaceAll(/^\s*--.*$/gm, '').trim();
    const [, verb = '', channel = ''] =
      /^(begin|commit|rollback|listen|unlisten)\b\s*"?(\w*)"?\s*;?$/i.exec(statement) ?? [];
    const word = verb.toLowerCase();
    if (word === '')
      return await (open === null ? runAlone(engine, text, params) : run(open.transaction, text, params));
    if (word === 'begin') open = await begin(engine);
    else if (word === 'commit' || word === 'rollback') await end(word);
    else if (word === 'listen') await listen(channel);
    else await unlisten(channel);
    return { rows: [], rowCount: 0 };
  };
  const release = (): void => {
    // A borrower that leaves in the middle has not meant to commit; a closed engine needs no unsubscribing.
    end('rollback').catch(() => undefined);
    for (const channel of [...subscriptions.keys()]) unlisten(channel).catch(() => undefined);
  };
  const client: PgPoolClient & EventEmitter = Object.assign(new EventEmitter(), { query, release });
  return client;
}

async function begin(engine: EmbeddedEngine): Promise<OpenTransaction> {
  return await new Promise((opened, failed) => {
    let decide: (how: 'commit' | 'rollback') => void = () => undefined;
    const decided = new Promise<'commit' | 'rollback'>((resolve) => {
      decide = resolve;
    });
    const ended = engine.transaction(async (transaction) => {
      const end = async (how: 'commit' | 'rollback') => {
        decide(how);
        await ended;
      };
      opened({ transaction, end });
      if ((await decided) === 'rollback') await transaction.rollback();
    });
    ended.catch(failed);
  });
}
