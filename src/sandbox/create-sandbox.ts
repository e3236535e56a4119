import { createServer } from 'node:http';
import { type Clock, systemClock } from './clock.ts';
import { createLive } from './control/live.ts';
import { createNotices } from './control/notices.ts';
import { type BotSurface, type Core, randomId, type Timing, timestamps } from './core.ts';
import { deliverEvent, verifyUrl } from './deliver/events.ts';
import { createFaultBoard } from './faults.ts';
import { type Manifest, readManifest } from './manifest.ts';
import { createPanels } from './panels/panels.ts';
import type { PanelSettings } from './panels/schema.ts';
import { openRecord } from './record.ts';
import { type Parts, route, upgrade } from './routes.ts';
import { seedWorkspace } from './seed.ts';
import { createSockets } from './socket/sockets.ts';
import type { Workspace } from './workspace.ts';

export interface SandboxOptions {
  /** 0 takes any free port. */
  port: number;
  /** Where every accepted call and every delivery is recorded, JSONL. */
  dataFile: string;
  /** Where the bot listens for commands, events and interactions, unless it connects in Socket Mode. */
  botUrl: string;
  signingSecret: string;
  botToken: string;
  /** The token of Socket Mode; `xapp-sandbox` when absent. */
  appToken?: string;
  clock?: Clock;
  /** The app manifest: scopes, events, commands and shortcuts. What `scopes` and `surface` say goes before it. */
  manifest?: Manifest;
  /** Scopes of the token; the manifest's, or all of them, when absent. */
  scopes?: readonly string[];
  /** Commands and shortcuts that the page offers. */
  surface?: Partial<BotSurface>;
  /** Other programs whose state the page shows beside the conversation. */
  panels?: readonly PanelSettings[];
  timing?: Partial<Timing>;
}

/** A running sandbox. */
export interface Sandbox {
  /** `http://127.0.0.1:port`: the page; the Web API is at `${url}/api/`. */
  url: string;
  workspace: Workspace;
  /** Sends url_verification to the bot; true when it answers rightly. */
  verifyUrl(): Promise<boolean>;
  close(): Promise<void>;
}

/** Starts a strict stand-in for Slack on this machine. @throws when the port is taken or the file cannot be written. */
export async function createSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { dataFile, botUrl, signingSecret, botToken, appToken = 'xapp-sandbox', clock = systemClock } = options;
  const app = options.manifest === undefined ? null : readManifest(options.manifest);
  const workspace = seedWorkspace(clock.now(), app?.name);
  const record = openRecord(dataFile);
  const live = createLive();
  const notices = createNotices();
  const stop = new AbortController();
  let url = '';
  const core: Core = {
    workspace,
    clock,
    record,
    stopping: stop.signal,
    botUrl,
    signingSecret,
    botToken,
    appToken,
    sockets: createSockets(workspace.app.id, live.changed),
    faults: createFaultBoard(),
    scopes: options.scopes === undefined ? (app?.scopes ?? null) : new Set(options.scopes),
    events: app?.events ?? null,
    timing: { ackTimeoutMs: 3_000, eventRetryMs: [0, 60_000, 300_000], panelMs: 1_000, ...options.timing },
    surface: { commands: [], shortcuts: [], ...app?.surface, ...options.surface },
    knownCommandsOnly: app !== null,
    baseUrl: () => url,
    newId: randomId,
    newTs: timestamps(clock),
    changed: live.changed,
    emit: (event) => void deliverEvent(core, event).catch(logProblem),
    notice(user, channel, text) {
      notices.add({ id: randomId('N'), user, channel, text });
      live.changed();
    },
  };
  const panels = createPanels(options.panels ?? [], { everyMs: core.timing.panelMs, ...live });
  const parts: Parts = { core, notices, live, panels, posts: new Map() };
  const server = createServer((request, response) => {
    route(parts, request, response).catch((error: unknown) => {
      logProblem(error);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  server.on('upgrade', (request, socket) => upgrade(core, request, socket));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : options.port}`;
  record.append('started', clock.now(), { url });
  return {
    url,
    workspace,
    verifyUrl: () => verifyUrl(core),
    async close() {
      stop.abort();
      panels.close();
      live.close();
      core.sockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      record.close();
    },
  };
}

function logProblem(error: unknown): void {
  process.stderr.write(`sandbox: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
}
