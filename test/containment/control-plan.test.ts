import { describe, expect, test } from 'vitest';
import type { ControlOrder } from '../../src/containment/control-order.ts';
import { planOrder } from '../../src/containment/control-plan.ts';
import type { ControlView } from '../../src/containment/store.ts';
import { escapeMrkdwn } from '../../src/slack/kit.ts';
import { request, requestedAt, target } from './requests.ts';

const nobody: ReadonlySet<string> = new Set();
const at = (ms: number) => new Date(requestedAt.getTime() + ms);

function view(sessionId: string, seenAt: Date | null = null, order: ControlOrder | null = null): ControlView {
  return { sessionId, order, acks: [], seenAt };
}

function order(state: ControlOrder['state'], limitPerMinute: number | null = null): ControlOrder {
  const from = { by: 'U1', reason: null, at: requestedAt, actionId: 'act_0' };
  return { sessionId: 'ses_1', state, revision: 1, limitPerMinute, ...from };
}

const plan = (views: ControlView[], change = {}, listening: ReadonlySet<string> | null = nobody, now = at(0)) =>
  planOrder({ request: request({ target: target('ses_1', 'ses_2'), ...change }), views, listening, now });

test('each session has its sentence: what it is ordered, and whether its guard is there to obey', () => {
  expect(plan([view('ses_1', at(-1_000)), view('ses_2')])).toEqual([
    'ses_1 is ordered to stop before its next step; a call already under way is not recalled. Its guard is in contact.',
    'Child session ses_2 is ordered to stop before its next step; a call already under way is not recalled. No guard has ever called for this session: nothing would obey.',
    'The kill holds until it is undone or the incident is resolved. Then a new run may start; a stopped run stays stopped.',
  ]);
});

test('a limit says how many calls, and that every guard counts its own', () => {
  const lines = plan([view('ses_1', at(-600_000))], { kind: 'rate_limit', limitPerMinute: 6 });
  expect(lines).toEqual([
    'ses_1 is limited to 6 calls per minute from its next call on. Its guard was last heard of at 2026-11-22 11:50 UTC; it obeys if it calls again.',
    'Each guard counts its own calls. The limit holds until it is undone, replaced, or the incident is resolved.',
  ]);
});

describe('the plan says what the order meets', () => {
  test.each([
    ['a limit that is replaced', 'kill', order('limit', 6), 'This replaces a limit of 6 calls per minute.'],
    ['a pause that is replaced', 'kill', order('pause'), 'This replaces a pause.'],
    ['an earlier kill', 'kill', order('kill'), 'It was ordered to stop before.'],
    ['a kill that stays', 'rate_limit', order('kill'), 'A kill is in force and stays.'],
  ] as const)('%s', (_, kind, standing, words) => {
    const lines = plan([view('ses_1', at(0), standing)], { kind, limitPerMinute: 3 });
    expect(lines[0]).toContain(words);
  });

  test('nothing of an order to run', () => {
    expect(plan([view('ses_1', at(0), order('run'))])).toEqual(plan([view('ses_1', at(0))]));
  });
});

test('time alone does not change it; a guard that falls silent does', () => {
  const views = [view('ses_1', at(-1_000)), view('ses_2', at(-600_000))];
  expect(plan(views, {}, nobody, at(100_000))).toEqual(plan(views));
  expect(plan([view('ses_1', at(4_000)), views[1] ?? view('ses_2')], {}, nobody, at(5_000))).toEqual(plan(views));
  expect(plan(views, {}, nobody, at(130_000))).not.toEqual(plan(views));
});

test('a guard that listens on Redis is in contact, and silence of Redis is told', () => {
  expect(plan([view('ses_1')], {}, new Set(['ses_1']))[0]).toContain('Its guard is in contact.');
  expect(plan([view('ses_1')], {}, null)).toContain(
    'Redis does not answer, so guards that listen there cannot be seen.',
  );
});

test('a thousand child sessions, and ids made to be long, still make a plan that can be shown whole', () => {
  const ids = Array.from({ length: 1_000 }, (_, index) => `ses_child_${index}`);
  const lines = plan([view('ses_1'), ...ids.map((id) => view(id))]);
  expect(lines.length).toBeLessThanOrEqual(60);
  for (const id of ids) expect(lines.some((line) => new RegExp(`\\b${id}\\b`).test(line))).toBe(true);
  const hostile = plan(Array.from({ length: 5_000 }, (_, index) => view(`${'&<'.repeat(200)}${index}\n`)));
  expect(hostile.length).toBeLessThanOrEqual(60);
  expect(hostile).toContain(
    'All 4999 child sessions are each ordered to stop before its next step; a call already under way is not recalled. Not all are named here.',
  );
  for (const line of [...lines, ...hostile]) expect(escapeMrkdwn(line, 901).length).toBeLessThanOrEqual(900);
});
