import { describe, expect, test } from 'vitest';
import { generateSession } from '../../bench/support/throughput/generate-session.ts';
import { brokenLimits, type Row } from '../../bench/support/throughput/limits.ts';
import { medianOf } from '../../bench/support/throughput/measure.ts';
import { analyze } from '../../src/forensics/analyze.ts';
import { TraceEvent } from '../../src/trace/event.ts';

const eventsOf = (events: number, window: number | null): TraceEvent[] =>
  [...generateSession({ events, window, parallel: false, seed: 'test' })].map((line) =>
    TraceEvent.parse(JSON.parse(line)),
  );

describe('generateSession', () => {
  const whole = eventsOf(260, null);
  const calls = whole.filter((event) => event.type === 'llm_call');

  test('writes as many events as asked for, with steps that count up', () => {
    expect(whole.map((event) => event.step)).toEqual(Array.from({ length: 260 }, (_, index) => index + 1));
  });

  test('carries the whole conversation in every prompt, and the tools in the first', () => {
    for (const { step, prompt } of calls) expect(prompt).toHaveLength(step);
    expect(calls.filter((event) => event.tools !== undefined).map((event) => event.step)).toEqual([2]);
  });

  test('keeps the system message and the last messages where there is a window', () => {
    const last = eventsOf(260, 40).findLast((event) => event.type === 'llm_call');
    const full = calls.at(-1)?.prompt ?? [];
    expect(last?.prompt).toEqual([full[0], ...full.slice(-40)]);
  });

  test('answers every call asked for, by its id', () => {
    const messages = calls.at(-1)?.prompt ?? [];
    const asked = messages.flatMap((message) => (message.tool_calls ?? []) as { id: string }[]).map(({ id }) => id);
    const answered = messages.flatMap((message) => message.tool_call_id ?? []);
    expect(answered).toEqual(asked);
    expect(new Set(answered).size).toBe(answered.length);
  });

  test('is the same for the same seed', () => {
    expect(eventsOf(60, 20)).toEqual(eventsOf(60, 20));
  });

  test('holds one fault, a part that nobody named', () => {
    const report = analyze(whole);
    expect(report.classification.mode).toBe('hallucination_propagation');
    expect(report.flags).toMatchObject([{ type: 'ENTITY_HALLUCINATION' }]);
  });
});

describe('brokenLimits', () => {
  const row = (change: Partial<Row>): Row => {
    return { name: 'row', events: 1000, fileMb: 1, parseSeconds: 1, analysisSeconds: 2, peakRssMb: 300, ...change };
  };

  test('is empty where all limits hold', () => {
    const largest = row({ name: 'large', events: 10_000, parseSeconds: 10, analysisSeconds: 20 });
    expect(brokenLimits([row({}), largest], row({}), largest)).toEqual([]);
  });

  test('names a ratio, a growing cost and a peak that are too high', () => {
    const largest = row({ name: 'large', analysisSeconds: 4, peakRssMb: 900 });
    const broken = brokenLimits([row({}), largest], row({}), largest);
    expect(broken).toEqual([
      expect.stringContaining('large: 4.00 x the time of parsing'),
      expect.stringContaining('costs 2.00 x one at row'),
      expect.stringContaining('900 MB'),
    ]);
  });
});

test('the median of an even number of values lies between the middle ones', () => {
  expect(medianOf([9, 1, 5])).toBe(5);
  expect(medianOf([4, 1, 3, 100])).toBe(3.5);
});
