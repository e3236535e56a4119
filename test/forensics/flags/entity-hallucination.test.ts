import { describe, expect, it } from 'vitest';
import { analyze } from '../../../src/forensics/analyze.ts';
import { type SessionBuilder, session, toolOf } from '../../support/session.ts';
import { flagged, flagsOf } from '../findings.ts';

const type = 'ENTITY_HALLUCINATION';

/** A session that looks up one thing; the user names it or does not. */
const lookUp = (argument: string, id: string, said: string): SessionBuilder =>
  session()
    .user(said)
    .llm('I will look that up.')
    .tool('find_entry', { [argument]: id }, { state: 'active', shelf: 'north' })
    .llm('It is active.');

const ids: [argument: string, id: string][] = [
  ['loan_id', 'LN-88213'],
  ['animal_id', 'vet_4410'],
  ['meter', 'urn:meter:north:99120'],
  ['ticket', '3f2a91c4-77b0-4c1d-9a52-8e0d6b1c2f33'],
  ['member_number', '6640218'],
  ['email', 'ruth.adeyemi@harbor-clinic.example'],
  ['booking_ref', 'QX7P2M'],
  ['order', '#W9938102'],
  ['permit', 'PERM/2025/00871'],
  ['sample', 'crd:5521x8841'],
  ['record_id', 'a3f9c2d1e8b7'],
  ['phone', '+44 20 7946 0018'],
  ['account', 'DE-4410-8827-1193'],
  ['paper', '10.5555/reef.2031.118'],
];

describe('an id used as an argument', () => {
  it.each(ids)('is flagged at the call that decided it when nobody said it: %s %s', (argument, id) => {
    const [flag, ...rest] = flagsOf(lookUp(argument, id, 'What is the state of my entry?'), type);
    expect(rest).toEqual([]);
    expect(flag?.step).toBe(2);
    expect(flag?.evidence).toContain(id);
    expect(flag?.source).toBe('detector');
  });

  it.each(ids)('is quiet when the user gave it: %s %s', (argument, id) => {
    expect(flagged(lookUp(argument, id, `What is the state of ${id}, please?`), type)).toEqual([]);
  });

  it('is flagged at the call itself when no LLM call was captured before it', () => {
    const built = session().user('Is the pump running?').tool('get_pump', { pump_id: 'PMP-70113' }, { running: true });
    expect(flagged(built, type)).toEqual([2]);
  });

  it.each([
    ['a tool result', (s: SessionBuilder) => s.tool('list_kilns', {}, { kilns: [{ id: 'kiln-30981' }] })],
    ['a retrieved document', (s: SessionBuilder) => s.retrieval('Kiln kiln-30981 is due for service.')],
    [
      'the system prompt',
      (s: SessionBuilder) =>
        s.prompted([{ role: 'system', content: 'You look after kiln-30981.' }], 'Let me see what there is.'),
    ],
    ['a python-style result', (s: SessionBuilder) => s.tool('list_kilns', {}, "[{'id': 'kiln-30981', 'hot': True}]")],
    ['a record written as text', (s: SessionBuilder) => s.tool('show', {}, 'kiln: kiln-30981; owner: studio two')],
  ])('is quiet when %s held it', (_where, add) => {
    const built = add(session().user('Which kiln is hot?').llm('Looking.'))
      .llm('Reading its temperature.')
      .tool('get_temperature', { kiln_id: 'kiln-30981' }, { celsius: 940 });
    expect(flagged(built, type)).toEqual([]);
  });

  it("is quiet when the tool's own schema offers it", () => {
    const tool = toolOf('set_scene', { scene_id: { type: 'string', enum: ['SCN-1001', 'SCN-2002'] } });
    const built = session()
      .offers(tool)
      .user('Dim the lights for the film.')
      .llm('Setting the scene.')
      .tool('set_scene', { scene_id: 'SCN-2002' }, { ok: true });
    expect(flagged(built, type)).toEqual([]);
  });

  it('is flagged when it stands only as an example in a tool description, and says so', () => {
    const tool = toolOf('get_vehicle', { vin: { type: 'string', description: 'The vehicle, e.g. VIN-40021' } });
    const built = session()
      .offers(tool)
      .user('Is my van insured?')
      .llm('Let me check.')
      .tool('get_vehicle', { vin: 'VIN-40021' }, { insured: true })
      .llm('Yes, it is insured.');
    const [flag] = flagsOf(built, type);
    expect(flag?.step).toBe(3 - 1);
    expect(flag?.evidence).toMatch(/example in a tool description/i);
  });

  it('names the known id that it resembles', () => {
    const built = session()
      .user('Please pay invoice INV-48213.')
      .llm('Paying it.')
      .tool('pay_invoice', { invoice_id: 'INV-48231' }, { paid: true })
      .llm('Paid.');
    const [flag] = flagsOf(built, type);
    expect(flag?.step).toBe(2);
    expect(flag?.evidence).toContain('INV-48213');
  });

  it.each([
    ['my booking is bk 4471 20', 'BK-447120'],
    ['order W 373 4992, please', '#W3734992'],
    ['tag ab12cd34', 'AB12-CD34'],
    ['case number 771204', 'CASE-771204'],
    ['see https://maps.example/sites/site_9041?tab=2', 'site_9041'],
    ['the scan is in /mnt/scans/scan_7710.dcm', 'scan_7710'],
    ['doi https://doi.org/10.5555/reef.2031.118', '10.5555/reef.2031.118'],
    ['Reach me at Ruth.Adeyemi@Harbor-Clinic.example.', 'ruth.adeyemi@harbor-clinic.example'],
    ['write it to report for site_9041', 'report-site_9041-final'],
  ])('is quiet when the user said it in another way: "%s"', (said, id) => {
    expect(flagged(lookUp('ref', id, said), type)).toEqual([]);
  });

  it('is quiet when a creating call names its own thing', () => {
    const built = session()
      .user('Open a maintenance ticket for the lift.')
      .llm('Opening one.')
      .tool('create_ticket', { ticket_id: 'TCK-90210', subject: 'Lift stuck' }, { ticket_id: 'TCK-90210' });
    expect(flagged(built, type)).toEqual([]);
  });

  it.each(['request_id', 'idempotency_key', 'trace_id', 'cursor'])(
    'is quiet for what a runtime makes up: %s',
    (key) => {
      const built = session()
        .user('How many seats are left?')
        .llm('Counting.')
        .tool('count_seats', { [key]: 'f81a-99d2-40c7' }, { seats: 14 });
      expect(flagged(built, type)).toEqual([]);
    },
  );
});

