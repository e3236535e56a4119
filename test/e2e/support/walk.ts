import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { actionIds, viewIds } from '../../../src/slack/action-ids.ts';
import { inputBlockIds } from '../../../src/slack/modals/inputs.ts';
import {
  contain,
  fill,
  type OpenIncident,
  openForm,
  openIncident,
  press,
  pressFor,
  sendForm,
  threadOf,
  untilSays,
} from './incident.ts';
import { deliveryOf, findElement, textOf } from './sandbox-client.ts';
import type { Stack } from './stack.ts';
import { waitUntil } from './wait-until.ts';

/** A running session of the example agent, and the incident about it. */
export interface Walk {
  stack: Stack;
  session: string;
  incident: OpenIncident;
}

/** One leg of the way through an incident. Safe while the bot dies and comes back: nothing acknowledged is done again. */
export interface Stage {
  name: string;
  run(walk: Walk): Promise<void>;
}

/** What people write in the walk; each must turn up where it belongs, once. */
export const said = {
  origin: 'The lookup answered with another customer.',
  byHand: 'Called the customer back',
  plan: 'Ask the bank to return it',
  status: 'One refund went to the wrong order. We are reversing it.',
  note: 'The customer has been told by phone.',
  resolved: 'The refund is reversed.',
} as const;

/** Starts a session that does harm and goes on, lets it do so, and waits until the bot has heard of it. */
export async function startHarm(stack: Stack): Promise<string> {
  const session = await stack.agent.start('misfire', { paceMs: 300 });
  await stack.agent.untilStep(session, 11);
  await waitUntil('the bot has the events', () => {
    const outages = stack.agent.record().filter(({ type }) => /^ingest_(?:unreachable|restored)$/.test(type));
    return outages.at(-1)?.type !== 'ingest_unreachable';
  });
  // An outage that has only begun is noticed a moment later.
  await sleep(1_000);
  return session;
}

/** Opens the incident of such a session. */
export async function beginWalk(stack: Stack, channel: string): Promise<Walk> {
  const session = await startHarm(stack);
  return { stack, session, incident: await openIncident(stack, stack.riley, channel, session) };
}

/** The newest answer that only this person sees and that says this. */
async function answerTo(stack: Stack, user: string, text: RegExp, before: readonly string[]) {
  for (const { id, ephemerals } of (await stack.sandbox.state(user)).channels) {
    const answer = ephemerals.findLast((message) => !before.includes(message.ts) && text.test(textOf(message.blocks)));
    if (answer !== undefined) return { channel: id, ts: answer.ts, text: textOf(answer.blocks) };
  }
  return null;
}

async function showActions({ stack, incident }: Walk) {
  const { channels } = await stack.sandbox.state(stack.riley.id);
  const before = channels.flatMap(({ ephemerals }) => ephemerals.map(({ ts }) => ts));
  for (let attempt = 1; ; attempt++) {
    await press(stack.riley, incident.checklist, actionIds.showBlastRadius);
    try {
      const look = () => answerTo(stack, stack.riley.id, /Blast radius of incident/, before);
      return await waitUntil('the external actions are shown', look, { seconds: attempt < 8 ? 6 : 30 });
    } catch (error) {
      if (attempt >= 8) throw error;
    }
  }
}

