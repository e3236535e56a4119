import { describe, expect, test } from 'vitest';
import type { PostmortemRecord, PostmortemState } from '../../src/postmortem/record.ts';
import { type PostmortemEvent, stepPostmortem } from '../../src/postmortem/step-postmortem.ts';

const now = new Date('2026-11-22T10:00:00.000Z');
const dueAt = new Date('2026-11-24T10:00:00.000Z');
const text = '<!-- section: checklist -->\n- [ ] Eval <!-- item: eval_added -->\n<!-- /section: checklist -->\n';

function record(parts: Partial<PostmortemRecord> = {}): PostmortemRecord {
  const closed = { publishedAt: null, url: null, closedBy: null, closedAt: null, reason: null };
  const base = { incidentId: 'inc_1', state: 'draft', owner: 'U1', dueAt, revision: 4, snoozes: 0 } as const;
  return { ...base, ...closed, ticks: {}, text, rendered: text, ...parts };
}

function step(state: PostmortemState, event: PostmortemEvent, parts: Partial<PostmortemRecord> = {}): string {
  const result = stepPostmortem(record({ state, ...parts }), event, now);
  return 'refused' in result ? String(result.code) : (result.state ?? state);
}

const publish = { type: 'published', url: 'file:///x' } as const;
const distribute = { type: 'distributed', by: 'U1' } as const;
const waive = { type: 'waived', by: 'U1', reason: 'A drill.' } as const;
const snooze = { type: 'snoozed', by: 'U1', until: new Date('2026-11-23T10:00:00.000Z') } as const;

test.each([
  ['draft', publish, 'published'],
  ['published', publish, 'published'],
  ['distributed', publish, 'distributed'],
  ['waived', publish, 'conflict'],
  ['draft', distribute, 'conflict'],
  ['published', distribute, 'distributed'],
  ['distributed', distribute, 'repeated'],
  ['waived', distribute, 'conflict'],
  ['draft', waive, 'waived'],
  ['published', waive, 'waived'],
  ['distributed', waive, 'conflict'],
  ['waived', waive, 'repeated'],
  ['draft', { ...waive, reason: '  ' }, 'invalid'],
  ['draft', snooze, 'draft'],
  ['distributed', snooze, 'conflict'],
  ['waived', snooze, 'conflict'],
] as [PostmortemState, PostmortemEvent, string][])('%s, then %o: %s', (state, event, expected) => {
  expect(step(state, event)).toBe(expected);
});

test('snoozing has a limit in number and in time', () => {
  expect(step('draft', snooze, { snoozes: 2 })).toBe('draft');
  expect(step('draft', snooze, { snoozes: 3 })).toBe('conflict');
  expect(step('draft', { ...snooze, until: new Date('2026-11-25T10:00:00.000Z') })).toBe('draft');
  expect(step('draft', { ...snooze, until: new Date('2026-11-25T10:00:00.001Z') })).toBe('invalid');
  expect(step('draft', { ...snooze, until: now })).toBe('invalid');
});

test('who closed it, when and why is kept', () => {
  expect(stepPostmortem(record(), waive, now)).toEqual({
    state: 'waived',
    closedBy: 'U1',
    closedAt: now,
    reason: 'A drill.',
  });
});

describe('saving', () => {
  const ticked = text.replace('[ ]', '[x]');

  test('keeps the text, and what was ticked in it as a tick of a person', () => {
    const event = { type: 'saved', text: `${ticked.replaceAll('\n', '\r\n')}More.`, expectedRevision: 4 } as const;
    expect(stepPostmortem(record(), event, now)).toEqual({ text: `${ticked}More.`, ticks: { eval_added: true } });
  });

  test.each([
    ['a text that was read before somebody changed it', { text: ticked, expectedRevision: 3 }, 'conflict'],
    ['a text without any change', { text, expectedRevision: 4 }, 'repeated'],
    ['a text no page could show', { text: 'x'.repeat(2_000_001), expectedRevision: 4 }, 'invalid'],
  ])('refuses %s', (_name, input, expected) => {
    expect(step('draft', { type: 'saved', ...input })).toBe(expected);
  });
});

test('a rendering made of an older state is refused, one that brings nothing changes nothing', () => {
  expect(step('draft', { type: 'rendered', rendering: 'x', expectedRevision: 3 })).toBe('conflict');
  expect(step('draft', { type: 'rendered', rendering: text, expectedRevision: 4 })).toBe('repeated');
});

test('a tick for an item there is not, or a second one, is refused', () => {
  expect(step('draft', { type: 'ticked', item: 'constructor', done: true })).toBe('invalid');
  expect(step('draft', { type: 'ticked', item: 'eval_added', done: true }, { ticks: { eval_added: true } })).toBe(
    'repeated',
  );
  expect(
    stepPostmortem(record({ ticks: { eval_added: true } }), { type: 'ticked', item: 'eval_added', done: false }, now),
  ).toEqual({
    ticks: { eval_added: false },
  });
});
