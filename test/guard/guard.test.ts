import { describe, expect, test } from 'vitest';
import { verifyAck } from '../../src/guard/acknowledgement.ts';
import type { Alarm } from '../../src/guard/alarms.ts';
import {
  AgentStopped,
  BudgetExceeded,
  ControlUnreachable,
  GuardClosed,
  LoopSuspected,
} from '../../src/guard/errors.ts';
import { createGuard } from '../../src/guard/guard.ts';
import type { GuardOptions } from '../../src/guard/options.ts';
import { FakeClock, settle } from './support/fake-clock.ts';
import { FakeControl } from './support/fake-control.ts';

const secret = 'a-guard-secret-of-one-session';

function setUp(options: Partial<GuardOptions> = {}) {
  const clock = new FakeClock();
  const control = new FakeControl();
  const alarms: Alarm[] = [];
  const onAlarm = (alarm: Alarm): void => void alarms.push(alarm);
  const guard = createGuard({ sessionId: 'ses_1', secret, control, fail: 'open', onAlarm, clock, ...options });
  const acks = () => control.acks.map(({ ack }) => `${ack.state} ${ack.revision} at ${ack.step}`);
  const kinds = () => alarms.map(({ kind }) => kind);
  return { clock, control, alarms, guard, acks, kinds };
}

/** Whether a promise has settled, without waiting for it. */
async function stateOf(promise: Promise<unknown>): Promise<'waiting' | 'passed' | string> {
  let state = 'waiting';
  promise.then(
    () => (state = 'passed'),
    (error: Error) => (state = error.name),
  );
  await settle();
  return state;
}

describe('a kill', () => {
  test('stops the agent before the next step and says at which step', async () => {
    const { guard, control, acks } = setUp();
    control.up();
    await guard.beforeStep({ step: 7 });
    control.order('kill', 3);
    expect(acks()).toEqual([]);
    const error = await guard.beforeStep({ step: 8 }).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(AgentStopped);
    expect(error).toMatchObject({ step: 7, order: { revision: 3, by: 'U1' } });
    expect(acks()).toEqual(['stopped 3 at 7']);
    const sent = control.acks[0];
    expect(sent && verifyAck(sent.ack, sent.signature, secret)).toBe(true);
  });

  test('stops a tool call within the running step too', async () => {
    const { guard, control } = setUp();
    control.up();
    await guard.beforeStep({ step: 1 });
    control.order('kill', 1);
    await expect(guard.beforeToolCall({ tool: 'refund', args: {} })).rejects.toThrow(AgentStopped);
  });

  test('never expires: no later order and no outage lets a step pass', async () => {
    const { guard, control, clock } = setUp();
    control.order('kill', 3);
    control.order('run', 4);
    control.down();
    await clock.advance(86_400_000);
    await expect(guard.beforeStep({ step: 1 })).rejects.toThrow(AgentStopped);
  });

  test('counts at a lower revision, while any other order of a lower one is stale', async () => {
    const { guard, control } = setUp();
    control.order('run', 9);
    control.order('pause', 8);
    await guard.beforeStep({ step: 1 });
    control.order('kill', 1);
    await expect(guard.beforeStep({ step: 2 })).rejects.toThrow(AgentStopped);
  });

  test('given twice is confirmed twice, once per revision', async () => {
    const { guard, control, acks } = setUp();
    control.order('kill', 1);
    control.order('kill', 1);
    for (const step of [1, 2]) await expect(guard.beforeStep({ step })).rejects.toThrow(AgentStopped);
    control.order('kill', 2);
    await settle();
    expect(acks()).toEqual(['stopped 1 at 0', 'stopped 2 at 0']);
  });

  test('of the parent covers the child, which says whose order it confirms', async () => {
    const { guard, control } = setUp({ parentSessionIds: ['ses_0'] });
    control.up();
    control.order('kill', 5, null, 'ses_0');
    await expect(guard.beforeStep({ step: 1 })).rejects.toThrow('parent session ses_0 killed');
    const [sent] = control.acks;
    expect(sent?.ack).toMatchObject({ sessionId: 'ses_1', parentSessionId: 'ses_0', revision: 5, state: 'stopped' });
    expect(sent && verifyAck(sent.ack, sent.signature, secret)).toBe(true);
    expect(sent && verifyAck({ ...sent.ack, parentSessionId: 'ses_9' }, sent.signature, secret)).toBe(false);
  });

  test('reaches an agent that waits, paused or limited', async () => {
    for (const [state, limit] of [
      ['pause', null],
      ['limit', 1],
    ] as const) {
      const { guard, control } = setUp();
      control.order(state, 1, limit);
      if (state === 'limit') await guard.beforeToolCall({ tool: 'a', args: 1 });
      const call = guard.beforeToolCall({ tool: 'a', args: 2 });
      expect(await stateOf(call)).toBe('waiting');
      control.order('kill', 2);
      await expect(call).rejects.toThrow(AgentStopped);
    }
  });

  test('is never confirmed at an earlier step than one that begins in another branch', async () => {
    const { guard, control } = setUp();
    control.up();
    await guard.beforeStep({ step: 7 });
    const begins = guard.beforeStep({ step: 8 });
    control.order('kill', 1);
    const refused = guard.beforeToolCall({ tool: 'a', args: 1 }).catch((error) => error);
    await begins;
    expect(await refused).toMatchObject({ step: 8 });
    expect(control.acks[0]?.ack.step).toBe(8);
  });

  test('no step has run into is confirmed when the guard is closed', async () => {
    const { guard, control, acks } = setUp();
    control.up();
    await guard.beforeStep({ step: 4 });
    control.order('kill', 2);
    await guard.close();
    expect(acks()).toEqual(['stopped 2 at 4']);
    await expect(guard.beforeStep({ step: 5 })).rejects.toThrow(GuardClosed);
  });
});

