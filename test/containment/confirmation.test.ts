import { describe, expect, test } from 'vitest';
import { judgeConfirmation } from '../../src/containment/confirmation.ts';
import type { ControlOrder, GuardAck, OrderState } from '../../src/containment/control-order.ts';
import type { ControlView } from '../../src/containment/store.ts';
import { request, requestedAt, target } from './requests.ts';

const ago = (ms: number) => new Date(requestedAt.getTime() - ms);

function order(sessionId: string, state: OrderState = 'kill', limitPerMinute: number | null = null): ControlOrder {
  return { sessionId, state, revision: 3, limitPerMinute, by: 'U1', reason: null, at: requestedAt, actionId: 'act_1' };
}

function ack(sessionId: string, step: number, state: GuardAck['state'] = 'stopped'): GuardAck {
  return { sessionId, revision: 3, state, step, at: requestedAt.toISOString() };
}

function view(sessionId: string, change: Partial<ControlView> = {}): ControlView {
  return { sessionId, order: order(sessionId), acks: [], seenAt: ago(0), ...change };
}

const killBoth = request({ target: target('ses_1', 'ses_2') });
const limitTo = (limitPerMinute: number) => request({ kind: 'rate_limit', limitPerMinute });

describe('a kill is confirmed', () => {
  test('when its guard says at which step it stopped', () => {
    const seen = judgeConfirmation(request(), [view('ses_1', { acks: [ack('ses_1', 41)] })]);
    expect(seen).toEqual({ state: 'effective', detail: 'stopped at step 41' });
  });

  test('for a child by its own order, or by the one its parent was given', () => {
    const own = [view('ses_1', { acks: [ack('ses_1', 4)] }), view('ses_2', { acks: [ack('ses_2', 7)] })];
    const inherited = [
      view('ses_1', { acks: [ack('ses_1', 4), ack('ses_2', 7)] }),
      view('ses_2', { order: null, seenAt: ago(-5) }),
    ];
    const effective = { state: 'effective', detail: 'stopped at step 4; child ses_2 stopped at step 7' };
    expect(judgeConfirmation(killBoth, own)).toEqual(effective);
    expect(judgeConfirmation(killBoth, inherited)).toEqual(effective);
  });

  test.each([
    ['no guard ever called', null, 'child ses_2 (no guard has ever called)'],
    ['whose guard was gone before', ago(120_001), 'child ses_2 (its guard was last heard of at 2026-11-22 11:57 UTC)'],
  ])('though not for a child %s, and says so', (_, seenAt, words) => {
    const views = [view('ses_1', { acks: [ack('ses_1', 4)] }), view('ses_2', { seenAt })];
    expect(judgeConfirmation(killBoth, views)).toEqual({
      state: 'effective',
      detail: `stopped at step 4; not confirmed: ${words}`,
    });
  });
});

describe('a kill is not confirmed', () => {
  test.each([
    ['two minutes before the order', ago(120_000)],
    ['since', ago(-60_000)],
  ])('while a child whose guard was heard of %s has not stopped', (_, seenAt) => {
    const views = [view('ses_1', { acks: [ack('ses_1', 4)] }), view('ses_2', { seenAt })];
    expect(judgeConfirmation(killBoth, views)).toEqual({
      state: 'pending',
      detail: 'waiting for the guard of child ses_2; stopped at step 4',
    });
  });

  test('by what another session said about it, or its children alone', () => {
    const views = [view('ses_1', { acks: [ack('ses_9', 4)] }), view('ses_2', { acks: [ack('ses_2', 7)] })];
    expect(judgeConfirmation(killBoth, views)).toEqual({
      state: 'pending',
      detail: 'waiting for the guard of ses_1; child ses_2 stopped at step 7',
    });
  });

  test('while its guard has been silent since before the order, which may mean that it ended', () => {
    expect(judgeConfirmation(request(), [view('ses_1', { seenAt: ago(600_000) })])).toEqual({
      state: 'pending',
      detail: 'not confirmed: ses_1 (its guard was last heard of at 2026-11-22 11:50 UTC)',
    });
  });

  test('and cannot be, where no guard ever called', () => {
    const views = [view('ses_1', { seenAt: null }), view('ses_2', { acks: [ack('ses_2', 7)] })];
    expect(judgeConfirmation(killBoth, views)).toEqual({
      state: 'unknown',
      detail: 'no guard has ever called for ses_1: nothing there would obey; child ses_2 stopped at step 7',
    });
  });

  test.each([
    ['no order', null, 'no order is recorded for ses_1: it has not been carried out'],
    ['an order to run', order('ses_1', 'run'), 'another order is in force: run by U1'],
    ['a limit', order('ses_1', 'limit', 6), 'another order is in force: limit of 6 calls per minute by U1'],
    ['a pause', order('ses_1', 'pause'), 'another order is in force: pause by U1'],
  ])('where %s is in force, whatever was acknowledged', (_, inForce, detail) => {
    const views = [view('ses_1', { order: inForce, acks: [ack('ses_1', 4)] })];
    expect(judgeConfirmation(request(), views)).toEqual({ state: 'unknown', detail });
  });

  test('for a live child that was told to run', () => {
    const views = [view('ses_1', { acks: [ack('ses_1', 4)] }), view('ses_2', { order: order('ses_2', 'run') })];
    expect(judgeConfirmation(killBoth, views).state).toBe('pending');
    const silent = [views[0] ?? view('ses_1'), { ...view('ses_2', { order: order('ses_2', 'run') }), seenAt: null }];
    expect(judgeConfirmation(killBoth, silent).detail).toContain('child ses_2 (has another order: run)');
  });
});

describe('a limit is confirmed', () => {
  test.each([
    ['itself', order('ses_1', 'limit', 6), ack('ses_1', 4, 'limited'), 'limited to 6 calls per minute since step 4'],
    [
      'a lower one',
      order('ses_1', 'limit', 2),
      ack('ses_1', 4, 'limited'),
      'limited to 2 calls per minute since step 4',
    ],
    ['a pause', order('ses_1', 'pause'), ack('ses_1', 4, 'paused'), 'paused at step 4'],
    ['a kill', order('ses_1', 'kill'), ack('ses_1', 4), 'stopped at step 4'],
  ])('by %s', (_, inForce, said, detail) => {
    const views = [view('ses_1', { order: inForce, acks: [said] })];
    expect(judgeConfirmation(limitTo(6), views)).toEqual({ state: 'effective', detail });
  });

  test('not by a higher one', () => {
    const views = [view('ses_1', { order: order('ses_1', 'limit', 7), acks: [ack('ses_1', 4, 'limited')] })];
    expect(judgeConfirmation(limitTo(6), views)).toMatchObject({ state: 'unknown' });
  });
});

test('many children are counted, not all named', () => {
  const ids = Array.from({ length: 30 }, (_, index) => `ses_c${index}`);
  const views = [view('ses_1', { acks: [ack('ses_1', 4)] }), ...ids.map((id) => view(id, { acks: [ack(id, 1)] }))];
  const seen = judgeConfirmation(request({ target: target('ses_1', ...ids) }), views);
  expect(seen).toMatchObject({
    state: 'effective',
    detail: expect.stringMatching(/^stopped at step 4; child ses_c0 .*; 26 more$/),
  });
});
