import { describe, expect, test } from 'vitest';
import { formatRate, poolRates, shareOf, wilsonInterval } from '../../bench/support/forensics/rate.ts';

describe('wilsonInterval', () => {
  // Worked out by hand: (p + z²/2n ± z√(p(1-p)/n + z²/4n²)) / (1 + z²/n).
  test.each([
    [{ hits: 49, n: 51 }, 0.868, 0.989],
    [{ hits: 0, n: 10 }, 0, 0.278],
    [{ hits: 10, n: 10 }, 0.722, 1],
    [{ hits: 5, n: 10 }, 0.237, 0.763],
  ])('%o lies between %f and %f', (rate, low, high) => {
    const [lower, upper] = wilsonInterval(rate);
    expect(lower).toBeCloseTo(low, 3);
    expect(upper).toBeCloseTo(high, 3);
  });

  test('says nothing about nothing', () => {
    expect(wilsonInterval({ hits: 0, n: 0 })).toEqual([0, 1]);
  });
});

test('a share of nothing is unknown, not zero', () => {
  expect(shareOf({ hits: 0, n: 0 })).toBeNull();
  expect(formatRate({ hits: 0, n: 0 })).toBe('none');
});

test('pooled rates weigh every session alike', () => {
  const pooled = poolRates([
    { hits: 1, n: 1 },
    { hits: 0, n: 3 },
  ]);
  expect(pooled).toEqual({ hits: 1, n: 4 });
});
