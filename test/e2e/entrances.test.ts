import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { viewIds } from '../../src/slack/action-ids.ts';
import { inputBlockIds } from '../../src/slack/modals/inputs.ts';
import { openIncident, sendForm, untilOpen, untilSays } from './support/incident.ts';
import { textOf } from './support/sandbox-client.ts';
import { faultySession } from './support/sessions.ts';
import { channels, type Stack, startStack } from './support/stack.ts';
import { waitUntil } from './support/wait-until.ts';
import { exportTimeline } from './support/walk.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
}, 300_000);
afterAll(() => stack?.stop());
afterEach(() => stack?.sandbox.clearFaults());

async function store(session: string): Promise<string> {
  expect(await stack.ingest(faultySession(session))).toBe(202);
  return session;
}

async function isTold(user: string, said: RegExp): Promise<boolean> {
  const { channels: seen } = await stack.sandbox.state(user);
  return seen.some(({ ephemerals }) => ephemerals.some((message) => said.test(textOf(message.blocks))));
}

describe('ways to open an incident', () => {
  test('a mention in a thread, where commands do not work', async () => {
    const session = await store('ses_mentioned');
    const thread = await stack.bo.say(channels.general, 'A customer complains about a wrong order.');
    await stack.bo.say(channels.general, `<@U0BOTUSER> ${session}`, thread);
    const incident = await untilOpen(stack, stack.bo, session);
    await untilSays(stack, incident.card, /\*Origin:\* step 3 of 5/);
    // In the thread, where others read it as well.
    await waitUntil('the thread is told where', async () => {
      const { channels: seen } = await stack.sandbox.state(stack.bo.id);
      const replies = seen.flatMap(({ messages }) => messages).filter(({ thread_ts }) => thread_ts === thread);
      return replies.some(({ blocks }) => /Incident #\d+.*is open for `ses_mentioned`/s.test(textOf(blocks)));
    });
  });

  test('the shortcut on a message finds the session id in it', async () => {
    const session = await store('ses_shortcut');
    const ts = await stack.bo.say(channels.general, `Please look at ${session}, something is off.`);
    await stack.bo.shortcut(channels.general, ts, 'open_incident');
    const view = await stack.bo.modal(viewIds.chooseSession);
    expect(textOf(view.blocks)).toContain(session);
    await sendForm(stack.bo, view, { [inputBlockIds.session]: session });
    const incident = await untilOpen(stack, stack.bo, session);
    expect(incident.channel).toBe(channels.general);
  });

  test('a channel that the bot cannot join: the incident opens elsewhere, and the person is told where', async () => {
    const session = await store('ses_elsewhere');
    await stack.sandbox.fault({
      method: 'conversations.join',
      fault: 'error',
      error: 'method_not_supported_for_channel_type',
    });
    const incident = await openIncident(stack, stack.riley, channels.random, session);
    expect(incident.channel).toBe(channels.incidents);
    await waitUntil('Riley is told', () => isTold(stack.riley.id, /is open for `ses_elsewhere`.*<#C0INCIDENT>/s));
  });
});

describe('beside the incident', () => {
  test('the App Home lists the open incidents', async () => {
    await openIncident(stack, stack.riley, channels.incidents, await store('ses_home'));
    await stack.riley.home();
    await waitUntil('the Home lists it', async () =>
      textOf((await stack.sandbox.state(stack.riley.id)).home).includes('ses_home'),
    );
  });

  test('a reaction puts a message into the timeline; taken back, it is out again', async () => {
    const incident = await openIncident(stack, stack.riley, channels.incidents, await store('ses_noted'));
    const note = 'The customer was called at noon.';
    const ts = await stack.sam.say(incident.channel, note, incident.ts);
    const has = async () =>
      (await exportTimeline(stack, incident)).some(({ type, text }) => type === 'note.added' && text === note);
    await stack.riley.react(incident.channel, ts, 'pushpin');
    await waitUntil('the note is in the timeline', has);
    await stack.riley.react(incident.channel, ts, 'pushpin', true);
    await waitUntil('the note is out of the timeline', async () => !(await has()));
  });

  test('--wrong-output says where to walk back from', async () => {
    const session = await store('ses_wrong');
    await stack.riley.command(channels.incidents, `${session} --wrong-output 5`);
    const incident = await untilOpen(stack, stack.riley, session);
    await untilSays(stack, incident.card, /\*Origin:\* step 3 of 5/);
    await stack.riley.command(channels.incidents, `${session} --wrong-output 4`);
    await waitUntil('Riley is told', () => isTold(stack.riley.id, /wrong output is now step 4/));
  });
});
