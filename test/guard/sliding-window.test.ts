import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createGuard } from '../../src/guard/guard.ts';
import { SlidingWindow } from '../../src/guard/sliding-window.ts';
import { FakeClock } from './support/fake-clock.ts';
import { FakeControl } from './support/fake-control.ts';

/** The most calls that any 60 seconds hold, ends included. */
function busiest(times: readonly number[]): number {
  return Math.max(0, ...times.map((from) => times.filter((at) => at >= from && at <= from + 60_000).length));
}

test('no 60 seconds hold more calls than the limit, whenever calls are asked for', () => {
  const gaps = fc.array(fc.double({ min: 0, max: 30_000, noNaN: true }), { maxLength: 200 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), gaps, (limit, asked) => {
      const window = new SlidingWindow();
      const times: number[] = [];
      let now = 0;
      for (const gap of asked) {
        now += gap;
        for (let delay = window.delayMs(now, limit); delay > 0; delay = window.delayMs(now, limit)) now += delay;
        window.add(now);
        times.push(now);
      }
      expect(busiest(times)).toBeLessThanOrEqual(limit);
    }),
  );
});

test('a call waits no longer than it must', () => {
  const window = new SlidingWindow();
  for (const at of [0, 10, 20]) window.add(at);
  expect(window.delayMs(30, 3)).toBe(59_971);
  expect(window.delayMs(30, 4)).toBe(0);
  expect(window.delayMs(60_001, 3)).toBe(0);
});

test('through the guard: parallel branches share one limit, exactly', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 5 }), async (limit, branches) => {
      const clock = new FakeClock();
      const control = new FakeControl();
      const guard = createGuard({
        sessionId: 'ses_1',
        secret: 'a-guard-secret-of-one-session',
        control,
        fail: 'open',
        onAlarm: () => undefined,
        loopLimit: false,
        clock,
      });
      control.order('limit', 1, limit);
      const times: number[] = [];
      const branch = async (): Promise<void> => {
        for (let i = 0; i < 8; i++) {
          await guard.beforeToolCall({ tool: 'a', args: i });
          times.push(clock.elapsed());
        }
      };
      const all = Promise.all(Array.from({ length: branches }, branch));
      await clock.advance(60_001 * 8 * branches);
      await all;
      expect(busiest(times)).toBe(Math.min(limit, 8 * branches));
    }),
    { numRuns: 25 },
  );
});
