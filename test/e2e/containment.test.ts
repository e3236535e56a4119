import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deriveGuardSecret, signAck } from '../../src/guard/index.ts';
import { actionIds, containmentActionIds, viewIds } from '../../src/slack/action-ids.ts';
import type { AgentLine } from './support/agent-client.ts';
import {
  contain,
  isConfirmable,
  type OpenIncident,
  openForm,
  openIncident,
  press,
  pressFor,
  untilSays,
} from './support/incident.ts';
import { textOf } from './support/sandbox-client.ts';
import { mostWithin } from './support/sliding.ts';
import { channels, type Stack, startStack, tokens } from './support/stack.ts';
import { waitUntil } from './support/wait-until.ts';

/** The guard counts where it lets a call go; the store sees the call a moment later. */
const minuteMs = 59_000;
const underWayMs = 500;

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
}, 300_000);
afterAll(() => stack?.stop());

const ofType = (type: string, session: string): AgentLine[] =>
  stack.agent.record(session).filter((line) => line.type === type);
const storeCalls = (session: string) => ofType('store_call', session);
const lastStep = (session: string) => Math.max(...ofType('step_begun', session).map(({ step = 0 }) => step));

/** Sends an acknowledgement as a guard would. */
async function acknowledge(session: string, body: Record<string, unknown>, signature: string): Promise<number> {
  const response = await fetch(`${stack.url}/v1/control/${session}/ack`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${tokens.control}`,
      'content-type': 'application/json',
      'x-guard-signature': signature,
    },
    body: JSON.stringify(body),
  });
  await response.body?.cancel();
  return response.status;
}

describe('what the buttons do to a running agent', () => {
  let limited: { session: string; incident: OpenIncident };

  test('rate-limit 6: the plan says so, and the guard confirms it', async () => {
    const session = await stack.agent.start('hallucination', { paceMs: 300 });
    await stack.agent.untilStep(session, 10);
    const incident = await openIncident(stack, stack.riley, channels.incidents, session);
    await untilSays(stack, incident.card, /Origin/);
    const plan = await contain(stack.riley, incident, 'rate_limit', 6);
    expect(plan).toContain(session);
    expect(plan).toMatch(/limited to 6 calls per minute/);
    await untilSays(stack, incident.card, /Rate-limit\*: confirmed effective/);
    limited = { session, incident };
  }, 240_000);

  test('revoke: the next store call gets 401, and it is confirmed; undo opens the store again', async () => {
    const session = await stack.agent.start('misfire', { paceMs: 300 });
    await stack.agent.untilStep(session, 11);
    const incident = await openIncident(stack, stack.riley, channels.incidents, session);
    await untilSays(stack, incident.card, /Origin/);
    await contain(stack.riley, incident, 'revoke');
    await untilSays(stack, incident.card, /Revoke credentials\*: confirmed effective/);
    const [revoked] = stack.agent.record().filter(({ type, action_id }) => type === 'revoked' && action_id);
    expect(revoked).toBeDefined();
    const since = () => storeCalls(session).filter(({ at }) => at > (revoked?.at ?? ''));
    await waitUntil('the agent calls the store again', () => since().length > 0);
    expect(since().map(({ status }) => status)).not.toContain(200);
    expect(since()[0]?.status).toBe(401);
    await pressFor(stack.riley, incident.checklist, 'undo', 'revoke');
    await untilSays(stack, incident.card, /Revoke credentials\*: undone/);
    await waitUntil('the store answers the agent again', () => storeCalls(session).at(-1)?.status === 200);
  }, 240_000);

  test('kill: confirmed only at the step the agent really stopped at; forged confirmations change nothing', async () => {
    const session = await stack.agent.start('misfire', { paceMs: 2_500 });
    await stack.agent.untilStep(session, 2);
    const incident = await openIncident(stack, stack.riley, channels.incidents, session);
    await untilSays(stack, incident.card, /running|RUNNING/);
    const forged = { session_id: session, revision: 1, state: 'stopped', step: 1, at: new Date().toISOString() };
    const ack = { sessionId: session, revision: 1, state: 'stopped' as const, step: 1, at: forged.at };
    const foreign = signAck(ack, deriveGuardSecret('a key that somebody made up for themselves', session));
    expect(await acknowledge(session, forged, foreign)).toBe(401);
    // Rightly signed, but nobody has ordered anything yet.
    expect(await acknowledge(session, forged, signAck(ack, deriveGuardSecret(tokens.key, session)))).toBe(409);
    expect(await untilSays(stack, incident.card, /./)).not.toMatch(/confirmed effective/);

    const plan = await contain(stack.riley, incident, 'kill');
    expect(plan).toContain(session);
    expect(await acknowledge(session, forged, foreign)).toBe(401);
    const text = await untilSays(stack, incident.card, /Kill session\*: confirmed effective.*stopped at step \d+/);
    const step = Number(/stopped at step (\d+)/.exec(text)?.[1]);
    const stopped = ofType('stopped', session);
    expect(stopped.map((line) => line.step)).toEqual([step]);
    expect(lastStep(session)).toBe(step);
    expect((await stack.agent.session(session)).state).toBe('stopped');
    // It stays so: what the agent did is on record up to that step, and nothing later.
    expect(await acknowledge(session, { ...forged, step: 99 }, foreign)).toBe(401);
    expect(await untilSays(stack, incident.card, /confirmed effective/)).toContain(`stopped at step ${step}`);
    const last = stack.agent.record(session).findLastIndex(({ type }) => type === 'step_begun');
    expect(stack.agent.record(session).findIndex(({ type }) => type === 'stopped')).toBeGreaterThan(last);
  }, 240_000);

  test('a kill takes the helpers of a session with it', async () => {
    const session = await stack.agent.start('runaway', { paceMs: 400 });
    const children = () =>
      stack.agent
        .record()
        .filter((line) => line.type === 'session_started' && 'parent_session_id' in line)
        .filter((line) => (line as unknown as { parent_session_id: string | null }).parent_session_id === session);
    await waitUntil('a helper runs', () => children().length > 0);
    await stack.agent.untilStep(session, 30);
    const incident = await openIncident(stack, stack.riley, channels.incidents, session);
    await untilSays(stack, incident.card, /Origin/);
    await contain(stack.riley, incident, 'kill');
    await untilSays(stack, incident.card, /Kill session\*: confirmed effective/);
    for (const { session_id = '' } of [{ session_id: session }, ...children()]) {
      await waitUntil(
        `${session_id} is stopped`,
        async () => (await stack.agent.session(session_id)).state === 'stopped',
      );
    }
  }, 240_000);

  test('under its limit the agent went on, but no 60 seconds hold more than 6 calls; undo takes the limit away', async () => {
    const { session, incident } = limited;
    const [order] = ofType('order_seen', session).filter(({ state }) => state === 'limit');
    const from = Date.parse(order?.at ?? '');
    await waitUntil('it is 70 s under its limit', () => Date.now() - from > 70_000);
    const calls = storeCalls(session).map(({ at }) => Date.parse(at));
    expect(calls.filter((at) => at > from).length).toBeGreaterThan(0);
    expect(mostWithin(calls, minuteMs, from + underWayMs)).toBeLessThanOrEqual(6);
    await pressFor(stack.riley, incident.checklist, 'undo', 'rate_limit');
    await untilSays(stack, incident.card, /Rate-limit\*: undone/);
    await waitUntil('it calls at its own pace again', () => storeCalls(session).length > calls.length + 8);
  }, 240_000);
});

describe('who may contain', () => {
  test('somebody who is no responder is refused at the button, in the form, and for undo', async () => {
    const session = await stack.agent.start('misfire', { paceMs: 500 });
    await stack.agent.untilStep(session, 6);
    const incident = await openIncident(stack, stack.bo, channels.incidents, session);
    await untilSays(stack, incident.card, /Origin|RUNNING/);
    for (const action of Object.values(containmentActionIds)) {
      await press(stack.bo, incident.card, action);
      const said = await stack.bo.modal(viewIds.notice, (view) => /responder/i.test(textOf(view.blocks)));
      expect(said.submit ?? null).toBeNull();
      await stack.bo.close();
    }
    // A form that a responder opened says nothing to the bot about who sends it: the sender is checked.
    const view = await openForm(stack.riley, incident.card, actionIds.kill, viewIds.containment, {
      test: isConfirmable,
    });
    await expect(stack.bo.submit(view)).rejects.toThrow('view_not_found');
    await stack.riley.close();
    await contain(stack.riley, incident, 'rate_limit', 60);
    await untilSays(stack, incident.card, /Rate-limit\*: confirmed effective/);
    const asked = stack.agent.record().length;
    await pressFor(stack.bo, incident.checklist, 'undo', 'rate_limit');
    await waitUntil('Bo is told why not', async () => {
      const state = await stack.sandbox.state(stack.bo.id);
      return state.channels.some((channel) =>
        channel.ephemerals.some((each) => /responder/i.test(textOf(each.blocks))),
      );
    });
    expect(await untilSays(stack, incident.card, /Rate-limit/)).toMatch(/Rate-limit\*: confirmed effective/);
    const later = stack.agent.record().slice(asked);
    expect(later.filter(({ type, state }) => type === 'order_seen' && state !== 'limit')).toEqual([]);
  }, 240_000);
});
