import { describe, expect, it } from 'vitest';
import { argMentions, isVolatileKey, textMentions } from '../../../src/forensics/provenance/mentions.ts';
import { type Step, toSession } from '../../../src/forensics/steps.ts';
import { session } from '../../support/session.ts';

const callOf = (tool: string, args: unknown): Step => {
  const [step] = toSession(session().tool(tool, args).events()).steps;
  if (step === undefined) throw new Error('no step');
  return step;
};

describe('ids in running text', () => {
  it.each<[text: string, ids: string[]]>([
    ['The parcel PRC-20931 is at DEP-114.', ['PRC-20931', 'DEP-114']],
    ['Your order 48213 left on 2031-04-02.', ['48213']],
    ['Reservation number: 771204 for 4 people', ['771204']],
    ['In 2031 we sold 48213 pots.', []],
    ['Order of 2031', []],
    ['Write to ida@choir.example or call +44 20 7946 0018.', ['ida@choir.example', '+44 20 7946 0018']],
    ['Twice: PRC-20931 and PRC-20931', ['PRC-20931']],
    ['```\nget("PRC-20931")\n``` and DEP-114', ['DEP-114']],
    ['At 10:45, 12 kg, 48.50 EUR, v2.1.0', []],
    ['', []],
  ])('%j', (text, ids) => {
    expect(textMentions(text).map((mention) => mention.text)).toEqual(ids);
  });
});

describe('ids among arguments', () => {
  it.each<[tool: string, args: unknown, ids: string[]]>([
    ['get_loan', { loan_id: 'LN-88213' }, ['LN-88213']],
    ['get_loan', { member: 6640218 }, ['6640218']],
    ['get_loan', { deep: { owner: { id: 'mbr_118' } } }, ['mbr_118']],
    ['get_loans', { ids: ['LN-1001', 'LN-1002'] }, ['LN-1001', 'LN-1002']],
    ['get_loan', { filter: 'state is open and LN-88213 is late for a while' }, ['LN-88213']],
    ['get_loan', { state: 'open', late: true, count: 12, since: '2031-04-02' }, []],
    ['get_loan', { request_id: 'f81a-99d2-40c7', page: 3 }, []],
    ['create_loan', { loan_id: 'LN-88213' }, []],
  ])('%s(%j) is worth checking for %j', (tool, args, ids) => {
    expect(
      argMentions(callOf(tool, args))
        .filter((mention) => mention.isChecked)
        .map((mention) => mention.text),
    ).toEqual(ids);
  });
});

describe('arguments that change from call to call', () => {
  it.each(['nonce', 'idempotencyKey', 'retry_count', 'page', 'clientToken', 'request_id', 'amount', 'session'])(
    '%s',
    (key) => {
      expect(isVolatileKey(key)).toBe(true);
    },
  );
  it.each(['order_id', 'customer', 'email', 'loanNumber', 'boat'])('not %s', (key) => {
    expect(isVolatileKey(key)).toBe(false);
  });
});
