import { readConfig } from '../../src/config.ts';
import { createAuthorizer } from '../../src/containment/authorize.ts';
import type { ContainmentProvider, ContainmentRequest, Verification } from '../../src/containment/provider.ts';
import { createControlStore } from '../../src/containment/store.ts';
import { type Database, openDatabase } from '../../src/db/client.ts';
import { addToOutbox, createOutbox } from '../../src/db/outbox.ts';
import { AppError } from '../../src/errors.ts';
import type { Flows } from '../../src/flows/api.ts';
import { createFlows } from '../../src/flows/create-flows.ts';
import type { Parts } from '../../src/flows/parts.ts';
import { createSignedLinks } from '../../src/flows/signed-links.ts';
import { isEndMarker } from '../../src/forensics/liveness.ts';
import { createPostStore } from '../../src/incident/posts/store.ts';
import { createReversalStore } from '../../src/incident/reversals/store.ts';
import { createIncidentStore } from '../../src/incident/store.ts';
import { createPostmortemStore } from '../../src/postmortem/store.ts';
import { loadTemplates } from '../../src/postmortem/templates.ts';
import { createArchive } from '../../src/trace/archive/store.ts';
import { combineSources } from '../../src/trace/combine-sources.ts';
import { createFolderSource } from '../../src/trace/files/folder-source.ts';
import { createIntakeStore } from '../../src/trace/intake/store.ts';
import { createStatsStore } from '../../src/trace/stats/store.ts';
import type { World } from '../db/worlds.ts';
import { createFakeSlack, type FakeSlack } from './fake-slack.ts';

/** A provider whose every call is counted, and which confirms when a test says so. */
export interface FakeProvider extends ContainmentProvider {
  executed: ContainmentRequest[];
  undone: string[];
  answer: Verification;
}

/** The flows on real records, with Slack and containment in memory and a clock that a test moves. */
export interface Bot {
  parts: Parts;
  flows: Flows;
  slack: FakeSlack;
  provider: FakeProvider;
  database: Database;
  /** Moves the clock. */
  wait(ms: number): void;
  now(): Date;
  /** Brings about what is due, and what follows from it, until nothing is. Returns the kinds, in order. */
  settle(): Promise<string[]>;
}

export function createFakeProvider(): FakeProvider {
  const executed: ContainmentRequest[] = [];
  const undone: string[] = [];
  return {
    name: 'fake',
    kinds: ['kill', 'revoke', 'rate_limit'],
    executed,
    undone,
    answer: { state: 'pending', detail: 'waiting' },
    canUndo: (kind) => kind !== 'kill',
    plan: async ({ kind, target, limitPerMinute }) => [`${kind} ${target.sessions.join(', ')} ${limitPerMinute ?? ''}`],
    async execute(request) {
      if (!executed.some(({ actionId }) => actionId === request.actionId)) executed.push(request);
      return { detail: 'accepted' };
    },
    verify() {
      return Promise.resolve(this.answer);
    },
    async undo({ actionId }) {
      undone.push(actionId);
      return { detail: 'given back' };
    },
  };
}

export async function createBot(world: World, env: Record<string, string> = {}): Promise<Bot> {
  const database = await openDatabase(world.options);
  const config = readConfig({
    RESPONDERS: 'U0ONE,U0TWO',
    INCIDENT_CHANNEL: 'C0INCIDENT',
    STAKEHOLDER_CHANNEL: 'C0STAKE',
    ...env,
  });
  let at = Date.parse('2026-11-22T02:37:00.000Z');
  const now = () => new Date(at);
  const slack = createFakeSlack();
  const provider = createFakeProvider();
  const intake = createIntakeStore(database, { isEnd: isEndMarker });
  const files = createFolderSource('examples/traces');
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const outbox = createOutbox(database);
  const parts: Parts = {
    config,
    now,
    log,
    notifier: slack,
    effects: { add: (effects) => addToOutbox(database, effects) },
    incidents: createIncidentStore(database),
    posts: createPostStore(database),
    reversals: createReversalStore(database),
    source: combineSources([intake, files]),
    intake,
    archive: createArchive(database, { keepDays: config.captureKeepDays }),
    stats: createStatsStore(database),
    routing: {
      routeFor: (kind) => (provider.kinds.includes(kind) ? provider : null),
      provider: (name) => (name === provider.name ? provider : null),
      needsApproval: () => env.NEEDS_APPROVAL !== undefined,
    },
    control: createControlStore(database),
    authorizer: createAuthorizer({ ...config.responders, listGroup: (group) => slack.listGroup(group), now }),
    postmortems: createPostmortemStore(database),
    destination: { name: 'memory', publish: async (_document, key) => ({ url: `memory:${key}` }) },
    templates: await loadTemplates(null),
    links: createSignedLinks('a key for tests only', () => 'https://bot.example'),
  };
  const flows = createFlows(parts);

  async function settle(): Promise<string[]> {
    const done: string[] = [];
    for (let round = 0; round < 100; round++) {
      const rows = await outbox.claim({ now: now(), limit: 50, leaseMs: 60_000 });
      if (rows.length === 0) return done;
      let pause = 0;
      for (const row of rows) {
        try {
          await flows.runEffect(row);
          done.push(row.kind);
          await outbox.finish(row, now());
        } catch (error) {
          if (!(error instanceof AppError) || !error.retryable) throw error;
          const ms = Number(error.details.retryAfterMs ?? 1_000);
          await outbox.retry(row, new Date(at + ms), error.message);
          if (ms <= 2_000) pause = Math.max(pause, ms);
        }
      }
      at += pause;
    }
    throw new Error(`the effects never end: ${done.slice(-20).join(', ')}`);
  }

  const wait = (ms: number): void => {
    at += ms;
  };
  return { parts, flows, slack, provider, database, wait, now, settle };
}
