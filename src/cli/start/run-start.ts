import { type App, compose, type Role } from '../../compose.ts';
import { type Config, readConfig } from '../../config.ts';
import { usageError } from '../errors.ts';
import type { Terminal } from '../terminal.ts';
import { type Demo, startDemo } from './demo.ts';
import { createLog } from './log.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** A started bot, with its demo where there is no workspace to talk to. */
export interface Started {
  app: App;
  demo: Demo | null;
  stop(): Promise<void>;
}

/** Starts the bot from the environment; without a Slack token it brings its own Slack and an example agent. */
export async function start(env: Environment, role: Role): Promise<Started> {
  const asked = readConfig(env);
  const demo = asked.slack.kind === 'sandbox' ? await openDemo(env, asked, role) : null;
  try {
    const full = { ...env, ...demo?.env };
    const config = demo === null ? asked : readConfig(full);
    const log = createLog(env.LOG_LEVEL ?? (demo === null ? config.logLevel : 'warn'), secretsOf(full));
    const app = await compose({ config, role, env: full, log });
    const stop = async () => {
      await app.stop();
      await demo?.stop();
    };
    return { app, demo, stop };
  } catch (error) {
    await demo?.stop();
    throw error;
  }
}

async function openDemo(env: Environment, { dataDir, port }: Config, role: Role): Promise<Demo> {
  if (role !== 'all') throw usageError(`--role ${role} needs a workspace: set SLACK_BOT_TOKEN and DATABASE_URL.`);
  if (port === 0) throw usageError('The demo needs a fixed PORT: the sandbox must know where the bot listens.');
  return await startDemo(env, dataDir, port);
}

/** Runs until it is told to stop, then finishes what it began. */
export async function runStart(env: Environment, role: Role, terminal: Terminal): Promise<void> {
  const { app, demo, stop } = await start(env, role);
  await terminal.out(greeting(app, demo));
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  terminal.err('\nStopping…\n');
  await stop();
}

function greeting(app: App, demo: Demo | null): string {
  if (demo === null) {
    return app.url === null ? 'agent-incident: the worker runs.\n' : `agent-incident listens on ${app.url}\n`;
  }
  return `
agent-incident is ready, with a Slack of its own and an example agent.

  Open   ${demo.url}
  Type   /agent-incident ses_abc123
  Then   start the example agent on the page, and stop it for real.

Everything is kept in the data folder. Ctrl+C stops it all.
`;
}

/** Values that must never be logged, wherever they turn up. */
function secretsOf(env: Environment): string[] {
  return Object.entries(env).flatMap(([name, value]) => {
    const isSecret = /TOKEN|SECRET|PASSWORD|_KEY$|_URL$/.test(name);
    if (!isSecret || value === undefined) return [];
    if (!name.endsWith('_URL')) return [value];
    const password = URL.canParse(value) ? new URL(value).password : '';
    return password === '' ? [] : [password];
  });
}
