import { describe, expect, it } from 'vitest';
import { analyze } from '../../src/forensics/analyze.ts';
import { eventTypes, type TraceEvent } from '../../src/trace/event.ts';
import { type SessionBuilder, session } from '../support/session.ts';

describe('hardly any session', () => {
  it('no events at all make an empty report', () => {
    const report = analyze([]);
    expect(report).toMatchObject({
      session_id: '',
      origin: null,
      flags: [],
      cascade: [],
      strip: [],
      liveness: 'unknown',
    });
    expect(report.totals).toMatchObject({ events: 0, input_tokens: null, cost_usd: null });
    expect(report.classification.mode).toBe('none');
  });

  it.each(eventTypes)('one bare event of type %s is nothing to worry about', (type) => {
    const report = analyze([{ session_id: 'ses_one', step: 7, type }]);
    expect(report.session_id).toBe('ses_one');
    expect(report.classification.mode).toBe('none');
    expect(report.strip).toEqual([{ step: 7, mark: 'quiet' }]);
    expect(report.totals.events).toBe(1);
  });
});

describe('the frame of a report', () => {
  it('takes id, type and times from the first and last event that has them', () => {
    const built = session({ session_id: 'ses_frame' })
      .user('Hello')
      .llm('Hi', { timestamp: '2031-05-02T10:00:00Z', session_type: 'harbour-desk' })
      .llm('Bye', { timestamp: '2031-05-02T10:04:00Z' })
      .other();
    expect(analyze(built.events())).toMatchObject({
      session_id: 'ses_frame',
      session_type: 'harbour-desk',
      started_at: '2031-05-02T10:00:00Z',
      ended_at: '2031-05-02T10:04:00Z',
    });
    expect(analyze(session().user('Hello').events())).toMatchObject({ session_type: null, started_at: null });
  });

  it('passes the warnings of the reader on, before its own', () => {
    const built = session().llm('Hi', { model: 'house-brew-9b', input_tokens: 5, flags: ['ODD'] });
    const { warnings } = analyze(built.events(), { warnings: ['Line 4 was skipped.'] });
    expect(warnings[0]).toBe('Line 4 was skipped.');
    expect(warnings).toHaveLength(3);
  });

  it('counts children with the session when the spend is judged', () => {
    const usage = { input_tokens: 4000, cost_usd: 1 };
    const parent = session({ session_id: 'ses_parent' }).user('Count the birds.').llm('Done.', usage).events();
    const child = (id: string): ReturnType<typeof analyze> =>
      analyze(session({ session_id: id }).llm('Counted.', usage).events());
    const children = [child('ses_a'), child('ses_b')];
    const baseline = { cost_usd: 0.5 };
    expect(analyze(parent, { baseline }).classification.mode).toBe('none');
    const report = analyze(parent, { baseline, children });
    expect(report.children?.sessions).toEqual(['ses_a', 'ses_b']);
    expect(report.children?.totals).toMatchObject({ input_tokens: 8000, cost_usd: 2, events: 2 });
    expect(report.totals.cost_usd).toBe(1);
    expect(report.classification.mode).toBe('cost_runaway');
    expect(report.escalation.verdict).toBe('postmortem');
    expect(analyze(parent, { children: [] }).children).toBeNull();
  });
});

describe('the five-step session of a keeper', () => {
  const events: TraceEvent[] = session({ model: 'claude-3-7-sonnet' })
    .llmSummary('initiated keeper lookup by staff id', { input_tokens: 847, output_tokens: 312, ms: 1240 })
    .toolSummary('get_keeper', { id: 'kpr_310' }, 'returned Odile Brandt, senior keeper')
    .llmSummary('referenced an enclosure_id not present in prior context', { input_tokens: 1123, output_tokens: 445 })
    .toolSummary('get_enclosure', { id: 'enc_882' }, 'enclosure found, belongs to kpr_977, not kpr_310')
    .llmSummary('confirmed the enclosure for kpr_310', { input_tokens: 1892, output_tokens: 223 })
    .events();

  it('has its origin where the enclosure came out of nowhere, and all the rest follows', () => {
    const report = analyze(events);
    expect(report.classification.mode).toBe('hallucination_propagation');
    expect(report.origin?.step).toBe(3);
    expect(report.cascade.map((entry) => entry.step)).toEqual([4, 5]);
    expect(report.wrong_output_step).toBe(5);
    expect(report.blast_radius).toMatchObject([{ step: 4, effect: 'read' }]);
    expect(report.escalation.verdict).toBe('bug');
    expect(report.strip.map((mark) => mark.mark)).toEqual(['quiet', 'quiet', 'origin', 'flag', 'wrong_output']);
    expect(report.totals).toMatchObject({ llm_calls: 3, tool_calls: 2, input_tokens: 3862, output_tokens: 980 });
  });

  it('says the same when the backend flagged it', () => {
    const flags: Record<number, string> = { 3: 'ENTITY_HALLUCINATION', 4: 'ENTITY_MISMATCH' };
    const reported = events.map((event) => {
      const flag = flags[event.step];
      return flag === undefined ? event : { ...event, flags: [flag] };
    });
    const report = analyze(reported);
    expect(report.origin?.step).toBe(3);
    expect(report.flags.map((flag) => [flag.step, flag.type, flag.source])).toEqual([
      [3, 'ENTITY_HALLUCINATION', 'trace'],
      [4, 'ENTITY_MISMATCH', 'trace'],
    ]);
  });
});

describe('a long session', () => {
  const long = (turns: number): SessionBuilder =>
    session().times(turns, (s, i) =>
      s
        .user(`How is buoy BUOY-${10_000 + i} doing?`)
        .llm('Let me look at it.')
        .tool(
          'get_buoy',
          { buoy_id: `BUOY-${10_000 + i}` },
          { buoy_id: `BUOY-${10_000 + i}`, volts: 12 + i, lamp: 'on' },
        )
        .llm(`BUOY-${10_000 + i} is fine, its lamp is on.`),
    );

  it('of 2,000 events takes well under two seconds and finds the one fault in it', () => {
    const built = long(499)
      .user('And my own buoy?')
      .llm('Looking.')
      .tool('get_buoy', { buoy_id: 'BUOY-77777' }, { lamp: 'off' })
      .llm('Its lamp is off.');
    const events = built.events();
    expect(events).toHaveLength(2000);
    const started = performance.now();
    const report = analyze(events);
    expect(performance.now() - started).toBeLessThan(2000);
    expect(report.origin?.step).toBe(1998);
    expect(report.flags.map((flag) => flag.step)).toEqual([1998]);
  });

  it('is clean when nothing is wrong with it', () => {
    expect(analyze(long(250).events()).flags).toEqual([]);
  });
});
