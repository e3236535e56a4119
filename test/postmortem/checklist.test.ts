import { describe, expect, test } from 'vitest';
import { isAnswered, tickPostmortem } from '../../src/postmortem/checklist.ts';
import type { DocumentFact, PostmortemFacts } from '../../src/postmortem/facts.ts';
import { type PostmortemItem, postmortemItems, type Ticks } from '../../src/postmortem/items.ts';
import { recommend } from '../../src/postmortem/recommend.ts';
import { renderPostmortem } from '../../src/postmortem/render.ts';
import { bareFacts } from '../../src/postmortem/sample-facts.ts';
import { loadOwnTemplates } from '../../src/postmortem/templates.ts';
import { orderFacts } from './facts.ts';

const { postmortem: template } = await loadOwnTemplates();
const { incident, report } = orderFacts;
if (report === null) throw new Error('the order agent has a report');

function documentFact(text: string, state: DocumentFact['state'] = 'draft'): DocumentFact {
  return { state, text, rendered: renderPostmortem(orderFacts, template), ticks: {} };
}

function done(facts: PostmortemFacts, item: PostmortemItem, ticks: Ticks = {}): boolean {
  const text = facts.document?.text ?? null;
  return tickPostmortem(facts, text, ticks).find((tick) => tick.item === item)?.done ?? false;
}

function withItem(name: string, state: 'open' | 'done' | 'skipped'): PostmortemFacts {
  const checklist = incident.checklist.map((item) => (item.name === name ? { ...item, state } : item));
  return { ...orderFacts, incident: { ...incident, checklist } };
}

test('nothing is ticked of an incident of which nothing is known', () => {
  const ticks = tickPostmortem(bareFacts, null, {});
  expect(ticks.map(({ item }) => item)).toEqual(Object.keys(postmortemItems));
  expect(ticks.filter((tick) => tick.done)).toEqual([]);
});

describe('evidence ticks', () => {
  test.each([
    ['a capture kept for 30 days', 'trace_exported', orderFacts, true],
    [
      'a capture kept for a day less',
      'trace_exported',
      {
        ...orderFacts,
        captures: orderFacts.captures.map((one) => ({ ...one, keep_until: '2026-12-21T10:00:00.000Z' })),
      },
      false,
    ],
    ['an accepted origin', 'origin_identified', orderFacts, true],
    ['an origin nobody accepted', 'origin_identified', withItem('origin', 'open'), false],
    ['an origin item that was skipped', 'origin_identified', withItem('origin', 'skipped'), false],
    [
      'a chosen origin',
      'origin_identified',
      { ...bareFacts, incident: { ...incident, origin_override: { step: 2, by: 'U1', reason: 'x' } } },
      true,
    ],
    [
      'an accepted item without any origin',
      'origin_identified',
      { ...orderFacts, report: { ...report, origin: null } },
      false,
    ],
    ['an accepted mode', 'mode_classified', orderFacts, true],
    ['a mode nobody accepted', 'mode_classified', withItem('classify', 'open'), false],
    ['a cascade', 'cascade_documented', orderFacts, true],
    [
      'a cascade without an origin',
      'cascade_documented',
      { ...orderFacts, report: { ...report, origin: null } },
      false,
    ],
    ['an open blast radius', 'actions_enumerated', orderFacts, false],
    ['a finished blast radius', 'actions_enumerated', withItem('blast_radius', 'done'), true],
    ['an action that is open', 'actions_remediated', withItem('blast_radius', 'done'), false],
    ['no action, not confirmed', 'actions_remediated', { ...orderFacts, reversals: [] }, false],
    ['no action, confirmed', 'actions_remediated', { ...withItem('blast_radius', 'done'), reversals: [] }, true],
    [
      'all actions settled',
      'actions_remediated',
      {
        ...orderFacts,
        reversals: orderFacts.reversals.map((one) => ({ ...one, done: { by: 'U1', at: incident.opened_at } })),
      },
      true,
    ],
    ['no root cause', 'root_cause_named', orderFacts, false],
    [
      'a root cause',
      'root_cause_named',
      { ...orderFacts, incident: { ...incident, root_cause: 'tool_interface' } },
      true,
    ],
    ['a distributed postmortem', 'distributed', { ...orderFacts, document: documentFact('', 'distributed') }, true],
    ['a published one', 'distributed', { ...orderFacts, document: documentFact('', 'published') }, false],
    ['nobody', 'eval_added', orderFacts, false],
    ['nobody', 'alert_configured', orderFacts, false],
  ] as [string, PostmortemItem, PostmortemFacts, boolean][])('%s, %s: %#', (_name, item, facts, expected) => {
    expect(done(facts, item)).toBe(expected);
  });

  test('the detection gap counts once a person wrote something under its question', () => {
    const rendered = renderPostmortem(orderFacts, template);
    const gap = (answer: string) => {
      const text = rendered.replace(/(<!-- section: detection-gap -->[\s\S]*?\*\*Answer:\*\*)/, `$1${answer}`);
      return done({ ...orderFacts, document: documentFact(text) }, 'detection_gap_described');
    };
    expect(gap('')).toBe(false);
    expect(gap('\n\n   \n')).toBe(false);
    expect(gap('\n> **Question:** And another one?')).toBe(false);
    expect(gap(' There was no eval for it.')).toBe(true);
    expect(gap('\n\nThere was no eval for it.')).toBe(true);
  });

  test('words of a customised template are no answer', () => {
    expect(isAnswered(['## Gap', 'Think of evals first.'], ['## Gap', 'Think of evals first.'])).toBe(false);
    expect(isAnswered(['## Gap', 'Think of evals first.', 'No eval.'], ['## Gap', 'Think of evals first.'])).toBe(true);
  });

  test('a cascade section that was deleted documents nothing', () => {
    const text = renderPostmortem(orderFacts, template).replace(
      /<!-- section: cascade -->[\s\S]*<!-- \/section: cascade -->/,
      '',
    );
    expect(done({ ...orderFacts, document: documentFact(text) }, 'cascade_documented')).toBe(false);
  });
});

