import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AgentClient, createAgentClient } from './agent-client.ts';
import { type Balancer, startBalancer } from './balancer.ts';
import { type Child, launch, root } from './child.ts';
import { freePort } from './free-port.ts';
import { createPerson, type Person } from './person.ts';
import { createSandboxClient, type SandboxClient } from './sandbox-client.ts';
import { type RecordLine, readLines } from './sandbox-record.ts';
import { onServices, openServices, type Services } from './services.ts';
import { waitUntil } from './wait-until.ts';

export const tokens = {
  ingest: 'ingest-token-of-the-tests',
  control: 'control-token-of-the-tests',
  key: 'a-secret-key-of-the-tests-that-is-long-enough',
  webhook: 'whsec_dGhlLXdlYmhvb2stc2VjcmV0LW9mLXRoZS10ZXN0cyEh',
  signing: 'signing-secret-of-the-tests',
  bot: 'xoxb-of-the-tests',
} as const;

export const channels = {
  general: 'C0GENERAL',
  incidents: 'C0INCIDENT',
  stakeholders: 'C0STAKEHOLD',
  random: 'C0RANDOM',
} as const;

/** Everything, each part a process of its own: the stand-in for Slack, the example agent, and the bot. */
export interface Stack {
  folder: string;
  /** Where the bot is reached. */
  url: string;
  sandbox: SandboxClient;
  agent: AgentClient;
  /** Responders, and somebody who is none. */
  riley: Person;
  sam: Person;
  bo: Person;
  bots: readonly Bot[];
  /** What the sandbox wrote down. */
  record(): RecordLine[];
  /** Hands events to the bot as an agent would. Resolves to the HTTP status. */
  ingest(events: readonly Record<string, unknown>[] | string): Promise<number>;
  /** The last warnings and errors of the bots, for a message that explains a failure. */
  complaints(): string;
  stop(): Promise<void>;
}

/** One process of the bot. */
export interface Bot {
  role: Role;
  pid(): number;
  kill9(): Promise<void>;
  restart(): Promise<void>;
}

export type Role = 'all' | 'web' | 'worker';

export interface StackOptions {
  /** Added to the environment of the bot. */
  env?: Record<string, string>;
  /** How the sandbox behaves: `scopes`, `timing`, as its settings file takes them. */
  sandbox?: Record<string, unknown>;
}

/** Built code starts faster; only for whoever has just built it. */
const built = process.env.E2E_BUILT === '1';
const scripts = {
  sandbox: built ? 'dist/sandbox/main.js' : 'src/sandbox/main.ts',
  agent: built ? 'dist/demo/examples/order-agent/main.js' : 'examples/order-agent/main.ts',
  bot: built ? 'dist/cli/main.js' : 'src/cli/main.ts',
};

const containment = (agent: string) => `providers:
  - name: guard
    type: control_flag
    kinds: [kill, rate_limit]
  - name: order-store
    type: webhook
    kinds: [revoke]
    match: { agent: order-agent }
    url: ${agent}/containment
    secret_env: AGENT_WEBHOOK_SECRET
    allow_private: true
    undo: true
`;

