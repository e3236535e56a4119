import { describe, expect, it } from 'vitest';
import { analyze } from '../../../src/forensics/analyze.ts';
import { type SessionBuilder, session } from '../../support/session.ts';
import { flagged, flagsOf } from '../findings.ts';

const type = 'LOOP_DETECTED';

const tide = { station: 'harbour', unit: 'cm' };
const start = (): SessionBuilder => session().user('How high is the tide in the harbour?');

describe('the same call again and again', () => {
  it('is flagged from the fourth call on, not before', () => {
    const calls = (count: number): SessionBuilder => start().times(count, (s) => s.tool('get_tide', tide, { cm: 212 }));
    expect(flagged(calls(3), type)).toEqual([]);
    expect(flagged(calls(4), type)).toEqual([5]);
    expect(flagged(calls(9), type)).toEqual([5]);
  });

  it('has its origin where the loop was entered, and every repetition in the cascade', () => {
    const built = session()
      .user('How high is the tide?')
      .tool('list_stations', {}, { stations: ['harbour', 'mole'] })
      .llm('Measuring.')
      .times(6, (s) => s.tool('get_tide', tide, { cm: 212 }));
    const report = analyze(built.events());
    expect(report.classification.mode).toBe('cost_runaway');
    expect(report.origin?.step).toBe(4);
    expect(report.cascade.map((entry) => entry.step)).toEqual([5, 6, 7, 8, 9]);
    expect(report.wrong_output_step).toBeNull();
  });

  it.each<[what: string, args: (i: number) => unknown]>([
    ['key order', (i) => (i % 2 === 0 ? { station: 'harbour', unit: 'cm' } : { unit: 'cm', station: 'harbour' })],
    ['a nonce', (i) => ({ ...tide, request_id: `r-${i * 7919}` })],
    ['an attempt counter', (i) => ({ ...tide, attempt: i })],
    ['a time of asking', (i) => ({ ...tide, requested_at: `2031-05-02T10:0${i}:00Z` })],
    ['a random value under any name', (i) => ({ ...tide, x: `${i}d1f7a30-55c1-4a9e-8a7f-0b2c6e1d9f4${i}` })],
    ['white space and case', (i) => ({ station: i % 2 === 0 ? ' Harbour' : 'harbour ', unit: 'cm' })],
    ['nesting kept in a string', (i) => (i % 2 === 0 ? JSON.stringify(tide) : tide)],
    [
      'the wording of a question',
      (i) => ({
        question: `${i % 2 === 0 ? 'Please tell me the' : 'Tell me please, the'} highest water level measured in the harbour`,
      }),
    ],
  ])('is flagged when only %s differs', (_what, args) => {
    expect(
      flagged(
        start().times(6, (s, i) => s.tool('get_tide', args(i), { cm: 212 })),
        type,
      ),
    ).toHaveLength(1);
  });

  it('is flagged for two calls in turn', () => {
    const built = start().times(5, (s) =>
      s.tool('get_tide', tide, { cm: 212 }).tool('get_wind', { station: 'harbour' }, { knots: 14 }),
    );
    const [flag, ...rest] = flagsOf(built, type);
    expect(rest).toEqual([]);
    expect(flag?.evidence).toContain('get_tide');
    expect(flag?.evidence).toContain('get_wind');
    expect(analyze(built.events()).origin?.step).toBe(2);
  });

  it('is flagged for retries on the same error, and says that they fail', () => {
    const built = start().times(6, (s) => s.llm('Trying again.').fails('get_tide', tide, 'gauge offline'));
    const [flag] = flagsOf(built, type);
    expect(flag?.evidence).toMatch(/failing/);
  });

  it('is flagged for a write repeated whatever it returns', () => {
    const built = session()
      .user('Let the choir know about tonight.')
      .times(5, (s, i) =>
        s.tool('send_notice', { group: 'choir', text: 'Rehearsal at eight tonight' }, { id: `n-${i}00${i}` }),
      );
    expect(flagged(built, type)).toHaveLength(1);
  });
});

describe('calls that are no loop', () => {
  it.each<[what: string, part: (s: SessionBuilder, i: number) => SessionBuilder]>([
    ['fan-out over ids', (s, i) => s.tool('get_buoy', { buoy_id: `buoy-${4100 + i}` }, { ok: true })],
    ['fan-out over names', (s, i) => s.tool('get_tide', { station: `${'abcdefgh'[i]}-town` }, { cm: 212 })],
    ['numbered pages', (s, i) => s.tool('list_logs', { ship: 'ida', page: i + 1 }, { rows: ['calm'] })],
    [
      'cursors that the page before gave',
      (s, i) =>
        s.tool(
          'list_logs',
          { ship: 'ida', ...(i === 0 ? {} : { cursor: `a81f99c2d${i}` }) },
          { rows: ['calm'], next: `a81f99c2d${i + 1}` },
        ),
    ],
    ['polling with progress', (s, i) => s.tool('get_job', { job: 'survey' }, { percent: i * 12, phase: `leg ${i}` })],
    [
      'the same words about other numbers',
      (s, i) => s.tool('ask_pilot', { question: `What is the clearance below bridge ${11 + i} at low water?` }, 'six'),
    ],
  ])('is quiet for %s', (_what, part) => {
    expect(flagged(start().times(8, part), type)).toEqual([]);
  });

  it('is quiet when a person asks each time', () => {
    const built = session().times(6, (s) =>
      s.user('And now?').llm('Measuring.').tool('get_tide', tide, { cm: 212 }).llm('212 cm.'),
    );
    expect(flagged(built, type)).toEqual([]);
  });

  it('flags polling that never ends', () => {
    const built = start().times(60, (s, i) =>
      s.tool('get_job', { job: 'survey' }, { phase: `leg ${'abc'[i % 3]}${i}` }),
    );
    expect(flagged(built, type)).toHaveLength(1);
  });
});
