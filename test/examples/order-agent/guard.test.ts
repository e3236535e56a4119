import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import { type Ack, deriveGuardSecret, verifyAck } from '../../../src/guard/index.ts';
import { until } from '../../guard/support/until.ts';
import { CountingClock } from './support/counting-clock.ts';
import { masterKey, openWorld, sessionId, type World } from './support/world.ts';

let world: World;

afterEach(() => world.close());

const session = () => world.agent.session(sessionId);

/** What the record holds for a session after a line of this type. */
function after(type: string, id: string) {
  const lines = world.lines().filter((line) => line.session_id === id);
  return lines.slice(lines.findIndex((line) => line.type === type) + 1);
}

it('a kill stops the session before its next step, and record, facts and acknowledgement name the same step', async () => {
  world = await openWorld();
  world.agent.start('misfire', { sessionId, hold: true });
  await until(() => (session()?.steps.length ?? 0) > 30, 'the session waits for the customer');
  world.control.give(sessionId, { state: 'kill', revision: 1 });
  await until(() => world.control.verdicts.includes('accepted'), 'the kill is confirmed');
  const step = [...world.control.accepted.values()][0]?.step;
  await world.agent.close();

  expect(session()).toMatchObject({ state: 'stopped', stopped: { step } });
  expect(session()?.steps.at(-1)?.step).toBe(step);
  expect(world.lines('stopped')).toMatchObject([{ session_id: sessionId, step }]);
  expect(world.lines('order_seen')).toMatchObject([{ state: 'kill', revision: 1 }]);
  expect(after('stopped', sessionId).map((line) => line.type)).not.toContain('step_begun');
  expect(after('stopped', sessionId).map((line) => line.type)).not.toContain('store_call');
  expect(Math.max(...world.ingest.of(sessionId).map((event) => event.step))).toBeLessThanOrEqual(step ?? 0);
});

it('a kill that was ordered before the session started lets no step begin', async () => {
  world = await openWorld();
  world.control.give(sessionId, { state: 'kill', revision: 3 });
  world.agent.start('runaway', { sessionId });
  await until(() => session()?.state === 'stopped', 'the session is stopped');
  expect(session()).toMatchObject({ steps: [], store_calls: [], stopped: { step: 0 } });
});

it('a stop that the bot cannot take yet is confirmed when it is back', async () => {
  world = await openWorld();
  world.agent.start('runaway', { sessionId });
  await until(() => (session()?.steps.length ?? 0) > 10, 'the session runs');
  let refused = 0;
  world.control.intercept = (request, response) => {
    if (request.method !== 'POST') return false;
    refused++;
    response.writeHead(503).end();
    return true;
  };
  world.control.give(sessionId, { state: 'kill', revision: 1 });
  await until(() => refused > 0, 'the bot refuses the confirmation');
  expect(session()?.state).toBe('stopped');
  world.control.intercept = null;
  await until(() => world.control.verdicts.includes('accepted'), 'the confirmation is taken');
  expect([...world.control.accepted.values()][0]?.step).toBe(session()?.stopped?.step);
});

it("killing a session stops its helper, which signs with its own secret and names its parent's order", async () => {
  world = await openWorld();
  world.agent.start('runaway', { sessionId });
  await until(() => world.lines('session_started').length === 2, 'the helper starts');
  const helperId = String(world.lines('session_started')[1]?.session_id);
  await until(() => (world.agent.session(helperId)?.steps.length ?? 0) > 5, 'the helper runs');
  let helperAck: { ack: Ack; signature: string | undefined } | null = null;
  world.control.intercept = (request, response) => {
    if (request.method !== 'POST' || !request.url?.includes(helperId)) return false;
    void readAck(request, response, helperId).then((read) => {
      helperAck = read;
    });
    return true;
  };
  world.control.give(sessionId, { state: 'kill', revision: 1 });
  await until(() => world.agent.session(helperId)?.state === 'stopped' && helperAck !== null, 'the helper is stopped');
  const { ack, signature } = helperAck as unknown as { ack: Ack; signature: string };
  expect(ack).toMatchObject({ state: 'stopped', revision: 1, parentSessionId: sessionId });
  expect(verifyAck(ack, signature, deriveGuardSecret(masterKey, helperId))).toBe(true);
  expect(verifyAck(ack, signature, deriveGuardSecret(masterKey, sessionId))).toBe(false);
  expect(world.agent.session(helperId)?.stopped?.step).toBe(ack.step);
});

async function readAck(request: IncomingMessage, response: ServerResponse, helperId: string) {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  response.writeHead(200).end();
  const { revision, state, step, at, parent_session_id } = JSON.parse(text);
  const ack: Ack = { sessionId: helperId, revision, state, step, at, parentSessionId: parent_session_id };
  return { ack, signature: request.headers['x-guard-signature']?.toString() };
}

it('a limit of 6 leaves no more than 6 store calls in any 60 seconds, and is lifted by a run', async () => {
  const clock = new CountingClock();
  world = await openWorld({ clock, paceMs: 500 });
  world.agent.start('hallucination', { sessionId, hold: true });
  await clock.advance(20_000, 500);
  const before = session()?.store_calls.length ?? 0;
  expect(before).toBeGreaterThan(20);
  expect(session()?.text).toMatch(/^step \d+ · check_inbox → 200$/);
  world.control.give(sessionId, { state: 'limit', limit_per_minute: 6, revision: 1 });
  await until(() => world.control.verdicts.includes('accepted'), 'the limit is in force');
  expect(session()?.state).toBe('throttled');
  expect((await world.get('/status')).body.lines).toMatchObject([{ id: sessionId, state: 'throttled' }]);

  await clock.advance(200_000, 500);
  const times = session()?.store_calls.map((call) => Date.parse(call.at)) ?? [];
  const limited = times.slice(before);
  expect(limited.length).toBeGreaterThanOrEqual(12);
  for (const time of limited) {
    expect(times.filter((other) => other <= time && time - other <= 60_000).length).toBeLessThanOrEqual(6);
  }

  world.control.give(sessionId, { state: 'run', revision: 2 });
  await until(() => world.control.verdicts.length === 2, 'the run is in force');
  expect(session()?.state).toBe('running');
  await clock.advance(20_000, 500);
  expect(session()?.store_calls.length).toBeGreaterThan(times.length + 20);
});
