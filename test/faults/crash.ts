import { setTimeout as sleep } from 'node:timers/promises';
import { auditIncident, auditPosts } from '../e2e/support/audit.ts';
import { openIncident } from '../e2e/support/incident.ts';
import { deliveryOf } from '../e2e/support/sandbox-client.ts';
import { postedDeliveries } from '../e2e/support/sandbox-record.ts';
import { channels, type Stack } from '../e2e/support/stack.ts';
import { waitUntil } from '../e2e/support/wait-until.ts';
import { stages, startHarm, type Walk } from '../e2e/support/walk.ts';
import { seededRandom } from './random.ts';

export interface CrashOptions {
  /** How often a process of the bot is killed. */
  crashes: number;
  /** Decides when, and which one. */
  seed: number;
  say(line: string): void;
}

export interface CrashReport {
  kills: number;
  walks: number;
  /** What was lost or is there twice; empty when all is well. */
  problems: string[];
}

/** For the stack: reminders fall due during the walk, and events that met a dead bot are told again soon. */
export const crashStack = {
  env: { POSTMORTEM_DUE: '45s' },
  sandbox: { timing: { eventRetryMs: [1_000, 5_000, 10_000, 20_000, 40_000] } },
};

/** A kill comes after so many things that people did, at most: the way through an incident has some fifty. */
const mostActs = 8;
/** Nobody does anything while a reminder is awaited: then it comes after this time. */
const idleMs = 8_000;
/** Half of the kills hit while the last thing is taken in and carried out, half somewhere in what follows from it. */
const [soonMs, laterMs] = [400, 3_000];

/**
 * Walks through incidents while processes of the bot are killed and started again, then asks the records of the sandbox
 * and of the agent what became of everything that was acknowledged. Neither of these two is ever killed.
 */
export async function runCrashes(stack: Stack, { crashes, seed, say }: CrashOptions): Promise<CrashReport> {
  const random = seededRandom(seed);
  const walks: Walk[] = [];
  const state = { kills: 0, over: false, mayKill: false };
  const killing = killAgainAndAgain(stack, random, crashes, state, say);
  while (walks.length === 0 || !state.over) {
    // What the agent tells is not the question here: it is the one to tell it again.
    state.mayKill = false;
    const session = await startHarm(stack);
    state.mayKill = true;
    const walk = { stack, session, incident: await openIncident(stack, stack.riley, channels.incidents, session) };
    walks.push(walk);
    say(`walk ${walks.length}: ${walk.session}`);
    for (const stage of stages) {
      if (stage.name.startsWith('it is distributed')) await untilReminded(walk);
      await stage.run(walk).catch((error: unknown) => {
        throw new Error(`walk ${walks.length}, after ${state.kills} kills, seed ${seed}: ${stage.name}`, {
          cause: error,
        });
      });
    }
  }
  await killing;
  const audits: string[] = [];
  for (const walk of walks) {
    const problems = [...(await auditIncident(walk)), ...auditReminders(walk)];
    audits.push(...problems.map((problem) => `${walk.session}: ${problem}`));
  }
  // What is doubled is doubled in every audit.
  return { kills: state.kills, walks: walks.length, problems: [...new Set([...audits, ...auditPosts(stack)])] };
}

async function killAgainAndAgain(
  { bots, sandbox }: Stack,
  random: () => number,
  crashes: number,
  state: { kills: number; over: boolean; mayKill: boolean },
  say: (line: string) => void,
): Promise<void> {
  while (state.kills < crashes) {
    const acts = 1 + Math.floor(random() * mostActs);
    const pauseMs = Math.round(random() * (random() < 0.5 ? soonMs : laterMs));
    const bot = bots[Math.floor(random() * bots.length)];
    for (let act = 0; act < acts; act++) await Promise.race([sandbox.nextAct(), sleep(idleMs)]);
    await sleep(pauseMs);
    while (!state.mayKill) await sleep(100);
    await bot?.kill9();
    state.kills += 1;
    say(`kill ${state.kills}: ${bot?.role}, ${pauseMs} ms after something was done`);
    await bot?.restart();
  }
  state.over = true;
}

/** The three reminders of a postmortem, each to everybody it is for. */
const reminders = [
  'half:U0RESPOND',
  'near:U0RESPOND',
  'near:thread',
  'overdue:U0RESPOND',
  'overdue:U0SECOND',
  'overdue:thread',
  'overdue:stakeholders',
];

async function untilReminded({ stack, incident }: Walk): Promise<void> {
  const last = `reminder:${incident.id}:overdue:`;
  await waitUntil('the postmortem is overdue and everybody knows', async () => {
    const state = await stack.sandbox.state(stack.riley.id);
    const all = state.channels.flatMap(({ messages }) => messages.map(deliveryOf));
    return all.filter((id) => id?.startsWith(last) && !id.endsWith(stack.sam.id)).length >= 3;
  });
}

/**
 * None comes twice. Those before the last are no news any more once a bot that was down finds the last one due; and who
 * takes command only after that is not told.
 */
function auditReminders({ stack, incident }: Walk): string[] {
  const posted = postedDeliveries(stack.record());
  return reminders.flatMap((name) => {
    const times = posted.filter((id) => id === `reminder:${incident.id}:${name}`).length;
    const mayMiss = !name.startsWith('overdue') || name.endsWith(stack.sam.id);
    return times === 1 || (times === 0 && mayMiss) ? [] : [`reminder ${name} came ${times} times`];
  });
}
