import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError } from '../../errors.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The local Slack stand-in and the example agent, as processes of their own. */
export interface Demo {
  /** The page to open. */
  url: string;
  /** What the bot needs to know of them, as environment variables. */
  env: Record<string, string>;
  stop(): Promise<void>;
}

const root = fileURLToPath(new URL('../../../', import.meta.url));
const isSource = import.meta.url.endsWith('.ts');
const startWithinMs = 20_000;

/** The demo's keys, made once and kept with its data, so that a restart finds the agent it left. */
function keepKeys(dataDir: string): Record<'ingest' | 'control' | 'key' | 'webhook', string> {
  const file = join(dataDir, 'demo.json');
  if (!existsSync(file)) {
    mkdirSync(dataDir, { recursive: true });
    const make = () => randomBytes(24).toString('hex');
    const keys = {
      ingest: make(),
      control: make(),
      key: make(),
      webhook: `whsec_${randomBytes(32).toString('base64')}`,
    };
    writeFileSync(file, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600 });
  }
  return JSON.parse(readFileSync(file, 'utf8')) as ReturnType<typeof keepKeys>;
}

/** Starts both and waits until they answer. @throws AppError `demo.not-started` that says which one and why. */
export async function startDemo(env: Environment, dataDir: string, botPort: number): Promise<Demo> {
  const keys = keepKeys(dataDir);
  const bot = `http://127.0.0.1:${botPort}`;
  const ports = { sandbox: env.SANDBOX_PORT ?? '3400', agent: env.ORDER_AGENT_PORT ?? '3500' };
  const shared = { SLACK_BOT_TOKEN: 'xoxb-sandbox', SLACK_SIGNING_SECRET: 'sandbox-signing-secret' };
  const settings = join(dataDir, 'sandbox-settings.json');
  const agentUrl = `http://127.0.0.1:${ports.agent}`;
  const panel = { title: 'Example agent', url: agentUrl, command: '/agent-incident' };
  writeFileSync(settings, JSON.stringify({ panels: [panel] }));
  const children: ChildProcess[] = [];
  const stop = async () => {
    await Promise.all(children.map(end));
  };
  try {
    const sandbox = await launch(children, 'sandbox', scriptOf('src/sandbox/main', 'dist/sandbox/main'), {
      ...shared,
      SANDBOX_PORT: ports.sandbox,
      SANDBOX_RECORD: join(dataDir, 'sandbox.jsonl'),
      SANDBOX_BOT_URL: `${bot}/slack/events`,
      SANDBOX_MANIFEST: join(root, 'manifest.yml'),
      SANDBOX_SETTINGS: settings,
    });
    await launch(
      children,
      'example agent',
      scriptOf('examples/order-agent/main', 'dist/demo/examples/order-agent/main'),
      {
        ORDER_AGENT_PORT: ports.agent,
        ORDER_AGENT_RECORD: join(dataDir, 'order-agent.jsonl'),
        INGEST_URL: bot,
        INGEST_TOKEN: keys.ingest,
        CONTROL_URL: bot,
        CONTROL_TOKEN: keys.control,
        GUARD_MASTER_KEY: keys.key,
        AGENT_WEBHOOK_SECRET: keys.webhook,
      },
    );
    const containment = join(dataDir, 'containment.yml');
    writeFileSync(containment, containmentOf(agentUrl));
    return {
      url: sandbox,
      env: {
        ...shared,
        SLACK_API_URL: `${sandbox}/api/`,
        RESPONDER_GROUPS: 'S0ONCALL',
        INCIDENT_CHANNEL: 'C0INCIDENT',
        STAKEHOLDER_CHANNEL: 'C0STAKEHOLD',
        INGEST_TOKEN: keys.ingest,
        CONTROL_TOKEN: keys.control,
        SECRET_KEY: keys.key,
        AGENT_WEBHOOK_SECRET: keys.webhook,
        CONTAINMENT_FILE: containment,
        TRACE_DIRS: env.TRACE_DIRS ?? resolve(root, 'examples/traces'),
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The example agent's containment: its guard obeys kills and limits, its store takes credentials back. */
function containmentOf(agentUrl: string): string {
  return `providers:
  - name: guard
    type: control_flag
    kinds: [kill, rate_limit]
  - name: order-store
    type: webhook
    kinds: [revoke]
    match: { agent: order-agent }
    url: ${agentUrl}/containment
    secret_env: AGENT_WEBHOOK_SECRET
    allow_private: true
    undo: true
`;
}

function scriptOf(source: string, built: string): string[] {
  return isSource ? ['--import', 'tsx', join(root, `${source}.ts`)] : [join(root, `${built}.js`)];
}

/** Starts one and waits for the line that says where it listens. */
function launch(
  children: ChildProcess[],
  name: string,
  script: string[],
  env: Record<string, string>,
): Promise<string> {
  const child = spawn(process.execPath, script, {
    cwd: root,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  return new Promise((found, fail) => {
    let said = '';
    let complaint = '';
    const timer = setTimeout(() => notStarted('it does not answer'), startWithinMs);
    const notStarted = (why: string) => {
      clearTimeout(timer);
      const message = `The ${name} did not start: ${why}. Free its port, or set another (SANDBOX_PORT, ORDER_AGENT_PORT).`;
      fail(new AppError('demo.not-started', message));
    };
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const url = /: (http:\/\/\S+)/.exec(said)?.[1];
      if (url === undefined) return;
      clearTimeout(timer);
      found(url);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      complaint = `${complaint}${chunk.toString()}`.slice(-2_000);
    });
    child.once('error', (error) => notStarted(error.message));
    child.once('exit', () => notStarted(complaint.trim().split('\n').at(-1) ?? 'it ended'));
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise<void>((done) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
    child.once('exit', () => {
      clearTimeout(timer);
      done();
    });
    child.kill('SIGTERM');
  });
}