describe('pause, limit and resume', () => {
  test('a paused agent is confirmed once it waits, and goes on when told', async () => {
    const { guard, control, acks } = setUp();
    control.order('pause', 1);
    expect(acks()).toEqual([]);
    const step = guard.beforeStep({ step: 1 });
    expect(await stateOf(step)).toBe('waiting');
    expect(acks()).toEqual(['paused 1 at 0']);
    control.order('run', 2);
    await step;
    expect(acks()).toEqual(['paused 1 at 0', 'resumed 2 at 0']);
  });

  test('a pause survives an outage, whether failing open or closed', async () => {
    for (const fail of ['open', 'closed'] as const) {
      const { guard, control, clock } = setUp({ fail });
      control.order('pause', 1);
      control.down();
      const step = guard.beforeStep({ step: 1 });
      await clock.advance(3_600_000);
      expect(await stateOf(step)).toBe('waiting');
    }
  });

  test('a limit holds from its arrival and counts the calls before it', async () => {
    const { guard, control, clock, acks } = setUp();
    control.up();
    for (const args of [1, 2]) await guard.beforeToolCall({ tool: 'a', args });
    control.order('limit', 1, 2);
    expect(acks()).toEqual(['limited 1 at 0']);
    const call = guard.beforeToolCall({ tool: 'a', args: 3 });
    await clock.advance(60_000);
    expect(await stateOf(call)).toBe('waiting');
    await clock.advance(1);
    expect(await stateOf(call)).toBe('passed');
  });

  test('a lifted limit lets waiting calls go at once', async () => {
    const { guard, control } = setUp();
    control.order('limit', 1, 1);
    await guard.beforeToolCall({ tool: 'a', args: 1 });
    const call = guard.beforeToolCall({ tool: 'a', args: 2 });
    expect(await stateOf(call)).toBe('waiting');
    control.order('run', 2);
    await call;
  });

  test('steps can be what is counted', async () => {
    const { guard, control } = setUp({ limitCounts: 'steps' });
    control.order('limit', 1, 1);
    await guard.beforeStep({ step: 1 });
    await guard.beforeToolCall({ tool: 'a', args: 1 });
    expect(await stateOf(guard.beforeStep({ step: 2 }))).toBe('waiting');
  });
});

