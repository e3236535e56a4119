import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { onTestFinished } from 'vitest';
import { parse as parseYaml } from 'yaml';
import type { Flows } from '../../src/flows/api.ts';
import type { Intake, Log } from '../../src/flows/ports.ts';
import type { IncidentRecord } from '../../src/incident/record.ts';
import { systemClock } from '../../src/sandbox/clock.ts';
import { Manifest } from '../../src/sandbox/manifest.ts';
import { createSlackApp, type SlackApp } from '../../src/slack/app.ts';
import type { RecordedRow } from '../../src/slack/handlers/create-handlers.ts';
import { createSlackClient } from '../../src/slack/slack-client.ts';
import { secret, startSandbox, token } from '../sandbox/support.ts';
import { fullIncident, postmortemSaying, reversals, now as shownAt } from './models.ts';

export const responder = 'U0RESPOND';
export const bystander = 'U0BYSTAND';
export const incidents = 'C0INCIDENT';
export const random = 'C0RANDOM';
export const command = '/agent-incident';

/** Scopes and events are those of the app as it is installed. */
const manifest = Manifest.parse(parseYaml(readFileSync('manifest.yml', 'utf8')));

type Call = { verb: string; input: unknown };

/** Flows that remember what they were asked, and answer as the test says. */
export function fakeFlows(answers: Partial<Flows> = {}) {
  const calls: Call[] = [];
  const place = { channel: incidents, ts: '1767225600.000100', permalink: 'https://sandbox.example/archives/C0/p1' };
  const incident: IncidentRecord = fullIncident;
  const known: Partial<Flows> = {
    openIncident: async () => ({ result: 'opened', incident, place: null, channel: incidents }),
    findIncident: async (reference) => (['inc_1', '12', '#12', 'ses_abc123'].includes(reference) ? incident : null),
    placeOf: async () => place,
    listIncidents: async () => ({ incidents: [{ incident, revision: 4 }], overdue: [], now: shownAt }),
    incidentOfMessage: async () => null,
    planContainment: async ({ kind, limitPerMinute }) => ({
      ok: true,
      incident,
      lines: [`Plan of ${kind} at ${limitPerMinute}`],
      digest: `digest-${kind}-${limitPerMinute}`,
      finished: false,
      rate: kind === 'rate_limit' ? { chosen: limitPerMinute ?? 6, choices: [1, 6, 30] } : null,
    }),
    contextAtStep: async ({ step }) => {
      const message = { step: 1, role: 'user' as const, text: 'long '.repeat(6000) };
      const context = {
        step,
        model: 'm',
        goal: null,
        system: ['Be kind.'],
        messages: [message],
        tools: [],
        captured: true,
      };
      return { ok: true, incident, context };
    },
    blastRadius: async () => ({ ok: true, incident, items: reversals('refund_order', 7) }),
    exportTimeline: async (_, format) => ({
      ok: true,
      name: `timeline.${format === 'json' ? 'json' : 'md'}`,
      text: '{}',
    }),
    postmortem: async () => ({ ok: true, postmortem: postmortemSaying('ses_abc123', { owner: responder }) }),
    postmortemEditLink: async () => ({ ok: true, url: 'https://bot.example/edit?token=1' }),
    noteMessage: async () => true,
    unnoteMessage: async () => true,
    ...answers,
  };
  const flows = new Proxy({} as Flows, {
    get: (_, verb) => async (input: unknown, more: unknown) => {
      calls.push({ verb: String(verb), input });
      const answer = known[verb as keyof Flows] as ((...given: unknown[]) => Promise<unknown>) | undefined;
      return answer === undefined ? { ok: true } : await answer(input, more);
    },
  });
  return {
    flows,
    calls,
    asked: (verb: string) => calls.filter((call) => call.verb === verb).map(({ input }) => input),
  };
}

