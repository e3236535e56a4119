import { afterEach, beforeEach, expect, it } from 'vitest';
import { createWebhook } from '../../../src/containment/providers/webhook.ts';
import { analyze } from '../../../src/forensics/analyze.ts';
import { until } from '../../guard/support/until.ts';
import { openWorld, sessionId, type World, webhookSecret } from './support/world.ts';

let world: World;

beforeEach(async () => {
  world = await openWorld();
});

afterEach(() => world.close());

const calls = () => world.agent.session(sessionId)?.store_calls ?? [];
const execute = { type: 'containment.execute' };
const verify = { type: 'containment.verify' };
const undo = { type: 'containment.undo' };

async function startHeld(): Promise<void> {
  world.agent.start('misfire', { sessionId, hold: true });
  await until(() => calls().length > 10, 'the session waits for the customer');
}

it('after a revocation every store call gets 401, which its event says, and undoing it lets calls through again', async () => {
  await startHeld();
  expect((await world.contain(verify)).body).toMatchObject({ state: 'pending' });
  const revoked = await world.contain(execute);
  expect(revoked).toMatchObject({ status: 200, body: { status: 'accepted' } });
  const before = calls().length;
  await until(() => calls().length > before + 5, 'the session goes on calling');
  expect(
    new Set(
      calls()
        .slice(before)
        .map((call) => call.status),
    ),
  ).toEqual(new Set([401]));
  expect((await world.contain(verify)).body).toEqual({
    state: 'effective',
    detail: "the store answered 401 to the session's key",
  });
  const refusedAt = calls()[before]?.step;
  await until(
    () => world.ingest.of(sessionId).some((event) => event.step === refusedAt),
    'the refused call is reported',
  );
  const event = world.ingest.of(sessionId).find(({ step }) => step === refusedAt);
  expect(event).toMatchObject({ type: 'tool_call', status: 'error', error: expect.stringContaining('401') });
  expect(analyze(world.ingest.of(sessionId)).classification.mode).toBe('tool_misfire');

  expect(await world.contain(undo)).toMatchObject({ status: 200, body: { status: 'accepted' } });
  const restored = calls().length;
  await until(() => calls().length > restored + 2, 'the session goes on calling');
  expect(calls().at(-1)?.status).toBe(200);
  expect((await world.contain(verify)).body).toMatchObject({ state: 'pending' });
});

it('the order sent twice is one revocation, and sent again after the undo it revokes nothing', async () => {
  await startHeld();
  await world.contain(execute);
  expect((await world.contain(execute)).status).toBe(200);
  await world.contain(undo);
  expect((await world.contain(undo)).status).toBe(200);
  expect((await world.contain(verify)).body).toMatchObject({ state: 'pending' });
  expect((await world.contain(execute)).status).toBe(409);
  expect((await world.contain(verify)).body).toMatchObject({ state: 'pending' });
});

it('undoing one of two revocations leaves the key revoked, and says so', async () => {
  await startHeld();
  await world.contain({ ...execute, action_id: 'act_1' });
  await world.contain({ ...execute, action_id: 'act_2' });
  const undone = await world.contain({ ...undo, action_id: 'act_1' });
  expect(undone.body.detail).toContain('stays revoked');
  expect((await world.contain(verify)).body).toMatchObject({ state: 'effective' });
});

it('a session whose key is revoked in the middle of its script says so and ends as failed', async () => {
  world.control.give(sessionId, { state: 'pause', revision: 1 });
  world.agent.start('clean', { sessionId });
  expect((await world.contain(execute)).status).toBe(200);
  world.control.give(sessionId, { state: 'run', revision: 2 });
  await until(() => world.agent.session(sessionId)?.state === 'failed', 'the session fails');
  await until(() => world.agent.pendingEvents() === 0, 'every event is delivered');
  expect(calls().map((call) => call.status)).toEqual([401]);
  expect(world.ingest.of(sessionId).at(-1)).toMatchObject({ type: 'llm_call', status: 'ok' });
});

