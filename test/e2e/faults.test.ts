import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { actionIds, containmentActionIds, viewIds } from '../../src/slack/action-ids.ts';
import {
  isConfirmable,
  type OpenIncident,
  openForm,
  openIncident,
  press,
  threadOf,
  untilOpen,
  untilSays,
} from './support/incident.ts';
import { textOf } from './support/sandbox-client.ts';
import { argument, postedDeliveries, type RecordLine, repeated, uploadedFiles } from './support/sandbox-record.ts';
import { faultySession } from './support/sessions.ts';
import { channels, type Stack, startStack } from './support/stack.ts';
import { waitUntil } from './support/wait-until.ts';

let stack: Stack;
let count = 0;
beforeAll(async () => {
  stack = await startStack({ env: { INCIDENT_CHANNELS: 'on' } });
}, 300_000);
afterAll(() => stack?.stop());
afterEach(() => stack?.sandbox.clearFaults());

/** A stored session that nobody has asked about. */
async function newSession(): Promise<string> {
  count += 1;
  const session = `ses_fault_${count}`;
  expect(await stack.ingest(faultySession(session))).toBe(202);
  return session;
}

/** Card, checklist, evidence, trace and postmortem are there. */
async function untilComplete(incident: OpenIncident): Promise<void> {
  await untilSays(stack, incident.card, /\*Origin:\* step 3 of 5/);
  await untilSays(stack, incident.checklist, /✔ \*2\. Capture\*/);
  await untilSays(stack, incident.postmortem, /Postmortem of incident/);
  await untilSays(stack, { deliveryId: `details:${incident.id}` }, /./);
}

async function untilUploaded(incident: OpenIncident): Promise<void> {
  await waitUntil('the trace is in the thread', async () =>
    (await threadOf(stack, incident)).some(({ files = [] }) => files.some(({ name }) => name.endsWith('.jsonl'))),
  );
}

const doubled = (lines: readonly RecordLine[]) => [
  ...repeated(postedDeliveries(lines)),
  ...repeated(uploadedFiles(lines)),
];

describe('the user group cannot be read', () => {
  test.each(['missing_scope', 'plan_upgrade_required'])(
    '%s: the report comes; nobody may contain, and is told why',
    async (error) => {
      await stack.sandbox.fault({ method: 'usergroups.users.list', fault: 'error', error });
      const incident = await openIncident(stack, stack.riley, channels.incidents, await newSession());
      await untilComplete(incident);
      await press(stack.riley, incident.card, actionIds.kill);
      const view = await stack.riley.modal(viewIds.notice, (each) => /responder|group/i.test(textOf(each.blocks)));
      expect(view.submit ?? null).toBeNull();
      await stack.riley.close();
      // What needs no responder goes on.
      await press(stack.riley, incident.checklist, actionIds.acceptMode);
      await untilSays(stack, incident.checklist, /✔ \*3\. Classify\*/);
    },
  );
});

describe('the same thing arrives twice', () => {
  test('duplicate deliveries: one incident, one post of each message, one execution', async () => {
    const session = await stack.agent.start('misfire', { paceMs: 400 });
    await stack.agent.untilStep(session, 11);
    for (const kind of ['command', 'interactive', 'event']) {
      await stack.sandbox.fault({ method: `deliver.${kind}`, fault: 'duplicate' });
    }
    const incident = await openIncident(stack, stack.riley, channels.incidents, session);
    await untilSays(stack, incident.card, /\*Origin:\* step 5/);
    await press(stack.riley, incident.checklist, actionIds.acceptMode);
    const view = await openForm(stack.riley, incident.card, containmentActionIds.revoke, viewIds.containment, {
      test: isConfirmable,
    });
    await stack.riley.submit(view);
    await untilSays(stack, incident.card, /Revoke credentials\*: confirmed effective/);
    const asked = stack.agent
      .record()
      .filter(({ type, request }) => type === 'containment_asked' && request === 'containment.execute');
    expect(asked.filter(({ session_id }) => session_id === session)).toHaveLength(1);
    expect(doubled(stack.record())).toEqual([]);
  }, 240_000);

  test('two people at the same moment, and a person who presses twice: one incident, one post, one execution', async () => {
    const session = await stack.agent.start('misfire', { paceMs: 400 });
    await stack.agent.untilStep(session, 11);
    const typed = [stack.riley, stack.sam, stack.riley].map((person) => person.command(channels.incidents, session));
    expect((await Promise.all(typed)).map(({ status }) => status)).toEqual([200, 200, 200]);
    const incident = await untilOpen(stack, stack.riley, session);
    await untilSays(stack, incident.card, /\*Origin:\* step 5/);
    const clicks = [stack.riley, stack.sam, stack.riley].map((person) =>
      person.click(incident.checklist, actionIds.acceptMode),
    );
    await Promise.all(clicks);
    await untilSays(stack, incident.checklist, /✔ \*3\. Classify\*/);
    const view = await openForm(stack.riley, incident.card, containmentActionIds.revoke, viewIds.containment, {
      test: isConfirmable,
    });
    await Promise.allSettled([stack.riley.submit(view), stack.riley.submit(view)]);
    await untilSays(stack, incident.card, /Revoke credentials\*: confirmed effective/);
    const actions = stack.agent
      .record()
      .filter((line) => line.type === 'containment_asked' && line.session_id === session);
    expect(new Set(actions.map(({ action_id }) => action_id)).size).toBe(1);
    const cards = postedDeliveries(stack.record()).filter((id) => id.startsWith('card:'));
    expect(cards.filter((id) => id === `card:${incident.id}`)).toHaveLength(1);
    expect(doubled(stack.record())).toEqual([]);
  }, 240_000);
});

