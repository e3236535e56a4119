import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Config } from '../../config.ts';
import { type ExitCode, exitCodes } from '../errors.ts';
import type { Terminal } from '../terminal.ts';
import { checkAccess } from './check-access.ts';
import { checkChannels } from './check-channels.ts';
import { checkContainment, checkTemplates } from './check-files.ts';
import { checkDataFolder, checkPostmortemFolder, checkTraceFolders } from './check-folders.ts';
import { checkDemoPorts, checkPort } from './check-port.ts';
import { checkPostgres } from './check-postgres.ts';
import { checkRedis } from './check-redis.ts';
import { checkResponders } from './check-responders.ts';
import { checkRuntime } from './check-runtime.ts';
import { checkSlack, checkSocketMode, type SlackAccess } from './check-slack.ts';
import { checkVariables, type Environment } from './check-variables.ts';
import { type Finding, fine } from './finding.ts';
import { readManifestScopes } from './manifest-scopes.ts';
import { renderFindings, renderFindingsJson } from './render-findings.ts';
import { type Check, runChecks } from './run-checks.ts';
import { createSlackProbe, type Workspace } from './slack-probe.ts';

/** How long one check may take, in ms. */
const checkTimeoutMs = 15_000;

const manifestFile = fileURLToPath(new URL('../../../manifest.yml', import.meta.url));

export interface DoctorSettings {
  json: boolean;
}

/** `agent-incident doctor`: looks at everything the bot needs, changes nothing, and says it. */
export async function runDoctor(env: Environment, terminal: Terminal, { json }: DoctorSettings): Promise<ExitCode> {
  const findings = await examine(env);
  await terminal.out(json ? renderFindingsJson(findings, terminal) : renderFindings(findings, terminal));
  return judge(findings);
}

/** Wrong settings come first: with them, what answers may be the wrong server. */
export function judge(findings: readonly Finding[]): ExitCode {
  if (findings.some(({ cause }) => cause === 'configuration')) return exitCodes.usage;
  return findings.some(({ cause }) => cause === 'unreachable') ? exitCodes.backendUnreachable : exitCodes.done;
}

/** All findings, in the order in which one would set things up. */
export async function examine(env: Environment): Promise<Finding[]> {
  const { config, findings } = checkVariables(env);
  const first = [...checkRuntime(process.versions.node), ...findings];
  if (config === null) return first;
  return [...first, ...(await runChecks(checksFor(config, env), checkTimeoutMs))];
}

function checksFor(config: Config, env: Environment): Check[] {
  const { slack } = config;
  return [
    { name: 'Data folder', run: (signal) => checkDataFolder(config, signal) },
    { name: 'PostgreSQL', run: (signal) => checkPostgres(config, signal) },
    { name: 'Redis', run: (signal) => checkRedis(config, signal) },
    { name: 'Bot', run: (signal) => checkPort(config, signal) },
    { name: 'Trace folders', run: () => checkTraceFolders(config) },
    { name: 'Templates', run: () => checkTemplates(config) },
    { name: 'Postmortems', run: () => checkPostmortemFolder(config) },
    ...(slack.kind === 'sandbox' ? demoChecks(config, env) : workspaceChecks(slack, config, env)),
  ];
}

/** The demo brings its own responders, tokens and containment: only that it can start is of interest. */
function demoChecks(config: Config, env: Environment): Check[] {
  const text = 'SLACK_BOT_TOKEN is not set: start brings a Slack stand-in (the sandbox demo) and an example agent';
  return [
    { name: 'Slack', run: () => [fine('Slack', text)] },
    { name: 'Demo', run: (signal) => checkDemoPorts(env, config, signal) },
  ];
}

/** What only a bot with a workspace needs. */
function workspaceChecks(slack: Workspace, config: Config, env: Environment): Check[] {
  const probe = createSlackProbe(slack);
  let asked: Promise<SlackAccess> | undefined;
  const access = (): Promise<SlackAccess> => {
    asked ??= readWanted().then((wanted) => checkSlack(probe, slack, wanted));
    return asked;
  };
  const whenAccepted = (name: string, run: (access: SlackAccess) => Promise<Finding[]>): Check => ({
    name,
    // Without a token that opens anything each of these would only repeat so.
    run: async () => {
      const gained = await access();
      return gained.accepted ? await run(gained) : [];
    },
  });
  return [
    { name: 'Slack', run: async () => (await access()).findings },
    ...(slack.kind === 'socket' ? [{ name: 'Socket Mode', run: () => checkSocketMode(probe) }] : []),
    whenAccepted('Channels', ({ scopes }) => checkChannels(probe, config, scopes)),
    whenAccepted('Responders', () => checkResponders(probe, config)),
    { name: 'Containment', run: () => checkContainment(config, env) },
    { name: 'Access', run: () => checkAccess(config) },
  ];
}

async function readWanted() {
  const text = await readFile(manifestFile, 'utf8').catch(() => null);
  return text === null ? null : readManifestScopes(text);
}