describe('when control is unreachable', () => {
  test('fail open goes on and raises the alarm once, then at most each minute', async () => {
    const { guard, control, clock, kinds } = setUp();
    for (let second = 0; second < 119; second++) {
      control.down();
      await guard.beforeStep({ step: second + 1 });
      await clock.advance(1_000);
    }
    expect(kinds()).toEqual(['control_unreachable', 'control_unreachable']);
    control.up();
    expect(kinds().at(-1)).toBe('control_restored');
  });

  test('fail closed refuses the next step after the grace, and allows one when control is back', async () => {
    const { guard, control, clock } = setUp({ fail: 'closed' });
    control.up();
    await guard.beforeStep({ step: 1 });
    control.down();
    const step = guard.beforeStep({ step: 2 });
    const refused = expect(step).rejects.toThrow(ControlUnreachable);
    await clock.advance(4_999);
    expect(await stateOf(step)).toBe('waiting');
    await clock.advance(1);
    await refused;
    control.up();
    await guard.beforeStep({ step: 2 });
  });

  test('the first step waits for the first answer', async () => {
    const { guard, control } = setUp();
    const step = guard.beforeStep({ step: 1 });
    expect(await stateOf(step)).toBe('waiting');
    control.order('kill', 1);
    await expect(step).rejects.toThrow(AgentStopped);
  });

  test('a failing alarm handler changes nothing', async () => {
    const onAlarm = () => {
      throw new Error('pager is down');
    };
    const { guard, control } = setUp({ onAlarm });
    control.down();
    await guard.beforeStep({ step: 1 });
  });
});

describe('an acknowledgement', () => {
  test('is tried again until control takes it', async () => {
    const { guard, control, clock, acks } = setUp();
    let tries = 0;
    control.outcome = () => {
      if (++tries < 4) throw new Error('502');
      return { result: 'accepted' };
    };
    control.order('kill', 1);
    const stopped = expect(guard.beforeStep({ step: 1 })).rejects.toThrow(AgentStopped);
    await clock.advance(10_000);
    await stopped;
    expect(acks()).toEqual(['stopped 1 at 0']);
  });

  test('that is refused raises an alarm and is not sent again', async () => {
    const { guard, control, clock, kinds, acks } = setUp();
    control.outcome = () => ({ result: 'refused', problem: 'HTTP 401' });
    control.order('kill', 1);
    await expect(guard.beforeStep({ step: 1 })).rejects.toThrow(AgentStopped);
    await clock.advance(60_000);
    expect(kinds()).toEqual(['ack_refused']);
    expect(acks()).toHaveLength(1);
  });

  test('says nothing where nobody has ordered anything', async () => {
    const { guard, control, acks } = setUp();
    control.order('run', 0);
    await guard.beforeStep({ step: 1 });
    expect(acks()).toEqual([]);
  });
});

describe('budgets', () => {
  const used = { inputTokens: 60, outputTokens: 10, costUsd: 0.4 };

  test('stop: throws, and every later step and call too', async () => {
    const { guard, control, kinds } = setUp({ budgets: { session: { costUsd: 1 } } });
    control.up();
    guard.afterLlmCall(used);
    guard.afterLlmCall(used);
    expect(() => guard.afterLlmCall(used)).toThrow(BudgetExceeded);
    await expect(guard.beforeStep({ step: 2 })).rejects.toThrow('budget session.costUsd exceeded');
    await expect(guard.beforeToolCall({ tool: 'a', args: 1 })).rejects.toThrow(BudgetExceeded);
    expect(kinds()).toEqual(['budget_exceeded']);
  });

  test('per step: starts again with each step', async () => {
    const { guard, control } = setUp({ budgets: { step: { totalTokens: 100 } } });
    control.up();
    for (const step of [1, 2, 3]) {
      await guard.beforeStep({ step });
      guard.afterLlmCall(used);
    }
    expect(() => guard.afterLlmCall(used)).toThrow('budget step.totalTokens exceeded: 140 used of 100');
  });

  test('pause: waits for a responder, who grants the budget once more', async () => {
    const { guard, control } = setUp({ budgets: { session: { inputTokens: 100 }, policy: 'pause' } });
    control.up();
    guard.afterLlmCall(used);
    guard.afterLlmCall(used);
    const step = guard.beforeStep({ step: 2 });
    expect(await stateOf(step)).toBe('waiting');
    control.order('run', 1);
    await step;
    guard.afterLlmCall(used);
    await guard.beforeStep({ step: 3 });
  });

  test('alarm only: tells once and goes on', async () => {
    const { guard, control, kinds } = setUp({ budgets: { session: { inputTokens: 50 }, policy: 'alarm' } });
    control.up();
    guard.afterLlmCall(used);
    guard.afterLlmCall(used);
    await guard.beforeStep({ step: 2 });
    expect(kinds()).toEqual(['budget_exceeded']);
  });

  test.each([Number.NaN, -1, Number.POSITIVE_INFINITY])('an amount of %s is refused, not ignored', (inputTokens) => {
    const { guard } = setUp();
    expect(() => guard.afterLlmCall({ inputTokens, outputTokens: 0 })).toThrow(TypeError);
  });
});