export const stages: readonly Stage[] = [
  {
    name: 'the report says what went wrong, where, and that the session still runs',
    async run({ stack, incident, session }) {
      const text = await untilSays(stack, incident.card, /Tool misfire/);
      expect(text).toMatch(/\*Origin:\* step 5 of \d+/);
      expect(text).toContain(session);
      expect(text).toContain('STILL RUNNING');
    },
  },
  {
    name: '1. contain: killed, and confirmed at the step where the agent really stopped; credentials revoked',
    async run({ stack, incident, session }) {
      await pressFor(stack.riley, incident.checklist, 'takeItem', 'contain');
      await contain(stack.riley, incident, 'kill');
      const text = await untilSays(stack, incident.card, /Kill session\*: confirmed effective.*stopped at step \d+/);
      const step = Number(/stopped at step (\d+)/.exec(text)?.[1]);
      expect((await stack.agent.session(session)).stopped?.step).toBe(step);
      await contain(stack.riley, incident, 'revoke');
      await untilSays(stack, incident.card, /Revoke credentials\*: confirmed effective/);
      await untilSays(stack, incident.checklist, /✔ \*1\. Contain\*/);
    },
  },
  {
    name: '2. capture: the trace is kept and uploaded, and again after the kill',
    async run({ stack, incident }) {
      await untilSays(stack, incident.checklist, /✔ \*2\. Capture\*[\s\S]*Capture [2-9]: .* after the kill/);
      const files = await waitUntil('two captures are in the thread', async () => {
        const found = (await threadOf(stack, incident)).flatMap((message) => message.files ?? []);
        const traces = found.filter(({ name }) => name.endsWith('.jsonl'));
        return traces.length >= 2 && traces;
      });
      const lines = (await stack.sandbox.file(files[0] as (typeof files)[number])).trimEnd().split('\n');
      for (const line of lines) expect(JSON.parse(line)).toHaveProperty('session_id', incident.sessionId);
    },
  },
  {
    name: '3. classify: the mode is accepted',
    async run({ stack, incident }) {
      await press(stack.riley, incident.checklist, actionIds.acceptMode);
      await untilSays(stack, incident.checklist, /✔ \*3\. Classify\*/);
    },
  },
  {
    name: '4. fault origin: what the model saw there, and another step chosen with a reason',
    async run({ stack, incident }) {
      const test = (view: Parameters<typeof textOf>[0]) => textOf(view).includes('What the model saw at step 5');
      await openForm(stack.riley, incident.checklist, actionIds.showContext, viewIds.context, { test });
      await stack.riley.close();
      const values = { [inputBlockIds.step]: '6', [inputBlockIds.reason]: said.origin };
      await fill(stack.riley, incident.checklist, actionIds.chooseOrigin, viewIds.chooseOrigin, values);
      await untilSays(stack, incident.card, /\*Origin:\* step 6 of/);
      await untilSays(stack, incident.checklist, /✔ \*4\. Fault origin\*/);
    },
  },
  {
    name: '5. blast radius: actions taken and settled, and one added by hand',
    async run(walk) {
      const { stack, incident } = walk;
      const shown = await showActions(walk);
      expect(shown.text).toMatch(/refund_order.*step 7.*write/);
      await pressFor(stack.riley, shown, 'takeReversal', 1);
      await waitUntil('action 1 has an owner', async () =>
        (await showActions(walk)).text.match(/1\. refund_order[\s\S]*?○ open · <@U0RESPOND>/),
      );
      const again = await showActions(walk);
      const planned = await openForm(stack.riley, again, 'blast_radius.plan:1', viewIds.reversalPlan);
      await sendForm(stack.riley, planned, { [inputBlockIds.plan]: said.plan });
      await waitUntil('action 1 has a plan', async () => (await showActions(walk)).text.includes(said.plan));
      await pressFor(stack.riley, await showActions(walk), 'finishReversal', 1);
      await waitUntil('action 1 is settled', async () =>
        /1\. refund_order[\s\S]*?✔ settled by <@U0RESPOND>/.test((await showActions(walk)).text),
      );
      const values = { [inputBlockIds.what]: said.byHand, [inputBlockIds.reversible]: 'no' };
      await fill(stack.riley, incident.checklist, actionIds.addAction, viewIds.addAction, values);
      await waitUntil('the action added by hand is listed', async () =>
        (await showActions(walk)).text.includes(said.byHand),
      );
      await pressFor(stack.riley, incident.checklist, 'finishItem', 'blast_radius');
      await untilSays(stack, incident.checklist, /5 of 5 finished/);
    },
  },
  {
    name: 'stakeholders are told',
    async run({ stack, incident }) {
      const values = { [inputBlockIds.status]: said.status };
      await fill(stack.riley, incident.card, actionIds.cardMenu, viewIds.statusUpdate, values, 'status');
      await waitUntil('the update is in the stakeholder channel', async () => {
        const { channels } = await stack.sandbox.state(stack.riley.id);
        const told = channels.find(({ name }) => name === 'stakeholders')?.messages ?? [];
        return told.some(
          (message) => deliveryOf(message)?.includes(incident.id) && textOf(message).includes(said.status),
        );
      });
    },
  },
  {
    name: 'a message is put into the timeline by a reaction',
    async run({ stack, incident }) {
      const ts = await stack.sam.say(incident.channel, said.note, incident.ts);
      await stack.riley.react(incident.channel, ts, 'pushpin');
    },
  },
  {
    name: 'command is taken and the root cause chosen',
    async run({ stack, incident }) {
      await press(stack.sam, incident.card, actionIds.cardMenu, 'command');
      await untilSays(stack, incident.card, /commander <@U0SECOND>/);
      const values = { [inputBlockIds.rootCause]: 'tool_interface' };
      await fill(stack.sam, incident.postmortem, actionIds.rootCause, viewIds.rootCause, values);
    },
  },
  {
    name: 'the postmortem is published and can be read',
    async run({ stack, incident }) {
      await press(stack.riley, incident.postmortem, actionIds.publishPostmortem);
      await untilSays(stack, incident.postmortem, /published, not distributed yet/);
      const page = await readPostmortem(stack, incident);
      expect(page).toContain(incident.sessionId);
      expect(page).toContain(said.origin);
      expect(page).toContain(said.byHand);
    },
  },
  {
    name: 'it is distributed, and the incident resolved',
    async run({ stack, incident }) {
      await press(stack.riley, incident.postmortem, actionIds.distributePostmortem);
      await untilSays(stack, incident.postmortem, /✔ distributed/);
      const values = { [inputBlockIds.reason]: said.resolved };
      await fill(stack.riley, incident.card, actionIds.cardMenu, viewIds.resolve, values, 'resolve');
      await untilSays(stack, incident.card, /\*resolved\*/);
    },
  },
];

