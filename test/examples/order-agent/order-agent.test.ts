import { afterEach, expect, it } from 'vitest';
import { scenarios } from '../../../examples/order-agent/scenarios/catalog.ts';
import { PanelStatus } from '../../../src/sandbox/panels/schema.ts';
import { until } from '../../guard/support/until.ts';
import { openWorld, sessionId, type World } from './support/world.ts';

let world: World;

afterEach(() => world.close());

function stepsOf(id: string): number[] {
  return world.ingest.of(id).map((event) => event.step);
}

function oneTo(last: number): number[] {
  return Array.from({ length: last }, (_, index) => index + 1);
}

it('goes on while the bot is down and hands everything over, in order, when it is back', async () => {
  world = await openWorld();
  await world.ingest.stop();
  world.agent.start('clean', { sessionId });
  world.agent.start('misfire', { sessionId: 'ses_other' });
  await until(() => world.agent.session(sessionId)?.state === 'finished', 'the session finishes without the bot');
  await until(() => world.agent.session('ses_other')?.state === 'finished', 'the other one, too');
  const steps = world.agent.session(sessionId)?.steps.length ?? 0;
  expect(world.agent.pendingEvents()).toBe(steps + (world.agent.session('ses_other')?.steps.length ?? 0));
  await world.ingest.start();
  await until(() => world.agent.pendingEvents() === 0, 'every event is delivered');
  expect(stepsOf(sessionId)).toEqual(oneTo(steps));
  expect(stepsOf('ses_other')).toEqual(oneTo(10));
  expect(world.lines().map((line) => line.type)).toContain('ingest_restored');
});

it('sends events again when their confirmation was lost, never later ones before them', async () => {
  world = await openWorld();
  let lost = 0;
  world.ingest.refuse = (events) => {
    if (lost++ % 3 !== 1) return null;
    world.ingest.events.push(...events);
    return 500;
  };
  world.agent.start('clean', { sessionId });
  await until(() => world.agent.session(sessionId)?.state === 'finished', 'the session finishes');
  await until(() => world.agent.pendingEvents() === 0, 'every event is delivered');
  const firsts = [...new Set(stepsOf(sessionId))];
  expect(firsts).toEqual(oneTo(world.agent.session(sessionId)?.steps.length ?? 0));
  expect(stepsOf(sessionId).length).toBeGreaterThan(firsts.length);
  expect(world.lines('ingest_unreachable')[0]?.problem).toContain('500');
});

it('an event the bot calls invalid is put on record and does not hold up the others', async () => {
  world = await openWorld();
  world.ingest.refuse = (events) => (events.some((event) => event.step === 4) ? 422 : null);
  world.agent.start('clean', { sessionId });
  await until(() => world.agent.session(sessionId)?.state === 'finished', 'the session finishes');
  await until(() => world.agent.pendingEvents() === 0, 'the rest is delivered');
  const steps = world.agent.session(sessionId)?.steps.length ?? 0;
  expect(stepsOf(sessionId)).toEqual(oneTo(steps).filter((step) => step !== 4));
  expect(world.lines('event_refused')).toMatchObject([{ session_id: sessionId, step: 4, status: 422 }]);
});

it('runs on when control is unreachable from the start', async () => {
  world = await openWorld();
  await world.control.stop();
  world.agent.start('clean', { sessionId });
  await until(() => world.agent.session(sessionId)?.state === 'finished', 'the session finishes');
  expect(world.lines('guard_alarm')).toMatchObject([{ kind: 'control_unreachable' }]);
});

it('puts a step on record before what it does, and every store call with its result', async () => {
  world = await openWorld();
  world.agent.start('misfire', { sessionId });
  await until(() => world.agent.session(sessionId)?.state === 'finished', 'the session finishes');
  const lines = world.lines().filter((line) => line.type === 'step_begun' || line.type === 'store_call');
  for (const [index, line] of lines.entries()) {
    if (line.type === 'store_call') expect(lines[index - 1]).toMatchObject({ type: 'step_begun', step: line.step });
  }
  expect(world.lines('store_call')).toMatchObject([
    { method: 'GET', path: '/customers/cust_2041', status: 200, step: 3 },
    { method: 'GET', path: '/orders', status: 200, step: 5 },
    { method: 'POST', path: '/refunds', status: 200, step: 7 },
    { method: 'POST', path: '/mails', status: 200, step: 9 },
  ]);
  const facts = (await world.get(`/sessions/${sessionId}`)).body;
  expect(facts).toMatchObject({ state: 'finished', stopped: null });
  expect(facts.steps).toHaveLength(world.lines('step_begun').length);
  expect(facts.store_calls).toMatchObject(world.lines('store_call').map(({ step, status }) => ({ step, status })));
});