it('revoking a session closes the store to its helper, too', async () => {
  world.agent.start('runaway', { sessionId });
  await until(() => world.lines('session_started').length === 2, 'the helper starts');
  const helperId = String(world.lines('session_started')[1]?.session_id);
  await world.contain(execute);
  const before = world.agent.session(helperId)?.store_calls.length ?? 0;
  await until(() => (world.agent.session(helperId)?.store_calls.length ?? 0) > before + 2, 'the helper calls');
  expect(world.agent.session(helperId)?.store_calls.at(-1)?.status).toBe(401);
  const both = await world.contain({ ...verify, sessions: [sessionId, helperId] });
  expect(both.body).toMatchObject({ state: 'effective' });
});

it("understands the bot's own webhook provider", async () => {
  await startHeld();
  const url = `${world.agent.url}/containment`;
  const webhook = createWebhook({
    name: 'order-agent',
    url,
    secret: webhookSecret,
    kinds: ['revoke'],
    allowPrivate: true,
    canUndo: true,
  });
  const request = {
    actionId: 'act_7',
    kind: 'revoke' as const,
    target: { sessionId, sessions: [sessionId], agent: 'order-agent', sessionType: 'order-support' },
    limitPerMinute: null,
    by: 'U1',
    reason: null,
    at: new Date(),
  };
  expect((await webhook.verify(request)).state).toBe('pending');
  expect((await webhook.execute(request)).detail).toContain('revoked');
  expect((await webhook.verify(request)).state).toBe('effective');
  await webhook.undo?.(request);
  expect((await webhook.verify(request)).state).toBe('pending');
});

it('other sessions keep their access', async () => {
  await startHeld();
  await world.contain(execute);
  world.agent.start('clean', { sessionId: 'ses_other' });
  await until(() => world.agent.session('ses_other')?.state === 'finished', 'the other session finishes');
});

it('refuses what is not signed with the secret, or was signed too long ago, and does nothing', async () => {
  await startHeld();
  const secret = `whsec_${Buffer.from('another secret altogether').toString('base64')}`;
  expect((await world.contain(execute, { secret })).status).toBe(401);
  for (const minutes of [-6, 6]) {
    const sentAt = new Date(Date.now() + minutes * 60_000);
    expect((await world.contain(execute, { sentAt })).status).toBe(401);
  }
  const bare = await fetch(`${world.agent.url}/containment`, { method: 'POST', body: JSON.stringify(execute) });
  expect(bare.status).toBe(401);
  expect((await world.contain(verify)).body).toMatchObject({ state: 'pending' });
  expect(world.lines('revoked')).toEqual([]);
  expect(world.lines('containment_forged')).toHaveLength(4);
});

it.each([
  ['an unknown session', { ...execute, session_id: 'ses_nowhere', sessions: ['ses_nowhere'] }, 404],
  ['a kill', { ...execute, kind: 'kill' }, 422],
  ['a limit', { ...execute, kind: 'rate_limit', limit_per_minute: 6 }, 422],
  ['an unknown request', { type: 'containment.celebrate' }, 422],
])('refuses %s with a sentence', async (_what, fields, status) => {
  await startHeld();
  const refused = await world.contain(fields);
  expect(refused.status).toBe(status);
  expect(String(refused.body.error).split(' ').length).toBeGreaterThan(3);
  expect((await world.contain(verify)).body).toMatchObject({ state: 'pending' });
});

it('says how many of the sessions named it does not know', async () => {
  await startHeld();
  const revoked = await world.contain({ ...execute, sessions: [sessionId, 'ses_gone'] });
  expect(revoked.body.detail).toContain('1 of the sessions named are not known here');
});

it('the store lets nobody in without a key', async () => {
  await startHeld();
  const bare = await world.get('/store/ping');
  const wrong = await fetch(`${world.agent.url}/store/orders/ord_5108`, { headers: { authorization: 'Bearer guess' } });
  expect([bare.status, wrong.status]).toEqual([401, 401]);
});

it('no key stands in any answer, event or line of the record', async () => {
  await startHeld();
  const answers = [await world.contain(execute), await world.contain(verify), await world.contain(undo)];
  const views = [await world.get('/status'), await world.get(`/sessions/${sessionId}`)];
  const all = JSON.stringify([answers, views, world.ingest.events]) + world.recordText();
  expect(all).toContain(sessionId);
  expect(all).not.toMatch(/store_[0-9a-f]{40}/);
});