/** Starts it all and waits until it answers; on TEST_DATABASE_URL and TEST_REDIS_URL with two webs and two workers. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const folder = mkdtempSync(join(tmpdir(), 'agent-incident-e2e-'));
  const roles: readonly Role[] = onServices ? ['web', 'web', 'worker', 'worker'] : ['all'];
  const closers: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const close of closers.splice(0).reverse()) await close();
    if (process.env.E2E_KEEP === undefined) rmSync(folder, { recursive: true, force: true });
  };
  try {
    const services = await openServices();
    if (services !== null) closers.push(() => services.drop());
    const ports = await Promise.all(roles.map(freePort));
    const [firstPort = 0] = ports;
    const front = roles.length === 1 ? firstPort : await freePort();
    const url = `http://127.0.0.1:${front}`;
    const balancer: Balancer | null =
      roles.length === 1
        ? null
        : await startBalancer(
            front,
            ports.filter((_, at) => roles[at] !== 'worker'),
          );
    if (balancer !== null) closers.push(() => balancer.close());
    const [sandbox, agent] = await Promise.all([
      startSandbox(folder, url, options, closers),
      startAgent(folder, url, closers),
    ]);
    const env = botEnv({ folder, url, sandbox, agent, services, roles, options });
    const bots = roles.map((role, at) =>
      createBot(`bot-${at + 1}-${role}`, role, { ...env, PORT: String(ports[at]) }, folder),
    );
    closers.push(async () => void (await Promise.all(bots.map((bot) => bot.stop()))));
    await Promise.all(bots.map((bot) => bot.restart()));
    const complaints = () => bots.map((bot) => bot.complaints()).join('\n');
    const client = createSandboxClient(sandbox);
    const recordFile = join(folder, 'sandbox.jsonl');
    return {
      folder,
      url,
      sandbox: client,
      agent: createAgentClient(agent, join(folder, 'agent.jsonl')),
      riley: createPerson(client, 'U0RESPOND', complaints),
      sam: createPerson(client, 'U0SECOND', complaints),
      bo: createPerson(client, 'U0BYSTAND', complaints),
      bots,
      record: () => readLines<RecordLine>(recordFile),
      ingest: (events) => ingest(url, events),
      complaints,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startSandbox(
  folder: string,
  url: string,
  { sandbox = {} }: StackOptions,
  closers: (() => Promise<void>)[],
): Promise<string> {
  const settings = join(folder, 'sandbox-settings.json');
  writeFileSync(settings, JSON.stringify(sandbox));
  const child = await launch({
    name: 'sandbox',
    script: [scripts.sandbox],
    env: {
      SANDBOX_PORT: '0',
      SANDBOX_RECORD: join(folder, 'sandbox.jsonl'),
      SANDBOX_BOT_URL: `${url}/slack/events`,
      SANDBOX_MANIFEST: join(root, 'manifest.yml'),
      SANDBOX_SETTINGS: settings,
      SLACK_BOT_TOKEN: tokens.bot,
      SLACK_SIGNING_SECRET: tokens.signing,
    },
    folder,
    ready: /Sandbox: (http:\S+)/,
  });
  closers.push(() => child.stop());
  return child.said;
}

async function startAgent(folder: string, url: string, closers: (() => Promise<void>)[]): Promise<string> {
  const child = await launch({
    name: 'agent',
    script: [scripts.agent],
    env: {
      ORDER_AGENT_PORT: '0',
      ORDER_AGENT_RECORD: join(folder, 'agent.jsonl'),
      INGEST_URL: url,
      INGEST_TOKEN: tokens.ingest,
      CONTROL_URL: url,
      CONTROL_TOKEN: tokens.control,
      GUARD_MASTER_KEY: tokens.key,
      AGENT_WEBHOOK_SECRET: tokens.webhook,
    },
    folder,
    ready: /Order agent: (http:\S+)/,
  });
  closers.push(() => child.stop());
  return child.said;
}

function botEnv(of: {
  folder: string;
  url: string;
  sandbox: string;
  agent: string;
  services: Services | null;
  roles: readonly Role[];
  options: StackOptions;
}): Record<string, string> {
  const file = join(of.folder, 'containment.yml');
  writeFileSync(file, containment(of.agent));
  return {
    DATA_DIR: join(of.folder, 'data'),
    POSTMORTEM_DIR: join(of.folder, 'postmortems'),
    BASE_URL: of.url,
    SLACK_BOT_TOKEN: tokens.bot,
    SLACK_SIGNING_SECRET: tokens.signing,
    SLACK_API_URL: `${of.sandbox}/api/`,
    RESPONDER_GROUPS: 'S0ONCALL',
    INCIDENT_CHANNEL: channels.incidents,
    STAKEHOLDER_CHANNEL: channels.stakeholders,
    INGEST_TOKEN: tokens.ingest,
    CONTROL_TOKEN: tokens.control,
    SECRET_KEY: tokens.key,
    AGENT_WEBHOOK_SECRET: tokens.webhook,
    CONTAINMENT_FILE: file,
    TRACE_DIRS: join(root, 'examples/traces'),
    ...of.services?.env,
    ...of.options.env,
  };
}

function createBot(name: string, role: Role, env: Record<string, string>, folder: string) {
  let child: Child | null = null;
  return {
    role,
    pid: () => child?.pid ?? 0,
    async kill9() {
      await child?.kill();
    },
    async restart() {
      if (child?.running()) await child.stop();
      const script = [scripts.bot, 'start', '--role', role];
      child = await launch({ name, script, env, folder, ready: /agent-incident(?: listens on|: the worker runs)/ });
    },
    async stop() {
      await child?.stop();
    },
    complaints() {
      const lines = child?.tail(400).split('\n') ?? [];
      const bad = lines.filter((line) => !line.startsWith('{') || /"level":[456]0/.test(line));
      return bad
        .slice(-12)
        .map((line) => `${name}: ${line.slice(0, 600)}`)
        .join('\n');
    },
  };
}

async function ingest(url: string, events: readonly Record<string, unknown>[] | string): Promise<number> {
  const body = typeof events === 'string' ? events : events.map((event) => `${JSON.stringify(event)}\n`).join('');
  const headers = { authorization: `Bearer ${tokens.ingest}`, 'content-type': 'application/x-ndjson' };
  return await waitUntil('the bot takes events', async () => {
    const response = await fetch(`${url}/v1/events`, { method: 'POST', headers, body });
    await response.body?.cancel();
    return response.status < 500 ? response.status : null;
  });
}
