import { describe, expect, it } from 'vitest';
import { createLedger, type Ledger } from '../../../src/forensics/provenance/ledger.ts';
import { toSession } from '../../../src/forensics/steps.ts';
import { type SessionBuilder, session, toolOf } from '../../support/session.ts';

const ledgerOf = (built: SessionBuilder): Ledger => createLedger(toSession(built.events()));

describe('who said it first', () => {
  it.each<[who: string, build: (s: SessionBuilder) => SessionBuilder, index: number]>([
    ['user', (s) => s.llm('Yes?').user('Boat boat-2211, please.'), 1],
    ['tool', (s) => s.tool('list_boats', {}, { boats: ['boat-2211'] }).user('boat-2211'), 0],
    ['retrieval', (s) => s.retrieval('Register: boat-2211 lies at the mole.').llm('boat-2211 it is.'), 0],
    ['system', (s) => s.prompted([{ role: 'system', content: 'You steer boat-2211.' }], 'Aye, boat-2211.'), 0],
    ['model', (s) => s.llm('I take boat-2211.').user('Yes, boat-2211.'), 0],
    ['history', (s) => s.prompted([{ role: 'assistant', content: 'I took boat-2211.' }], 'Steering boat-2211.'), 0],
  ])('is the %s', (who, build, index) => {
    const ledger = ledgerOf(build(session()));
    expect(ledger.firstSeen.get('boat2211')).toEqual({ index, by: who });
    expect(ledger.inventions.map((invention) => invention.key)).toEqual(who === 'model' ? ['boat2211'] : []);
  });

  it('is the model when its call comes before the answer that repeats the id', () => {
    const ledger = ledgerOf(session().user('Fetch it.').tool('get_boat', { id: 'boat-2211' }, { id: 'boat-2211' }));
    expect(ledger.firstSeen.get('boat2211')).toEqual({ index: 1, by: 'model' });
  });
});

describe('mentions', () => {
  it('are kept per step, by any spelling, with the first one shown', () => {
    const ledger = ledgerOf(
      session()
        .user('About BOAT-2211.')
        .llm('Checking boat_2211.')
        .tool('get_boat', { id: 'boat2211' }, { berth: 4 })
        .llm('Berth four.'),
    );
    expect(ledger.mentionedAt.map((ids) => ids.has('boat2211'))).toEqual([true, true, true, false]);
    expect(ledger.shown.get('boat2211')).toBe('BOAT-2211');
  });
});

describe('an invention', () => {
  it('knows its step, the call that decided it and where it stood', () => {
    const [invention] = ledgerOf(
      session().user('Fetch my boat.').llm('Fetching.').tool('get_boat', { boat_id: 'boat-2211' }, { berth: 4 }),
    ).inventions;
    expect(invention).toMatchObject({
      key: 'boat2211',
      index: 2,
      decidedBy: 1,
      where: 'argument',
      argument: 'boat_id',
      isExample: false,
      lookalike: null,
      isContextCaptured: true,
      isInputCaptured: true,
    });
  });

  it('is counted once however often it is used', () => {
    const built = session()
      .user('Fetch my boat.')
      .llm('That is boat-2211.')
      .tool('get_boat', { boat_id: 'boat-2211' }, { berth: 4 })
      .llm('boat-2211 lies at berth four.');
    expect(ledgerOf(built).inventions.map((invention) => [invention.index, invention.where])).toEqual([[1, 'text']]);
  });

  it('knows that it stood only as an example in a tool description', () => {
    const built = session()
      .offers(toolOf('get_boat', { boat_id: { type: 'string' } }, [], { description: 'Boats look like boat-2211.' }))
      .user('Fetch my boat.')
      .tool('get_boat', { boat_id: 'boat-2211' }, { berth: 4 });
    expect(ledgerOf(built).inventions.map((invention) => invention.isExample)).toEqual([true]);
  });

  it.each([
    ['two digits swapped', 'boat-2211', 'boat-2121'],
    ['one digit changed', 'boat-2211', 'boat-2271'],
    ['one digit missing', 'boat-22118', 'boat-2218'],
    ['one digit too many', 'boat-2211', 'boat-22911'],
  ])('knows the id it was mistaken for: %s', (_what, known, used) => {
    const built = session().user(`Fetch ${known}.`).tool('get_boat', { boat_id: used }, { berth: 4 });
    expect(ledgerOf(built).inventions.map((invention) => invention.lookalike)).toEqual([known]);
  });

  it('resembles nothing when it is another id altogether', () => {
    const built = session().user('Fetch boat-2211.').tool('get_boat', { boat_id: 'boat-9854' }, { berth: 4 });
    expect(ledgerOf(built).inventions.map((invention) => invention.lookalike)).toEqual([null]);
  });

  it('says whether everything the model could have read was captured', () => {
    const built = session()
      .user('Fetch my boats.')
      .toolSummary('list_boats', {}, 'two boats')
      .tool('get_boat', { boat_id: 'boat-2211' }, { berth: 4 });
    expect(ledgerOf(built).inventions.map((invention) => invention.isContextCaptured)).toEqual([false]);
  });
});
