import { describe, expect, it } from 'vitest';
import { analyze } from '../../../src/forensics/analyze.ts';
import { type SessionBuilder, session } from '../../support/session.ts';
import { flagged } from '../findings.ts';

const type = 'LOOP_DETECTED';
const spawn = (tasks: string[]): SessionBuilder =>
  tasks.reduce((s, task) => s.spawn(task), session().user('Count the birds of the wetland.'));

describe('agents that start agents', () => {
  it('are flagged when the same task is handed on more than three times', () => {
    const same = (count: number): SessionBuilder =>
      spawn(Array(count).fill('Count all waders on the northern mudflat'));
    expect(flagged(same(3), type)).toEqual([]);
    expect(flagged(same(4), type)).toHaveLength(1);
    const report = analyze(same(6).events());
    expect(report.classification.mode).toBe('cost_runaway');
    expect(report.origin?.step).toBe(2);
  });

  it('are flagged when only the number of the worker differs', () => {
    const tasks = Array.from({ length: 5 }, (_, i) => `Worker ${i + 1}: count all waders on the northern mudflat`);
    expect(flagged(spawn(tasks), type)).toHaveLength(1);
  });

  it.each<[what: string, tasks: string[]]>([
    [
      'different tasks',
      [
        'Count waders on the mudflat',
        'Photograph the heron colony',
        'Read the water gauges',
        'Interview the warden',
        'Repair the hide',
      ],
    ],
    ['ids', Array.from({ length: 6 }, (_, i) => `Read the ring of bird RING-${55010 + i} and note it`)],
    ['places', ['reeds', 'dunes', 'creek', 'meadow', 'lagoon'].map((place) => `Count waders in the ${place}`)],
  ])('are quiet when they fan out over %s', (_what, tasks) => {
    expect(flagged(spawn(tasks), type)).toEqual([]);
  });
});