test("a person's tick and untick win over evidence", () => {
  expect(done(orderFacts, 'trace_exported', { trace_exported: false })).toBe(false);
  expect(done(bareFacts, 'trace_exported', { trace_exported: true })).toBe(true);
  expect(done(orderFacts, 'eval_added', { eval_added: true })).toBe(true);
});

describe('the recommendation', () => {
  const noActions = { ...orderFacts, reversals: [] };
  const escalated = (verdict: 'postmortem' | 'bug' | 'none', reasons = ['Because.']) => {
    return { ...noActions, report: { ...report, escalation: { verdict, reasons } } };
  };
  const overridden = (facts: PostmortemFacts, mode: 'none' | 'tool_misfire') => {
    return { ...facts, incident: { ...incident, mode_override: { mode, by: 'U1', reason: 'Seen.' } } };
  };
  const similar = { fingerprint: 'x', similar: ['ses_1', 'ses_2'] };

  test.each([
    ['no report', { ...noActions, report: null }, null],
    ['the rule says postmortem', escalated('postmortem'), { verdict: 'postmortem', reasons: ['Because.'] }],
    ['the rule says bug', escalated('bug'), { verdict: 'bug', reasons: ['Because.'] }],
    ['nothing was found', escalated('none'), { verdict: 'none', reasons: ['Because.'] }],
    [
      'an action a person added by hand',
      { ...escalated('bug'), reversals: orderFacts.reversals },
      { verdict: 'postmortem', reasons: ['The agent took 1 external action.'] },
    ],
    [
      'the same pattern elsewhere',
      { ...escalated('bug'), pattern: similar },
      { verdict: 'postmortem', reasons: ['The same pattern appeared in 2 other sessions.'] },
    ],
    [
      'responders who found no fault',
      overridden(escalated('postmortem'), 'none'),
      { verdict: 'none', reasons: ['The responders found no fault. Seen.'] },
    ],
    [
      'responders who found a fault where the report found none',
      overridden(escalated('none'), 'tool_misfire'),
      { verdict: 'bug', reasons: ['The responders found a fault; no external action is known.'] },
    ],
  ] as [string, PostmortemFacts, ReturnType<typeof recommend>][])('%s', (_name, facts, expected) => {
    expect(recommend(facts)).toEqual(expected);
  });
});
