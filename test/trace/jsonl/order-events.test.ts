import { describe, expect, it } from 'vitest';
import type { TraceEvent } from '../../../src/trace/event.ts';
import { orderEvents } from '../../../src/trace/jsonl/order-events.ts';

const at = (step: number, fields: Partial<TraceEvent> = {}): TraceEvent => ({
  session_id: 's',
  step,
  type: 'llm_call',
  ...fields,
});
const steps = (...numbers: number[]) => orderEvents(numbers.map((step) => at(step, { summary: `step ${step}` })));

describe('orderEvents', () => {
  it('leaves a whole session alone', () => {
    expect(steps(1, 2, 3)).toEqual({
      events: [1, 2, 3].map((step) => at(step, { summary: `step ${step}` })),
      warnings: [],
    });
  });

  it('sorts by step and says so', () => {
    const { events, warnings } = steps(3, 1, 2);
    expect(events.map(({ step }) => step)).toEqual([1, 2, 3]);
    expect(warnings).toEqual(['events stood out of order and were sorted by step']);
  });

  it('drops exact repeats, wherever they stand', () => {
    const { events, warnings } = steps(1, 2, 2, 3, 1);
    expect(events.map(({ step }) => step)).toEqual([1, 2, 3]);
    expect(warnings).toContain('2 repeated events dropped');
  });

  it('keeps different events of one step in input order', () => {
    const { events, warnings } = orderEvents([
      at(1),
      at(2, { summary: 'b' }),
      at(2, { summary: 'a' }),
      at(2, { summary: 'b' }),
    ]);
    expect(events.map(({ summary }) => summary)).toEqual([undefined, 'b', 'a']);
    expect(warnings).toEqual(['1 repeated event dropped', 'step 2 stands more than once, with different content']);
  });

  it('tells events apart that differ in their prompts only', () => {
    const say = (content: string) => at(1, { prompt: [{ role: 'user', content }] });
    expect(orderEvents([say('a'), say('b'), say('a')]).events).toEqual([say('a'), say('b')]);
  });

  it.each([
    [[1, 3], 'step 2 is missing'],
    [[1, 5], 'steps 2-4 are missing'],
    [[1, 3, 6], 'steps 2, 4-5 are missing'],
    [[4], 'steps 1-3 are missing'],
    [[1, 3, 5, 7, 9, 11, 13], '6 steps are missing: 2, 4, 6, 8, 10 and 1 more'],
  ])('warns of gaps in %j', (numbers, warning) => {
    expect(steps(...numbers).warnings).toEqual([warning]);
  });

  it('lists few of many doubled steps', () => {
    const numbers = Array.from({ length: 40 }, (_, i) => i + 1);
    const doubled = numbers.flatMap((step) => [at(step, { summary: 'a' }), at(step, { summary: 'b' })]);
    expect(orderEvents(doubled).warnings).toEqual([
      '40 steps stand more than once, with different content: 1, 2, 3, 4, 5 and 35 more',
    ]);
  });

  it('stays fast where all events claim the same step', () => {
    const same = Array.from({ length: 50_000 }, (_, i) => at(1, { summary: `event ${i}` }));
    const started = performance.now();
    expect(orderEvents([...same, ...same]).events).toHaveLength(50_000);
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
