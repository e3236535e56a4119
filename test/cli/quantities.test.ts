import { describe, expect, it } from 'vitest';
import { formatBytes, formatCount, formatDuration, formatPercent, formatUsd } from '../../src/cli/quantities.ts';

describe('quantities', () => {
  it.each([
    [null, 'unknown'],
    [Number.NaN, 'unknown'],
    [0, '$0.00'],
    [0.00001, '< $0.0001'],
    [0.00042, '$0.00042'],
    [0.0263, '$0.026'],
    [0.5, '$0.50'],
    [0.999, '$1.00'],
    [12_345.678, '$12,345.68'],
  ])('says %s dollars as %s', (usd, text) => {
    expect(formatUsd(usd)).toBe(text);
  });

  it.each([
    [null, 'unknown'],
    [0, '0 ms'],
    [840, '840 ms'],
    [4670, '4.7 s'],
    [59_990, '1 min 0 s'],
    [200_000, '3 min 20 s'],
    [7_261_000, '2 h 1 min'],
  ])('says %s milliseconds as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it('separates thousands and keeps unknown unknown', () => {
    expect(formatCount(1_204_566)).toBe('1,204,566');
    expect(formatCount(null)).toBe('unknown');
  });

  it('rounds a confidence down, never past what was computed', () => {
    expect([0.9, 0.799, 0.29, 1, 0].map(formatPercent)).toEqual(['90 %', '79 %', '29 %', '100 %', '0 %']);
  });

  it('says bytes in the unit that fits', () => {
    expect([840_000, 12_300_000, 1_500_000_000].map(formatBytes)).toEqual(['840 kB', '12.3 MB', '1.50 GB']);
  });
});
