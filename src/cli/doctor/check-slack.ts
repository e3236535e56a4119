import { z } from 'zod';
import { type Finding, fine, misconfigured, unreachable, warning } from './finding.ts';
import type { ManifestScope } from './manifest-scopes.ts';
import type { SlackAnswer, SlackProbe, Workspace } from './slack-probe.ts';

const label = 'Slack';
/** Without these there is no bot; every other scope is for something it can do without. */
const vital: readonly string[] = ['commands', 'chat:write'];
/** Slack refuses and we refuse what is five minutes off; a clock that is a minute off is on its way there. */
const mostSkewMs = 60_000;

const AuthTest = z.looseObject({
  team: z.string().catch('?'),
  user: z.string().catch('?'),
  response_metadata: z.looseObject({ scopes: z.array(z.string()).optional() }).optional(),
});

/** What the token opened, for the checks that ask on. */
export interface SlackAccess {
  findings: Finding[];
  /** Whether it is of any use to ask further. */
  accepted: boolean;
  /** Null where Slack did not say. */
  scopes: ReadonlySet<string> | null;
}

/** Does Slack take the bot token, with which scopes, and do the clocks agree? */
export async function checkSlack(
  probe: SlackProbe,
  slack: Workspace,
  wanted: readonly ManifestScope[] | null,
): Promise<SlackAccess> {
  const answer = await probe.call('auth.test');
  if (answer.kind !== 'answer') {
    const fix = 'Copy the Bot User OAuth Token (xoxb-…) from OAuth & Permissions into SLACK_BOT_TOKEN.';
    return { findings: [explain(label, answer, fix)], accepted: false, scopes: null };
  }
  const auth = AuthTest.parse(answer.body);
  const granted = auth.response_metadata?.scopes;
  const scopes = granted === undefined ? null : new Set(granted);
  const found = fine(label, `${auth.user} in ${auth.team}, ${transports[slack.kind]}`);
  return {
    findings: [found, ...judgeScopes(scopes, wanted), ...judgeClock(probe.skewMs(), slack.kind)],
    accepted: true,
    scopes,
  };
}

const transports = { socket: 'by Socket Mode', http: 'by HTTP requests to /slack/events' } as const;

/** Compares what was granted with the manifest. */
export function judgeScopes(granted: ReadonlySet<string> | null, wanted: readonly ManifestScope[] | null): Finding[] {
  const name = 'Slack scopes';
  if (wanted === null || wanted.length === 0) {
    return [warning(name, 'manifest.yml is not there to compare with', 'Install the program again.')];
  }
  if (granted === null) return [fine(name, 'not told by this Slack-compatible server')];
  const missing = wanted.filter(({ scope }) => !granted.has(scope));
  if (missing.length === 0) return [fine(name, `all ${wanted.length} of manifest.yml are granted`)];
  const fix = 'Add it under OAuth & Permissions (or paste manifest.yml again), then reinstall the app.';
  return missing.map(({ scope, why }) => {
    const text = `${scope} is not granted${why === null ? '' : `: ${why}`}`;
    return vital.includes(scope) ? misconfigured(name, text, fix) : warning(name, text, fix);
  });
}

/** @param skewMs - how far our clock is ahead; null where nobody knows. */
export function judgeClock(skewMs: number | null, transport: Workspace['kind']): Finding[] {
  const name = 'Clock';
  if (skewMs === null) return [];
  const seconds = Math.round(Math.abs(skewMs) / 1_000);
  if (Math.abs(skewMs) <= mostSkewMs) return [fine(name, 'agrees with Slack’s')];
  const text = `${seconds} s ${skewMs > 0 ? 'ahead of' : 'behind'} Slack’s`;
  const fix = 'Set it by NTP (timedatectl set-ntp true).';
  if (transport === 'socket') return [warning(name, `${text}: times and durations will be wrong`, fix)];
  return [misconfigured(name, `${text}: signatures of its requests fail`, fix)];
}

/** Does the app-level token open Socket Mode? Asked only where one is set. */
export async function checkSocketMode(probe: SlackProbe): Promise<Finding[]> {
  const name = 'Socket Mode';
  const answer = await probe.callAsApp('apps.connections.open');
  if (answer.kind === 'answer') return [fine(name, 'SLACK_APP_TOKEN opens a connection')];
  const fix =
    'Switch on Socket Mode in the app’s settings, and create an app-level token with connections:write for SLACK_APP_TOKEN.';
  return [explain(name, answer, fix)];
}

/** What a refusal or a silence means; `fix` is for the refusal. */
export function explain(name: string, answer: Exclude<SlackAnswer, { kind: 'answer' }>, fix: string): Finding {
  if (answer.kind === 'refused') return misconfigured(name, `refused (${answer.error})`, fix);
  const way = 'Check the network, a proxy and SLACK_API_URL.';
  return unreachable(name, `does not answer (${answer.why})`, way);
}
