import { describe, expect, it } from 'vitest';
import { closestIds } from '../../src/trace/closest-ids.ts';

const ids = ['ses_abc124', 'ses_abc123', 'ses_zzz', 'run-ses_abc1', 'other'];

describe('closestIds', () => {
  it('puts ids that begin with what was typed first, then those that hold it', () => {
    expect(closestIds('ses_abc1', ids, 5)).toEqual(['ses_abc124', 'ses_abc123', 'run-ses_abc1']);
    expect(closestIds('ABC1', ids, 5)).toEqual(['ses_abc124', 'ses_abc123', 'run-ses_abc1']);
  });

  it('finds the id behind a slip, the smaller slip first', () => {
    expect(closestIds('ses_abd123', ids, 5)).toEqual(['ses_abc123', 'ses_abc124']);
    expect(closestIds('se_abc123', ids, 1)).toEqual(['ses_abc123']);
    expect(closestIds('ses_qqqqqq', ids, 5)).toEqual([]);
  });

  it('does not offer what was typed, nor the same id twice', () => {
    expect(closestIds('ses_abc123', [...ids, ...ids], 5)).toEqual(['ses_abc124']);
  });

  it('takes two letters only as a beginning', () => {
    expect(closestIds('he', ids, 5)).toEqual([]);
    expect(closestIds('ot', ids, 5)).toEqual(['other']);
  });

  it('is not slowed down by an id of a million characters', () => {
    expect(closestIds('x'.repeat(1_000_000), ['x'.repeat(999_999)], 5)).toHaveLength(1);
  });
});