const methods = ['chat.postMessage', 'chat.update', 'files.getUploadURLExternal', 'files.completeUploadExternal'];
const troubles = [
  { fault: 'rate_limited', retry_after: 2, times: 2 },
  { fault: 'server_error', times: 2 },
  { fault: 'lost_response', times: 2 },
  { fault: 'reset', times: 2 },
] as const;

describe.each(troubles)('Slack has trouble: $fault', (trouble) => {
  test.each(methods)(
    '%s is tried again, and everything is there exactly once',
    async (method) => {
      const from = stack.record().length;
      await stack.sandbox.fault({ method, ...trouble });
      const incident = await openIncident(stack, stack.riley, channels.incidents, await newSession());
      await untilComplete(incident);
      await untilUploaded(incident);
      expect(doubled(stack.record())).toEqual([]);
      if (trouble.fault !== 'rate_limited') return;
      const calls = () =>
        stack
          .record()
          .slice(from)
          .filter((line) => line.method === method);
      const limited = calls().filter(({ response }) => response?.error === 'ratelimited');
      expect(limited).toHaveLength(2);
      for (const refusal of limited) {
        const again = await waitUntil(`${method} is tried again`, () =>
          calls().find((call) => call.at > refusal.at && sameAim(call, refusal)),
        );
        // Slack counts from its answer, we from what it wrote down a moment before.
        expect(Date.parse(again.at) - Date.parse(refusal.at)).toBeGreaterThanOrEqual(trouble.retry_after * 1_000 - 100);
      }
    },
    240_000,
  );
});

/** Do two calls try to do the same thing? */
function sameAim(one: RecordLine, other: RecordLine): boolean {
  const aim = (line: RecordLine) =>
    JSON.stringify([argument(line, 'metadata') ?? null, line.args?.ts ?? null, line.args?.filename ?? null]);
  return aim(one) === aim(other);
}

/** What is not there, and what the thread says of each; without a channel of its own nothing is done in one. */
const extras = [
  {
    methods: ['pins.add', 'bookmarks.add', 'conversations.invite', 'files.getUploadURLExternal'],
    said: [/pin the card/, /bookmark/, /invite the responders/, /could not upload the trace/],
  },
  {
    methods: ['conversations.create', 'files.completeUploadExternal'],
    said: [/could not create the incident channel/, /could not upload the trace/],
  },
];

describe.each(['unknown_method', 'missing_scope', 'not_in_channel'])('extras are refused: %s', (error) => {
  test.each(extras)(
    '$methods: the main path works, and the thread says what does not',
    async ({ methods, said }) => {
      for (const method of methods) await stack.sandbox.fault({ method, fault: 'error', error });
      const incident = await openIncident(stack, stack.riley, channels.incidents, await newSession());
      await untilComplete(incident);
      await press(stack.riley, incident.checklist, actionIds.acceptOrigin);
      await untilSays(stack, incident.checklist, /✔ \*4\. Fault origin\*/);
      for (const words of said) {
        const notice = await waitUntil(`the thread says ${words}`, async () =>
          (await threadOf(stack, incident)).map((message) => textOf(message.blocks)).find((text) => words.test(text)),
        );
        expect(notice).toContain(error);
      }
    },
    240_000,
  );
});