/** The postmortem as its link in the thread shows it. */
export async function readPostmortem(stack: Stack, incident: OpenIncident): Promise<string> {
  return await waitUntil('the link to the postmortem opens', async () => {
    const thread = await threadOf(stack, incident);
    const message = thread.find((each) => deliveryOf(each) === incident.postmortem.deliveryId);
    const url = findElement(message?.blocks, actionIds.readPostmortem)?.element.url;
    if (url === undefined) return null;
    const response = await fetch(url);
    return response.ok ? await response.text() : null;
  });
}

export interface TimelineEntry {
  at: string;
  by: string;
  type: string;
  text: string;
  ref?: string;
}

/** The timeline, as the file that the card's menu gives. */
export async function exportTimeline(stack: Stack, incident: OpenIncident): Promise<TimelineEntry[]> {
  const exported = async () =>
    (await threadOf(stack, incident))
      .flatMap(({ files = [] }) => files)
      .filter(({ name }) => /timeline.*json$/.test(name));
  const before = (await exported()).map(({ id }) => id);
  const fresh = async () => (await exported()).find(({ id }) => !before.includes(id));
  // Asked for again within ten seconds it is the same request.
  const file = await waitUntil('the timeline is uploaded', async () => {
    await press(stack.riley, incident.card, actionIds.cardMenu, 'timeline_json');
    return await waitUntil('it is uploaded soon', fresh, { seconds: 11 });
  });
  return (JSON.parse(await stack.sandbox.file(file)) as { entries: TimelineEntry[] }).entries;
}