describe('loops', () => {
  const near = [
    { id: 'ord_1', note: 'Please  hurry' },
    { note: 'please hurry', id: 'ORD_1' },
    { id: 'ord_1', note: 'please hurry ', request_id: 'r-3' },
    { id: 'ord_1', note: 'please hurry', reason: null },
  ];

  test('the fourth near-identical call pauses the session until a responder lets it go on', async () => {
    const { guard, control, kinds } = setUp();
    control.up();
    for (const args of near.slice(0, 3)) await guard.beforeToolCall({ tool: 'get_order', args });
    const fourth = guard.beforeToolCall({ tool: 'get_order', args: near[3] });
    expect(await stateOf(fourth)).toBe('waiting');
    expect(kinds()).toEqual(['loop_suspected']);
    control.order('run', 1);
    await fourth;
  });

  test('stop: throws at the fourth, and at every later step', async () => {
    const { guard, control } = setUp({ loopLimit: { policy: 'stop' } });
    control.up();
    for (const args of near.slice(0, 3)) await guard.beforeToolCall({ tool: 'get_order', args });
    await expect(guard.beforeToolCall({ tool: 'get_order', args: near[3] })).rejects.toThrow(LoopSuspected);
    await expect(guard.beforeStep({ step: 9 })).rejects.toThrow(LoopSuspected);
  });

  test('alarm only: goes on', async () => {
    const { guard, control, kinds } = setUp({ loopLimit: { policy: 'alarm' } });
    control.up();
    for (const args of near) await guard.beforeToolCall({ tool: 'get_order', args });
    expect(kinds()).toEqual(['loop_suspected']);
  });

  test('other arguments, other tools and ignored tools are no loop', async () => {
    const { guard, control, kinds } = setUp({ loopLimit: { ignoreTools: ['poll'] } });
    control.up();
    for (let i = 0; i < 10; i++) {
      await guard.beforeToolCall({ tool: 'get_order', args: { id: `ord_${i}` } });
      await guard.beforeToolCall({ tool: `tool_${i}`, args: {} });
      await guard.beforeToolCall({ tool: 'poll', args: {} });
    }
    expect(kinds()).toEqual([]);
  });
});

describe('entities', () => {
  test('an id that no source has named is reported; known and learned ones are not', () => {
    const { guard, alarms } = setUp({ entities: { known: ['cust_789'] } });
    guard.learnEntities('{"order":"ord_100"}');
    expect(guard.checkEntities('Order ORD_100 of cust_789 is fine')).toEqual([]);
    expect(guard.checkEntities('ord_555 of cust_789, again ord_555')).toEqual(['ord_555']);
    expect(alarms.map(({ message }) => message)).toEqual(['ids that no source has named: ord_555']);
  });

  test('the form of ids can be given', () => {
    const { guard } = setUp({ entities: { patterns: [/#\d+/] } });
    expect(guard.checkEntities('#12 and #13, ord_5')).toEqual(['#12', '#13']);
  });
});

test.each([
  ['session id', { sessionId: '..' }],
  ['session id', { parentSessionIds: [''] }],
  ['secret', { secret: 'short' }],
  ['loopLimit', { loopLimit: { calls: 0 } }],
  ['costUsd', { budgets: { session: { costUsd: Number.NaN } } }],
])('a wrong option is refused with its name: %s', (name, options) => {
  expect(() => setUp(options)).toThrow(name);
});
