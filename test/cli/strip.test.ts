import { describe, expect, it } from 'vitest';
import { foldStrip, stripLegend } from '../../src/cli/strip.ts';
import type { StripStep } from '../../src/forensics/report.ts';

function steps(...runs: [StripStep['mark'], number][]): StripStep[] {
  return runs
    .flatMap(([mark, length]) => Array.from({ length }, () => mark))
    .map((mark, index) => ({ step: index + 1, mark }));
}

describe('foldStrip', () => {
  it('folds long runs and leaves short ones', () => {
    const strip = steps(['quiet', 212], ['origin', 1], ['quiet', 3], ['cascade', 8], ['wrong_output', 1]);
    expect(foldStrip(strip, 50).join(' ')).toBe('·×212 ▲ · · · ░×8 ✗');
    expect(foldStrip(strip, 50, false).join(' ')).toBe('.x212 ^ . . . +x8 X');
  });

  it('shows the part around the origin where all marks are too many', () => {
    const pairs = Array.from({ length: 50 }, (): [StripStep['mark'], number][] => [
      ['flag', 1],
      ['action', 1],
    ]).flat();
    const strip = steps(...pairs, ['origin', 1], ...pairs);
    expect(foldStrip(strip, 12).join(' ')).toBe('… ■ ! ■ ! ■ ▲ ! ■ ! ■ ! ■ …');
  });
});

describe('stripLegend', () => {
  it('explains the marks in use, and nothing where all is quiet', () => {
    expect(stripLegend(steps(['quiet', 2], ['origin', 1]))).toEqual(['▲ origin', '· quiet']);
    expect(stripLegend(steps(['quiet', 2]))).toEqual([]);
  });
});
