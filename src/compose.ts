import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { resolve } from 'node:path';
import type { Config } from './config.ts';
import { createAuthorizer } from './containment/authorize.ts';
import { formatOrder } from './containment/control-order.ts';
import { createRedisFlag, type RedisFlag } from './containment/providers/redis-control-flag.ts';
import { type AckReceiver, createAckReceiver } from './containment/receive-ack.ts';
import { type ContainmentRouting, createContainmentRouting } from './containment/routing.ts';
import { parseContainmentConfig } from './containment/routing-config.ts';
import { type ControlStore, createControlStore } from './containment/store.ts';
import { type Database, openDatabase } from './db/client.ts';
import { createInbox, type InboxRow } from './db/inbox.ts';
import { addToOutbox, createOutbox, type OutboxRow } from './db/outbox.ts';
import { pruneQueues } from './db/prune.ts';
import { keepSecret } from './db/secrets.ts';
import { AppError } from './errors.ts';
import { createControlDesk } from './flows/control-desk.ts';
import { createFlows } from './flows/create-flows.ts';
import { createIngestDesk } from './flows/ingest-desk.ts';
import { keepHouse } from './flows/keep-house.ts';
import type { Parts } from './flows/parts.ts';
import type { Log } from './flows/ports.ts';
import { createPostmortemDesk } from './flows/postmortem-desk.ts';
import { createSignedLinks } from './flows/signed-links.ts';
import { isEndMarker } from './forensics/liveness.ts';
import { deriveGuardSecret, judgeAck } from './guard/index.ts';
import { createMetrics } from './http/metrics.ts';
import { createHttpServer } from './http/server.ts';
import { createPostStore } from './incident/posts/store.ts';
import { createReversalStore } from './incident/reversals/store.ts';
import { createIncidentStore } from './incident/store.ts';
import { createQueue, type QueuePlace } from './jobs/queue.ts';
import { openRedis } from './jobs/redis-connection.ts';
import { parseRedisUrl } from './jobs/redis-url.ts';
import { createWorkers } from './jobs/workers.ts';
import { createLocalFileDestination } from './postmortem/destinations/local-file.ts';
import { createPostmortemStore } from './postmortem/store.ts';
import { loadTemplates } from './postmortem/templates.ts';
import { createSlackApp } from './slack/app.ts';
import { createNotifier } from './slack/notifier.ts';
import { createSlackClient } from './slack/slack-client.ts';
import { createArchive } from './trace/archive/store.ts';
import { combineSources } from './trace/combine-sources.ts';
import { createFolderSource } from './trace/files/folder-source.ts';
import { createIntakeStore } from './trace/intake/store.ts';
import { createStatsStore } from './trace/stats/store.ts';

/** What this process does: `web` takes in and records, `worker` does what was recorded, `all` both. */
export type Role = 'web' | 'worker' | 'all';

/** The running bot. */
export interface App {
  /** Where its HTTP side listens; null for a worker. */
  url: string | null;
  /** Stops taking in, finishes what runs, closes everything. Safe to call twice. */
  stop(): Promise<void>;
}

export interface ComposeOptions {
  config: Config;
  role: Role;
  /** For secrets that files name: webhook secrets. */
  env: Readonly<Record<string, string | undefined>>;
  log: Log;
}

/** Orders to run are of use to guards that may still hold an older one. */
const runOrdersMs = 7 * 86_400_000;
const slackApiUrl = 'https://slack.com/api/';