it('every action of the status starts what it says, and the newest session stands first', async () => {
  world = await openWorld();
  const { actions } = PanelStatus.parse((await world.get('/status')).body);
  expect(actions).toHaveLength(scenarios.length);
  expect(actions.map((action) => action.label)).toContain('Start: tool misfire');
  const started: unknown[] = [];
  for (const { path } of actions) {
    const answer = await world.post(path);
    expect(answer.status).toBe(200);
    started.push(answer.body.session_id);
  }
  const { title, lines } = PanelStatus.parse((await world.get('/status')).body);
  expect(title).toBe('Example agent');
  const own = lines.filter((line) => started.includes(line.id));
  expect(own.map((line) => line.id)).toEqual(started.reverse());
  expect(own.every((line) => line.label.startsWith(`${line.id} · `))).toBe(true);
});

it('the status lists 30 sessions at most', async () => {
  world = await openWorld();
  for (let index = 0; index < 33; index++) world.agent.start('clean', { sessionId: `ses_${index}` });
  const { lines } = (await world.get('/status')).body as { lines: { id: string }[] };
  expect(lines).toHaveLength(30);
  expect(lines[0]?.id).toBe('ses_32');
});

it('starts with and without a query the same', async () => {
  world = await openWorld();
  for (const path of ['/start/clean', '/start?scenario=clean']) await world.post(`${path}`);
  for (const path of ['/start/clean/hold', '/start?scenario=clean&hold=true']) await world.post(path);
  expect(world.lines('session_started').map((line) => line.hold)).toEqual([false, false, true, true]);
});

it('the same start twice is one session', async () => {
  world = await openWorld();
  const path = `/start?scenario=misfire&session_id=${sessionId}&pace_ms=0`;
  const [first, second] = await Promise.all([world.post(path), world.post(path)]);
  expect([first.body.session_id, second.body.session_id]).toEqual([sessionId, sessionId]);
  await until(() => world.agent.session(sessionId)?.state === 'finished', 'the session finishes');
  expect(world.agent.stock.refunds).toHaveLength(1);
  expect((await world.post(`/start?scenario=clean&session_id=${sessionId}`)).status).toBe(409);
});

it.each([
  ['/start?scenario=nonsense', 422],
  ['/start', 422],
  ['/start?scenario=clean&pace_ms=-1', 422],
  ['/start?scenario=clean&session_id=a%2Fb', 422],
  ['/start?scenario=clean&hold=maybe', 422],
  ['/start/nonsense', 422],
  ['/start/clean/forever', 404],
  ['/nowhere', 404],
  ['/sessions/%E0%A4%A', 404],
])('POST %s is answered with %i and a sentence', async (path, status) => {
  world = await openWorld();
  const refused = await world.post(path);
  expect(refused.status).toBe(status);
  expect(String(refused.body.error)).toMatch(/\w+ \w+ \w+/);
});

it('an unknown session is 404, a path that cannot be decoded 400', async () => {
  world = await openWorld();
  expect((await world.get('/sessions/ses_nowhere')).status).toBe(404);
  expect((await world.get('/sessions/%E0%A4%A')).status).toBe(400);
});

it('closing ends running sessions and delivers what they reported', async () => {
  world = await openWorld();
  world.agent.start('runaway', { sessionId });
  await until(() => (world.agent.session(sessionId)?.steps.length ?? 0) > 20, 'the session runs');
  await world.agent.close();
  expect(world.agent.session(sessionId)?.state).toBe('failed');
  expect(world.agent.pendingEvents()).toBe(0);
  const steps = stepsOf(sessionId);
  expect(steps).toEqual(oneTo(steps.length));
  expect(world.lines().at(-1)).toMatchObject({ type: 'agent_closed', events_not_delivered: 0 });
});
