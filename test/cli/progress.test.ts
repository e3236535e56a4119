import { describe, expect, it } from 'vitest';
import { createProgressLine } from '../../src/cli/progress.ts';

function setUp(enabled = true) {
  const written: string[] = [];
  const clock = { now: 0 };
  const line = createProgressLine({ write: (text) => written.push(text), enabled, now: () => clock.now });
  return { written, clock, line };
}

describe('progress line', () => {
  it('stays away for a second, then updates in place and is removed', () => {
    const { written, clock, line } = setUp();
    clock.now = 999;
    line.update('a.jsonl', { bytes: 1, events: 1 });
    line.clear();
    expect(written).toEqual([]);
    clock.now = 1000;
    line.update('a.jsonl', { bytes: 12_300_000, events: 1234 });
    clock.now = 1050;
    line.update('a.jsonl', { bytes: 12_400_000, events: 1250 });
    line.clear();
    line.clear();
    expect(written).toEqual(['\r\u001b[KReading a.jsonl: 12.3 MB, 1,234 events', '\r\u001b[K']);
  });

  it('is not drawn where standard error is no terminal', () => {
    const { written, clock, line } = setUp(false);
    clock.now = 5000;
    line.update('a.jsonl', { bytes: 1, events: 1 });
    line.clear();
    expect(written).toEqual([]);
  });
});