/** Builds the bot from its configuration and starts it. */
export async function compose({ config, role, env, log }: ComposeOptions): Promise<App> {
  if (config.slack.kind === 'sandbox') throw new Error('compose needs a Slack to talk to');
  if (role !== 'all' && config.databaseUrl === null) {
    const message = `The role ${role} needs DATABASE_URL: only one process can open the embedded records.`;
    throw new AppError('config.invalid', message);
  }
  const now = () => new Date();
  const { databaseUrl } = config;
  const database = await openDatabase({ folder: config.dataDir, ...(databaseUrl === null ? {} : { databaseUrl }) });
  const closers: (() => Promise<void>)[] = [() => database.close()];
  const stop = once(async () => {
    for (const close of closers.toReversed()) {
      await close().catch((error: unknown) => log.error({ error: String(error) }, 'a part did not close'));
    }
  });
  try {
    let url = config.baseUrl ?? '';
    const key = config.secretKey ?? (await keepSecret(database, 'master-key', randomBytes(32).toString('hex')));
    const incidents = createIncidentStore(database);
    const metrics = createMetrics({ incidentsOpen: async () => (await incidents.listOpen()).length });
    const inbox = createInbox(database);
    const outbox = createOutbox(database);
    const client = createSlackClient({
      botToken: config.slack.botToken,
      apiUrl: config.slack.apiUrl ?? slackApiUrl,
      log,
    });
    const notifier = createNotifier({ client, log, now });
    const control = createControlStore(database);
    const receiver = createAckReceiver({
      store: control,
      judge: (ack, signature, secret, expected) => judgeAck(ack, signature, secret, expected),
      secretOf: (sessionId) => deriveGuardSecret(key, sessionId),
      now,
    });
    const redisFlag = openRedisFlag(config, control, receiver, log);
    if (redisFlag !== null) closers.push(() => redisFlag.close());
    const routing = openRouting(config, env, control, redisFlag);
    const intake = createIntakeStore(database, { isEnd: isEndMarker });
    const folders = config.traceDirs.map((folder) => createFolderSource(resolve(folder)));
    const parts: Parts = {
      config,
      now,
      log,
      notifier,
      effects: {
        async add(effects) {
          await addToOutbox(database, effects);
          workers.nudge('outbox');
        },
      },
      incidents,
      posts: createPostStore(database),
      reversals: createReversalStore(database),
      source: combineSources([intake, ...folders]),
      intake,
      archive: createArchive(database, { keepDays: config.captureKeepDays }),
      stats: createStatsStore(database),
      routing,
      control,
      authorizer: createAuthorizer({ ...config.responders, listGroup: (group) => notifier.listGroup(group), now }),
      postmortems: createPostmortemStore(database),
      destination: createLocalFileDestination(resolve(config.postmortem.dir)),
      templates: await loadTemplates(config.templatesDir),
      links: createSignedLinks(key, () => url),
    };
    const flows = createFlows(parts);
    const queue = createQueue(queuePlace(config, database), { log, now });
    closers.push(() => queue.close());
    const slack = createSlackApp({
      slack: config.slack,
      command: config.command,
      timelineReaction: config.timelineReaction,
      client,
      flows,
      intake: inbox,
      log,
      now,
      newId: () => randomUUID().slice(0, 8),
      onRecorded() {
        workers.nudge('inbox');
        if (role === 'web') void queue.wake('inbox');
      },
    });
    const workers = createWorkers<InboxRow, OutboxRow>({
      inbox,
      outbox,
      queue,
      log,
      now,
      metrics,
      handlers: {
        inbox: {
          handle: (row) => slack.handle(row),
          giveUp: (row, error) => slack.giveUp(row, error),
          dueSince: (row) => row.receivedAt,
        },
        outbox: {
          async handle(row) {
            await flows.runEffect(row);
            // Most effects lead to others.
            workers.nudge('outbox');
          },
          giveUp: async (row, error) => {
            log.error({ kind: row.kind, key: row.key, error: String(error) }, 'an effect was given up');
          },
          dueSince: (row) => row.dueAt,
        },
      },
    });
    const health = {
      async check() {
        const asked = await database.execute('select 1').then(
          () => null,
          () => 'The records do not answer.',
        );
        const queued = await queue.health();
        const found = [
          { name: 'records', ok: asked === null, problem: asked },
          { name: 'queue', ok: queued.ok, problem: queued.problem },
          { name: 'slack', ok: slack.connected(), problem: slack.connected() ? null : 'Slack is not connected.' },
        ];
        // Without the queue the sweeps do its work, only slower.
        return { ready: found.every(({ name, ok }) => ok || name === 'queue'), parts: found };
      },
    };
    if (role !== 'worker') {
      const server = await createHttpServer({
        host: config.host,
        port: config.port,
        slackListener: timed(slack.listener, (tookMs) => metrics.acknowledged('http', tookMs)),
        ingest: createIngestDesk(parts),
        control: createControlDesk(parts, receiver),
        postmortems: createPostmortemDesk(parts),
        health,
        metrics: () => metrics.read(),
        observe: (facts) => metrics.http(facts),
        tokens: { ingest: config.ingestToken, control: config.controlToken },
        log,
      });
      closers.push(() => server.close());
      if (config.baseUrl === null) url = server.url;
      await slack.start();
      closers.push(() => slack.stop());
    }
    if (role !== 'web') {
      workers.start();
      closers.push(() => workers.stop());
      const house = keepHouse({ ...parts, pruneQueues: (before) => pruneQueues(database, before) });
      closers.push(async () => house.stop());
    }
    return { url: role === 'worker' ? null : url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function openRedisFlag(config: Config, control: ControlStore, receiver: AckReceiver, log: Log): RedisFlag | null {
  if (config.redisUrl === null) return null;
  const flag = createRedisFlag({
    client: openRedis(parseRedisUrl(config.redisUrl), 'fast'),
    current: () => control.current(new Date(Date.now() - runOrdersMs)),
    onAck: (sessionId, text) => receiver.fromRedis(sessionId, text),
    onProblem: (error) => log.warn({ error: String(error) }, 'Redis does not carry orders at the moment'),
  });
  // Orders that are written without a provider, such as the release at the end of an incident.
  control.onChange((order) => {
    flag.publish(order.sessionId, formatOrder(order)).catch((error: unknown) => {
      log.warn({ error: String(error) }, 'an order was not copied to Redis');
    });
  });
  return flag;
}

function openRouting(
  { containmentFile }: Config,
  env: ComposeOptions['env'],
  control: ControlStore,
  redisFlag: RedisFlag | null,
): ContainmentRouting {
  const loaded =
    containmentFile === null ? null : parseContainmentConfig(readText(containmentFile), containmentFile, env);
  return createContainmentRouting({
    loaded,
    controlFlag: { orders: control, now: () => new Date(), ...(redisFlag ?? {}) },
  });
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new AppError('config.invalid', `CONTAINMENT_FILE: ${file} cannot be read.`, { cause });
  }
}

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/** Tells how long each request of Slack waited for its answer. */
function timed(listener: Listener | null, observe: (tookMs: number) => void): Listener | null {
  if (listener === null) return null;
  return (request, response) => {
    const startedAt = performance.now();
    response.once('finish', () => observe(performance.now() - startedAt));
    listener(request, response);
  };
}

function queuePlace({ redisUrl, databaseUrl }: Config, database: Database): QueuePlace {
  if (redisUrl !== null) return { redisUrl };
  if (databaseUrl !== null) return { connectionString: databaseUrl };
  if (database.embedded === null) throw new Error('records without a server are embedded');
  return { embedded: database.embedded };
}

function once(run: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => {
    running ??= run();
    return running;
  };
}