describe('an id said in prose', () => {
  const prose = (): SessionBuilder =>
    session().user('Has the lab finished?').llm('Yes: your specimen SPC-50117 is ready.').user('Good, send it over.');

  it('is flagged where it was first said when a call uses it later', () => {
    const built = prose().llm('Doing so.').tool('ship_specimen', { id: 'SPC-50117' }, { shipped: true });
    const report = analyze(built.events());
    expect(report.flags.filter((flag) => flag.type === type).map((flag) => flag.step)).toEqual([2]);
    expect(report.origin?.step).toBe(2);
    expect(report.classification.mode).toBe('hallucination_propagation');
  });

  it('is quiet inside a code block', () => {
    const built = session()
      .user('Show me how to call the service.')
      .llm('Like this:\n```\nclient.get("SPC-50117")\n```\nReplace the id with yours.');
    expect(flagged(built, type)).toEqual([]);
  });

  it.each(['at 10:45 on 2031-04-02', 'for 48.50 EUR', 'version 4.11.2', 'in 2031', 'the 21st', '120 km', 'RFC-9110'])(
    'is quiet for what is no id: %s',
    (words) => {
      expect(flagged(session().user('When is the tram?').llm(`I would say ${words}.`), type)).toEqual([]);
    },
  );
});

describe('an invented id without consequence', () => {
  it('is flagged but carries no verdict when the tool refused it and it was dropped', () => {
    const built = session()
      .user('Is my locker paid for?')
      .llm('Let me see.')
      .fails('get_locker', { locker_id: 'LCK-55120' }, 'not found')
      .llm('I could not find a locker. Which number is on the door?');
    const report = analyze(built.events());
    const [flag] = report.flags.filter((found) => found.type === type);
    expect(flag?.step).toBe(2);
    expect(flag?.evidence).toMatch(/refused/);
    expect(report.classification.mode).not.toBe('hallucination_propagation');
  });

  it('keeps its verdict when it was refused but told to the user all the same', () => {
    const built = session()
      .user('Is my locker paid for?')
      .llm('Let me see.')
      .fails('get_locker', { locker_id: 'LCK-55120' }, 'not found')
      .llm('One moment.')
      .llm('Locker LCK-55120 is paid until June.');
    expect(analyze(built.events()).classification.mode).toBe('hallucination_propagation');
  });
});

describe('a trace of summaries only', () => {
  const sparse = (result: string): SessionBuilder =>
    session()
      .llmSummary('initiated keeper lookup')
      .toolSummary('get_keeper', { id: 'kpr_310' }, 'returned Odile Brandt, senior keeper')
      .llmSummary('went on to the enclosure')
      .toolSummary('get_enclosure', { id: 'enc_882' }, result)
      .llmSummary('confirmed the enclosure');

  it('supports the flag when the tool itself shows a mismatch', () => {
    const report = analyze(sparse('found, belongs to kpr_977, not kpr_310').events());
    expect(report.flags.map((flag) => `${flag.step} ${flag.type}`)).toEqual([`3 ${type}`, '4 ENTITY_MISMATCH']);
    expect(report.origin?.step).toBe(3);
    expect(report.classification.mode).toBe('hallucination_propagation');
  });

  it('is quiet when nothing corroborates it', () => {
    expect(flagged(sparse('found, open'), type)).toEqual([]);
  });

  it('believes a summary that admits the id was not in the context', () => {
    const built = session()
      .llmSummary('initiated keeper lookup')
      .toolSummary('get_keeper', { id: 'kpr_310' }, 'returned Odile Brandt')
      .llmSummary('referenced an enclosure id not present in prior context')
      .toolSummary('get_enclosure', { id: 'enc_882' }, 'found, open');
    expect(flagged(built, type)).toEqual([3]);
  });
});
