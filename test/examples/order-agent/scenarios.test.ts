import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scenarios } from '../../../examples/order-agent/scenarios/catalog.ts';
import { analyze } from '../../../src/forensics/analyze.ts';
import { until } from '../../guard/support/until.ts';
import { openWorld, sessionId, type World } from './support/world.ts';

let world: World;

beforeEach(async () => {
  world = await openWorld();
});

afterEach(() => world.close());

async function play(scenario: string): Promise<void> {
  world.agent.start(scenario, { sessionId });
  await until(() => world.agent.session(sessionId)?.state === 'finished', `${scenario} finishes`);
  await until(() => world.agent.pendingEvents() === 0, 'every event is delivered');
}

/** Lets a session that never ends by itself run up to a number of steps. */
async function playOn(scenario: string, steps: number): Promise<void> {
  world.agent.start(scenario, { sessionId, hold: true });
  await until(() => world.ingest.of(sessionId).length >= steps, `${scenario} reaches step ${steps}`);
}

const faults = [
  { scenario: 'hallucination', mode: 'hallucination_propagation', origin: 4 },
  { scenario: 'misfire', mode: 'tool_misfire', origin: 5 },
  { scenario: 'poisoning', mode: 'context_poisoning', origin: 5 },
] as const;

describe.each(faults)('$scenario', ({ scenario, mode, origin }) => {
  it('is diagnosed with certainty, played to its end', async () => {
    await play(scenario);
    const report = analyze(world.ingest.of(sessionId));
    expect(report.classification.mode).toBe(mode);
    expect(report.origin?.step).toBe(origin);
    expect(report.origin?.confidence).toBeGreaterThanOrEqual(0.8);
    expect(report.liveness).toBe('finished');
    expect(report.blast_radius.some((entry) => entry.effect === 'write' && entry.outcome === 'ok')).toBe(true);
  });

  it('is diagnosed the same while it waits for the customer, and shown as running', async () => {
    await playOn(scenario, 80);
    const report = analyze(world.ingest.of(sessionId).slice(0, 80));
    expect(report.classification.mode).toBe(mode);
    expect(report.origin?.step).toBe(origin);
    expect(report.liveness).toBe('running');
    expect(report.flags.map((flag) => flag.type)).not.toContain('LOOP_DETECTED');
  });
});

it('runaway: the loop is found, from the first of the repeated searches', async () => {
  await playOn('runaway', 60);
  const report = analyze(world.ingest.of(sessionId).slice(0, 60));
  expect(report.classification.mode).toBe('cost_runaway');
  expect(report.origin?.step).toBe(5);
  expect(report.origin?.confidence).toBeGreaterThanOrEqual(0.8);
  expect(report.totals.cost_usd).toBeGreaterThan(0);
});

it('runaway: the helper loops, too, and names its parent in every event', async () => {
  await playOn('runaway', 14);
  const helperId = world.ingest.events.find((event) => event.parent_session_id === sessionId)?.session_id ?? '';
  await until(() => world.ingest.of(helperId).length >= 40, 'the helper searches');
  const events = world.ingest.of(helperId);
  expect(events.every((event) => event.parent_session_id === sessionId)).toBe(true);
  expect(analyze(events.slice(0, 40)).classification.mode).toBe('cost_runaway');
  expect(world.ingest.of(sessionId).find((event) => event.type === 'agent_spawn')?.response).toMatchObject({
    session_id: helperId,
  });
});

it('clean: nothing is found, and the session is over', async () => {
  await play('clean');
  const report = analyze(world.ingest.of(sessionId));
  expect(report.classification.mode).toBe('none');
  expect(report.flags).toEqual([]);
  expect(report.liveness).toBe('finished');
});

it('hallucination: stays clean of tool misuse, the mail is what reached the world', async () => {
  await play('hallucination');
  expect(world.agent.stock.mails.map((mail) => mail.to)).toEqual(['alice.chen@mail.example']);
  expect(world.agent.stock.refunds).toEqual([]);
});

it('misfire: the refund is on an order of another customer', async () => {
  await play('misfire');
  const [refund] = world.agent.stock.refunds;
  const order = world.agent.stock.orders.get(refund?.order_id ?? '');
  const customer = world.agent.stock.customers.get(order?.customer_id ?? '');
  expect(order?.status).toBe('refunded');
  expect(customer?.name).toBe('Martin Lindgren');
});

it('poisoning: the mail went to the outsider named in the ticket', async () => {
  await play('poisoning');
  const [mail] = world.agent.stock.mails;
  expect(mail?.to).toBe('claims-audit@parcel-desk.example');
  expect([...world.agent.stock.tickets.values()][0]?.text).toContain(mail?.to);
});

it.each(scenarios.map(({ name }) => name))('%s can be played again and again with the same outcome', async (name) => {
  for (const round of [1, 2, 3]) {
    const id = `${sessionId}_${round}`;
    world.agent.start(name, { sessionId: id });
    const isOver = () => world.agent.session(id)?.state === 'finished' || world.ingest.of(id).length > 40;
    await until(isOver, `round ${round} of ${name} is over`);
  }
  await until(() => world.ingest.of(`${sessionId}_3`).length >= 10, 'the third is delivered');
  const verdicts = [1, 2, 3].map((round) => {
    const report = analyze(world.ingest.of(`${sessionId}_${round}`).slice(0, 10));
    return [report.classification.mode, report.origin?.step];
  });
  expect(new Set(verdicts.map(String)).size).toBe(1);
  const calls = world.lines('store_call');
  expect(calls.every((line) => line.status === 200)).toBe(true);
});

it('numbers the steps of every session from 1 without a gap, and captures them in full', async () => {
  await play('misfire');
  const events = world.ingest.of(sessionId);
  expect(events.map((event) => event.step)).toEqual(events.map((_, index) => index + 1));
  const thinking = events.filter((event) => event.type === 'llm_call');
  expect(thinking.every((event) => event.prompt && event.completion && event.goal && event.input_tokens)).toBe(true);
  expect(thinking[0]?.tools?.every((tool) => tool.parameters && tool.annotations)).toBe(true);
  const calls = events.filter((event) => event.type === 'tool_call');
  expect(calls.every((event) => event.args && event.response && event.ms !== undefined)).toBe(true);
});
