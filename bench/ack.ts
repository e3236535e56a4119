import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type Child, launch } from '../test/e2e/support/child.ts';
import { faultySession } from '../test/e2e/support/sessions.ts';
import { channels, type Stack, startStack, tokens } from '../test/e2e/support/stack.ts';
import { waitUntil } from '../test/e2e/support/wait-until.ts';
import { createTarget, fireAtOnce, type SignedCommand, signCommand, type Target } from './ack/load.ts';
import { percentile } from './ack/percentile.ts';
import { reportTimes } from './ack/time-to-report.ts';

const usage = `npm run bench:ack -- [--commands 200] [--rounds 5]
How fast slash commands are acknowledged when many come at once: by a Bolt app that only acknowledges, by one that makes
each durable with an insert of its own first, and by the bot. Rounds alternate; each app is a process of its own.`;

/** The bot may take this many times as long, at the 99th percentile, as the app with the single insert. */
const goal = 1.5;

const { values } = parseArgs({
  options: {
    commands: { type: 'string', default: '200' },
    rounds: { type: 'string', default: '5' },
    help: { type: 'boolean', short: 'h' },
  },
});
if (values.help) {
  process.stdout.write(`${usage}\n`);
  process.exit(0);
}
const atOnce = Number(values.commands);
const rounds = Number(values.rounds);
const restMs = 3_000;

let sent = 0;
function command(text: string): SignedCommand {
  sent += 1;
  return signCommand(tokens.signing, {
    token: 'bench',
    team_id: 'T0SANDBOX',
    team_domain: 'sandbox',
    channel_id: channels.incidents,
    channel_name: 'incidents',
    user_id: 'U0RESPOND',
    user_name: 'riley',
    command: '/agent-incident',
    text,
    api_app_id: 'A0SANDBOX',
    response_url: 'http://127.0.0.1:9/nobody',
    trigger_id: `${sent}.1.2`,
  });
}

async function launchBolt(kind: 'bare' | 'insert', folder: string): Promise<Child> {
  const env = { SLACK_BOT_TOKEN: tokens.bot, SLACK_SIGNING_SECRET: tokens.signing };
  const ready = /Bolt app \(\w+\): (http:\S+)/;
  return await launch({ name: `bolt-${kind}`, script: ['bench/ack/bolt-app.ts', kind], env, folder, ready });
}

/** Sessions that the bot can find, so that each command opens an incident and leads to a report. */
async function store(stack: Stack, sessions: readonly string[]): Promise<void> {
  const events = sessions.flatMap((session) => faultySession(session));
  if ((await stack.ingest(events)) !== 202) throw new Error('the bot did not take the sessions');
}

/** Opens an incident for each session at once. Acknowledgements and whole reports, both in milliseconds from the sending. */
async function openAll(stack: Stack, target: Target, sessions: readonly string[]) {
  await store(stack, sessions);
  const sentAt = Date.now();
  const acks = await fireAtOnce(
    target,
    sessions.map((session) => command(session)),
  );
  const times = await waitUntil(
    'every report is shown',
    async () => {
      // Reading the record takes the processor away from those who are measured.
      if (sessions.length > 1) await sleep(restMs);
      const found = reportTimes(stack.record(), sessions);
      return found.size === sessions.length && found;
    },
    { seconds: 900, explain: stack.complaints },
  );
  return { acks, reports: [...times.values()].map((at) => at - sentAt) };
}

const stack = await startStack();
const children: Child[] = [];
try {
  children.push(await launchBolt('bare', stack.folder), await launchBolt('insert', stack.folder));
  const [bare, insert] = children.map(({ said }, at) =>
    createTarget(at === 0 ? 'Bolt, acknowledges only' : 'Bolt, one durable insert first', `${said}/slack/events`),
  ) as [Target, Target];
  const bot = createTarget('the bot', `${stack.url}/slack/events`);
  const all = new Map<Target, number[]>([
    [bare, []],
    [insert, []],
    [bot, []],
  ]);
  // Connections are opened and code compiled before anything counts.
  const asked = () => Array.from({ length: atOnce }, () => command('ses_alone_0'));
  const alone: number[] = [];
  for (let n = 0; n < 5; n++) alone.push(...(await openAll(stack, bot, [`ses_alone_${n}`])).reports);
  for (const target of all.keys()) for (let n = 0; n < 3; n++) await fireAtOnce(target, asked());
  for (let round = 1; round <= rounds; round++) {
    for (const [target, acks] of all) {
      acks.push(...(await fireAtOnce(target, asked())));
      // What the bot does about them afterwards must not slow down who comes next.
      await sleep(restMs);
    }
  }
  const storm = await openAll(
    stack,
    bot,
    Array.from({ length: atOnce }, (_, n) => `ses_storm_${n}`),
  );

  const ms = (value: number) => `${value.toFixed(value < 10 ? 1 : 0)} ms`;
  const row = (name: string, acks: readonly number[]) =>
    `| ${name} | ${ms(percentile(acks, 0.5))} | ${ms(percentile(acks, 0.99))} |\n`;
  process.stdout.write(
    `\n${atOnce} commands at once, ${rounds} rounds\n\n| acknowledged by | p50 | p99 |\n|---|---|---|\n`,
  );
  for (const [{ name }, acks] of all) process.stdout.write(row(name, acks));
  process.stdout.write(row(`the bot, each of one round opens an incident`, storm.acks));
  const ratio = percentile(all.get(bot) ?? [], 0.99) / percentile(all.get(insert) ?? [], 0.99);
  process.stdout.write(`\np99 of the bot is ${ratio.toFixed(2)} times that of the single insert (goal: ${goal}).\n`);
  const seconds = (value: number) => `${(value / 1_000).toFixed(1)} s`;
  process.stdout.write(
    `Full report of one command on an idle bot: ${seconds(percentile(alone, 0.5))} (median of ${alone.length}).\n` +
      `Full reports of ${atOnce} at once: half within ${seconds(percentile(storm.reports, 0.5))}, ` +
      `the last after ${seconds(Math.max(...storm.reports))}.\n`,
  );
  process.exitCode = ratio <= goal ? 0 : 1;
} finally {
  for (const child of children) await child.stop();
  await stack.stop();
  rmSync(stack.folder, { recursive: true, force: true });
}
