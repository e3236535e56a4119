import { describe, expect, it } from 'vitest';
import type { Totals } from '../../src/forensics/report.ts';
import { addTotals, sumTotals, tokensIn } from '../../src/forensics/totals.ts';
import { session } from '../support/session.ts';

const usage = { input_tokens: 1000, output_tokens: 500 };

describe('sumTotals', () => {
  it('counts events and calls by type', () => {
    const { totals } = sumTotals(session().user('a').llm('b').tool('t', {}, 'r').llm('c').retrieval('d').events());
    expect(totals).toMatchObject({ events: 5, llm_calls: 2, tool_calls: 1 });
  });

  it('leaves what nobody measured null, never 0', () => {
    const { totals, warnings } = sumTotals(session().user('a').llm('b').events());
    expect(totals).toMatchObject({ input_tokens: null, output_tokens: null, cost_usd: null, duration_ms: null });
    expect(warnings).toEqual([]);
  });

  it('keeps a measured 0', () => {
    const { totals } = sumTotals(session().llm('b', { input_tokens: 0, ms: 0, cost_usd: 0 }).events());
    expect(totals).toMatchObject({ input_tokens: 0, output_tokens: null, cost_usd: 0, duration_ms: 0 });
  });

  it('sums tokens and time over all kinds of events', () => {
    const built = session()
      .llm('a', { input_tokens: 10, output_tokens: 3, ms: 100 })
      .tool('t', {}, 'r', { ms: 40 })
      .llm('b', { input_tokens: 20, ms: 60.5 });
    expect(sumTotals(built.events()).totals).toMatchObject({ input_tokens: 30, output_tokens: 3, duration_ms: 200.5 });
  });

  it.each(['gpt-4o', 'claude-3-7-sonnet', 'anthropic/claude-3-7-sonnet', 'gemini-2.0-flash'])('prices %s', (model) => {
    const { totals, warnings } = sumTotals(
      session()
        .llm('a', { model, ...usage })
        .events(),
    );
    expect(totals.cost_usd).toBeGreaterThan(0);
    expect(warnings).toEqual([]);
  });

  it('makes twice the calls cost twice as much', () => {
    const once = session().llm('a', { model: 'gpt-4o', ...usage });
    const twice = session()
      .llm('a', { model: 'gpt-4o', ...usage })
      .llm('a', { model: 'gpt-4o', ...usage });
    expect(sumTotals(twice.events()).totals.cost_usd).toBeCloseTo(
      2 * (sumTotals(once.events()).totals.cost_usd ?? NaN),
      6,
    );
  });

  it.each<[what: string, extra: object, named: string]>([
    ['a model without a price', { model: 'house-brew-9b', ...usage }, 'house-brew-9b'],
    ['a call without a model', usage, 'without a model'],
  ])('does not know the cost beside %s, and says so', (_what, extra, named) => {
    const { totals, warnings } = sumTotals(
      session()
        .llm('a', { model: 'gpt-4o', ...usage })
        .llm('b', extra)
        .events(),
    );
    expect(totals.cost_usd).toBeNull();
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(named);
  });

  it('honours a delivered cost, also of unknown models and of tools', () => {
    const built = session()
      .llm('a', { model: 'house-brew-9b', ...usage, cost_usd: 0.4 })
      .tool('render', {}, 'ok', { cost_usd: 0.1 });
    const { totals, warnings } = sumTotals(built.events());
    expect(totals.cost_usd).toBeCloseTo(0.5, 9);
    expect(warnings).toEqual([]);
  });
});

describe('addTotals and tokensIn', () => {
  const known: Totals = {
    events: 2,
    llm_calls: 1,
    tool_calls: 1,
    input_tokens: 10,
    output_tokens: null,
    cost_usd: 1,
    duration_ms: null,
  };

  it('adds a child; unknown on both sides stays unknown, unknown cost on one side too', () => {
    expect(addTotals(known, { ...known, cost_usd: null, duration_ms: 5 })).toEqual({
      events: 4,
      llm_calls: 2,
      tool_calls: 2,
      input_tokens: 20,
      output_tokens: null,
      cost_usd: null,
      duration_ms: 5,
    });
    expect(addTotals(known, known).cost_usd).toBe(2);
  });

  it('counts both directions, null where neither is known', () => {
    expect(tokensIn(known)).toBe(10);
    expect(tokensIn({ ...known, output_tokens: 4 })).toBe(14);
    expect(tokensIn({ ...known, input_tokens: null })).toBeNull();
  });
});