/** An inbox in memory that keeps a key once, and fails while it is told to. */
export function fakeIntake() {
  const rows: (RecordedRow & { receivedAt: Date })[] = [];
  const state = { failing: false };
  const intake: Intake = {
    async record({ kind, key, payload, receivedAt }) {
      if (state.failing) throw new Error('the records do not answer');
      if (rows.some((row) => row.key === key)) return false;
      // What is written down is JSON.
      rows.push({ kind, key, payload: JSON.parse(JSON.stringify(payload)), receivedAt });
      return true;
    },
  };
  return { intake, rows, state };
}

/** The real Bolt app before the real sandbox; what was recorded is done when the test says so. */
export async function startBot(
  answers: Partial<Flows> = {},
  options: { mode?: 'http' | 'socket'; sandbox?: Parameters<typeof startSandbox>[1] } = {},
) {
  const { mode = 'http' } = options;
  let listener: SlackApp['listener'] = null;
  const server = createServer((request, response) => listener?.(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  // Signatures are checked against the time of this machine.
  const settings = { clock: systemClock, manifest, timing: { ackTimeoutMs: 2_500, eventRetryMs: [0, 20, 40] } };
  const sandbox = await startSandbox(`http://127.0.0.1:${port}/slack/events`, { ...settings, ...options.sandbox });
  const { flows, calls, asked } = fakeFlows(answers);
  const { intake, rows, state } = fakeIntake();
  const said: { facts: Readonly<Record<string, unknown>>; what: string }[] = [];
  const write = (facts: Readonly<Record<string, unknown>>, what: string) => void said.push({ facts, what });
  const log: Log = { info: write, warn: write, error: write };
  const apiUrl = `${sandbox.url}/api/`;
  let ids = 0;
  let recorded = 0;
  const app = createSlackApp({
    slack:
      mode === 'http'
        ? { kind: 'http', botToken: token, signingSecret: secret, apiUrl }
        : { kind: 'socket', botToken: token, appToken: 'xapp-sandbox', apiUrl },
    command,
    timelineReaction: 'pushpin',
    client: createSlackClient({ botToken: token, apiUrl, log }),
    flows,
    intake,
    log,
    now: () => new Date(),
    newId: () => {
      ids += 1;
      return `ref-${ids}`;
    },
    onRecorded: () => {
      recorded += 1;
    },
  });
  listener = app.listener;
  await app.start();
  onTestFinished(async () => {
    await app.stop();
    server.closeAllConnections();
    server.close();
  });
  let done = 0;
  /** Does what was recorded; what fails is done again, as the worker would. */
  async function work(times = 1): Promise<unknown[]> {
    const problems: unknown[] = [];
    while (done < rows.length) {
      const row = rows[done];
      for (let time = 0; row !== undefined && time < times; time += 1) {
        await app.handle(row).catch((error: unknown) => problems.push(error));
      }
      done += 1;
    }
    return problems;
  }
  const channel = (id: string) => {
    const found = sandbox.workspace.channels.get(id);
    if (found === undefined) throw new Error(`no channel ${id}`);
    return found;
  };
  const modal = (user = responder) => {
    const id = sandbox.workspace.modals.get(user)?.at(-1);
    return id === undefined ? undefined : sandbox.workspace.views.get(id);
  };
  return {
    ...sandbox,
    botUrl: `http://127.0.0.1:${port}/slack/events`,
    app,
    rows,
    calls,
    asked,
    said,
    state,
    work,
    channel,
    modal,
    recordedTimes: () => recorded,
    fault: (entry: Record<string, unknown>) => sandbox.post('/_faults', entry),
    type: (text: string, more: Record<string, unknown> = {}) =>
      sandbox.act('command', { user: responder, channel: incidents, command, text, ...more }),
    /** All that the person alone was shown in a channel, newest last, as JSON. */
    told: (user = responder, id = incidents) =>
      channel(id)
        .ephemerals.filter(({ to }) => to === user)
        .map((message) => JSON.stringify(message)),
  };
}
