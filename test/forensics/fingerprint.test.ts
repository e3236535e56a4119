import { describe, expect, it } from 'vitest';
import { buildScenarios, type Scenario } from '../../bench/scenarios/build.ts';
import { analyze } from '../../src/forensics/analyze.ts';
import { fingerprintOf } from '../../src/forensics/fingerprint.ts';
import type { TraceEvent } from '../../src/trace/event.ts';
import { session } from '../support/session.ts';

const printOf = (events: TraceEvent[], originStep?: number): string | null =>
  fingerprintOf(analyze(events, originStep === undefined ? {} : { originStep }), events);

const lookUp = (boat: string, keeper: string, more: Record<string, unknown> = {}) =>
  session()
    .user('How is my boat?')
    .llm(`Looking, ${keeper}.`)
    .tool('get_boat', { boat_id: boat, ...more }, { state: 'dry' })
    .llm(`It is dry, ${keeper}.`)
    .events();

describe('fingerprintOf', () => {
  it('can be read, and folds ids, numbers and names away', () => {
    expect(printOf(lookUp('boat-2211', 'Odile'))).toBe(
      'hallucination_propagation|ENTITY_HALLUCINATION|get_boat|boat_id=boat-#',
    );
    expect(printOf(lookUp('boat-90817', 'Maarten'))).toBe(printOf(lookUp('boat-2211', 'Odile')));
  });

  it('leaves out arguments that change with every call', () => {
    const print = printOf(lookUp('boat-2211', 'Odile'));
    expect(printOf(lookUp('boat-2211', 'Odile', { attempt: 3, trace_id: 'a81f-22' }))).toBe(print);
    expect(printOf(lookUp('boat-2211', 'Odile', { berth: 'north' }))).not.toBe(print);
  });

  it('differs by tool, by the form of the id, and by mode', () => {
    const prints = [
      printOf(lookUp('boat-2211', 'Odile')),
      printOf(lookUp('kpr_310', 'Odile')),
      printOf(lookUp('boat-2211', 'Odile').map((event) => (event.tool ? { ...event, tool: 'get_ship' } : event))),
      printOf(lookUp('boat-2211', 'Odile'), 4),
      printOf(
        session()
          .user('Is the tide in?')
          .times(8, (s) => s.llm('Again.').tool('get_tide', { place: 'north' }, { cm: 1 }))
          .events(),
      ),
    ];
    expect(prints).not.toContain(null);
    expect(new Set(prints).size).toBe(prints.length);
  });

  it('is the same whether the deciding call was captured or not, and whether arguments came as text', () => {
    const print = printOf(lookUp('boat-2211', 'Odile'));
    const undecided = lookUp('boat-2211', 'Odile').filter(({ step }) => step !== 2);
    const asText = lookUp('boat-2211', 'Odile').map((event) =>
      event.tool ? { ...event, args: JSON.stringify(event.args) } : event,
    );
    expect(printOf(undecided)).toBe(print);
    expect(printOf(asText)).toBe(print);
  });

  it('is null for a clean session', () => {
    expect(printOf(session().user('Hello').llm('Hi').events())).toBeNull();
  });

  it('stays short and harmless, whatever the trace says', () => {
    const nasty = `get|order\0\ud800<!channel>\n${'x'.repeat(5000)}`;
    const args = Object.fromEntries(
      Array.from({ length: 500 }, (_, i) => [`${nasty}${'abc'.charAt(i % 3)}${i}`, 'ord_555']),
    );
    const events = session().user('Go').llm('Going.').tool(nasty, args, 'ok').llm('Gone.').events();
    const print = printOf(events, 2);
    expect(print?.length).toBeLessThanOrEqual(1_600);
    expect(print).toMatch(/^[\p{L}\p{N}_.:/~#+=,|-]*$/u);
    expect(print?.split('|')).toHaveLength(4);
  });
});

describe('over the labelled scenarios', () => {
  interface Printed {
    scenario: Scenario;
    print: string;
    /** Fault, domain and the tool it was put on: what another seed may repeat. */
    failure: string;
  }
  const printed: Printed[] = [1, 2, 7].flatMap((seed) =>
    buildScenarios(seed).flatMap((scenario) => {
      const { label, events } = scenario;
      const first = Math.min(...(label.origin_steps ?? []));
      const report = analyze(events);
      const print = fingerprintOf(report, events);
      if (label.kind !== 'faulty' || print === null || !label.origin_steps?.includes(report.origin?.step ?? 0))
        return [];
      const tool = events.find((event) => event.step >= first && event.tool !== undefined)?.tool ?? '-';
      return [{ scenario, print, failure: `${label.fault} ${label.domain} ${tool}` }];
    }),
  );

  it('two sessions that failed alike bear the same print in nine of ten pairs', () => {
    let pairs = 0;
    let equal = 0;
    for (const [index, one] of printed.entries()) {
      for (const other of printed.slice(index + 1)) {
        if (one.failure !== other.failure) continue;
        pairs += 1;
        if (one.print === other.print) equal += 1;
      }
    }
    expect(pairs).toBeGreaterThan(300);
    expect(equal / pairs).toBeGreaterThan(0.88);
  });

  it('sessions of different trades hardly ever do, loops without any tool apart', () => {
    let pairs = 0;
    let equal = 0;
    const withTool = printed.filter(({ scenario }) => !/reasoning-loop|spawn-loop/.test(scenario.label.fault));
    for (const [index, one] of withTool.entries()) {
      for (const other of withTool.slice(index + 1)) {
        if (one.scenario.label.domain === other.scenario.label.domain) continue;
        pairs += 1;
        if (one.print === other.print) equal += 1;
      }
    }
    expect(pairs).toBeGreaterThan(10_000);
    expect(equal / pairs).toBeLessThan(0.001);
  });
});
