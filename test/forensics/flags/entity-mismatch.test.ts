import { describe, expect, it } from 'vitest';
import { analyze } from '../../../src/forensics/analyze.ts';
import { type SessionBuilder, session } from '../../support/session.ts';
import { flagged, flagsOf } from '../findings.ts';

const type = 'ENTITY_MISMATCH';

const fetched = (tool: string, args: unknown, response: unknown, said: string): SessionBuilder =>
  session().user(said).llm('Fetching it.').tool(tool, args, response).llm('There it is.');

describe('a result about another entity than the one asked for', () => {
  it.each<[what: string, tool: string, args: unknown, response: unknown, said: string]>([
    [
      'under the same name',
      'get_reservation',
      { reservation_id: 'RSV-4410' },
      { reservation_id: 'RSV-9921', nights: 3 },
      'Show RSV-4410.',
    ],
    [
      'under plain id',
      'get_painting',
      { painting_id: 'pnt_118' },
      { id: 'pnt_554', title: 'Harbour' },
      'Show pnt_118.',
    ],
    ['asked by plain id', 'get_boat', { id: 'boat-2211' }, { boat_id: 'boat-7788', berth: 4 }, 'Where is boat-2211?'],
    [
      'in an envelope',
      'get_meter',
      { meter_id: 'MTR-30018' },
      { data: { meter_id: 'MTR-77412', kwh: 12 } },
      'Read MTR-30018.',
    ],
    [
      'in camel case',
      'getFlight',
      { flightNumber: 'LX1482' },
      { flightNumber: 'LX9930', gate: 'B4' },
      'Gate of LX1482?',
    ],
    [
      'as e-mail',
      'get_member',
      { email: 'ida@choir.example' },
      { email: 'olaf@choir.example', voice: 'alto' },
      'Voice of ida@choir.example?',
    ],
    [
      'as text',
      'get_core',
      { core_id: 'CORE-5501' },
      'core_id: CORE-8830; depth: 40; soil: clay',
      'What is CORE-5501 made of?',
    ],
  ])('is flagged at the call: %s', (_what, tool, args, response, said) => {
    const flags = flagsOf(fetched(tool, args, response, said), type);
    expect(flags.map((flag) => flag.step)).toEqual([3]);
  });

  it('names both entities and makes the call the origin', () => {
    const report = analyze(
      fetched('get_boat', { id: 'boat-2211' }, { boat_id: 'boat-7788' }, 'Where is boat-2211?').events(),
    );
    expect(report.flags[0]?.evidence).toContain('boat-2211');
    expect(report.flags[0]?.evidence).toContain('boat-7788');
    expect(report.origin?.step).toBe(3);
    expect(report.classification.mode).toBe('tool_misfire');
  });

  it.each<[what: string, tool: string, args: unknown, response: unknown]>([
    ['the same id in other letters', 'get_boat', { id: 'BOAT-2211' }, { id: 'boat_2211' }],
    [
      'an id of another kind beside it',
      'get_boat',
      { id: 'boat-2211' },
      { id: '8d1f7a30-55c1-4a9e-8a7f-0b2c6e1d9f44' },
    ],
    ['a list of matches', 'search_boats', { query: 'boat-2211' }, [{ id: 'boat-2211' }, { id: 'boat-7788' }]],
    ['the id inside a link', 'get_boat', { id: 'boat-2211' }, { id: 'boat-7788', self: 'https://x.example/boat-2211' }],
    ['no id at all', 'get_boat', { id: 'boat-2211' }, { berth: 4 }],
    [
      'ids of parts further down',
      'get_boat',
      { id: 'boat-2211' },
      { id: 'boat-2211', crew: [{ id: 'crew-1' }, { id: 'crew-2' }] },
    ],
    [
      'a setting that came back changed',
      'set_contact',
      { boat_id: 'boat-2211', email: 'a@x.example' },
      { boat_id: 'boat-2211', email: 'b@x.example' },
    ],
  ])('is quiet for %s', (_what, tool, args, response) => {
    expect(flagged(fetched(tool, args, response, 'Where is boat-2211, BOAT-2211?'), type)).toEqual([]);
  });

  it('is quiet when the call failed', () => {
    const built = session()
      .user('Show pnt_118.')
      .llm('Fetching it.')
      .fails('get_painting', { painting_id: 'pnt_118' }, 'pnt_554 is locked');
    expect(flagged(built, type)).toEqual([]);
  });
});

describe('a mismatch that only the summary tells', () => {
  it.each([
    'found, belongs to mbr_604, not mbr_118',
    'get_locker returned locker registered to mbr_604 instead of mbr_118',
    'the locker is for mbr_604, not mbr_118',
    'got locker of mbr_604 rather than mbr_118',
  ])('is flagged: "%s"', (summary) => {
    const built = session()
      .toolSummary('get_member', { id: 'mbr_118' }, 'returned Tove Lind')
      .toolSummary('get_locker', { id: 'lck_440' }, summary);
    expect(flagged(built, type)).toEqual([2]);
  });

  it.each(['found, belongs to mbr_118', 'not found', 'belongs to the pool, not the sauna'])(
    'is quiet: "%s"',
    (summary) => {
      const built = session()
        .toolSummary('get_member', { id: 'mbr_118' }, 'returned Tove Lind')
        .toolSummary('get_locker', { id: 'lck_440' }, summary);
      expect(flagged(built, type)).toEqual([]);
    },
  );
});
