import { describe, expect, it } from 'vitest';
import { analyze } from '../../src/forensics/analyze.ts';
import { type SessionBuilder, session } from '../support/session.ts';
import { findingsOf } from './findings.ts';

/** What the till returned, and what the agent then told the user. */
const told = (result: unknown, said: string, question = 'What do I owe the pottery?'): SessionBuilder =>
  session().user(question).llm('Looking it up.').tool('get_bill', { customer: 'me' }, result).llm(said);

const bill = { clay: 48.5, glaze: 31.2, firing: 19.9, currency: 'EUR' };

describe('a figure told to the user that no source holds', () => {
  it.each<[what: string, result: unknown, said: string, figure: string]>([
    ['money', { total: 483.2 }, 'You owe 438.20 EUR.', '438.20'],
    ['money with a sign', { total: 483.2 }, 'You owe €438.20 in all.', '438.20'],
    ['money from text', 'total: 483.20 EUR; due: June', 'You owe 438.20 EUR.', '438.20'],
    ['percent', { humidity_percent: 37 }, 'The humidity is 73 percent.', '73'],
    ['minutes', { waiting_minutes: 42 }, 'You will wait 24 minutes.', '24'],
    ['milliseconds', 'host mole answered, latency_ms = 514', 'The latency is 541 ms.', '541'],
  ])('is found: %s', (_what, result, said, figure) => {
    const built = told(result, said);
    const [found, ...rest] = findingsOf(built, 'misquote');
    expect(rest).toEqual([]);
    expect(built.events()[found?.origin ?? 0]?.step).toBe(4);
    expect(found?.evidence).toContain(figure);
  });

  it('is a misfire whose origin is the answer itself', () => {
    const report = analyze(told({ total: 483.2 }, 'You owe 438.20 EUR.').events());
    expect(report.classification.mode).toBe('tool_misfire');
    expect(report.origin?.step).toBe(4);
    expect(report.wrong_output_step).toBe(4);
  });
});

describe('a figure that follows from what is known', () => {
  it.each<[what: string, result: unknown, said: string]>([
    ['the figure itself', bill, 'The clay was 48.50 EUR.'],
    ['a sum', bill, 'Clay and glaze come to 79.70 EUR.'],
    ['a sum of three', bill, 'Clay 48.50 EUR, glaze 31.20 EUR and firing 19.90 EUR are 99.60 EUR together.'],
    ['a difference', bill, 'Clay cost 17.30 EUR more than glaze.'],
    ['a multiple', bill, 'Three times clay would be 145.50 EUR.'],
    ['a percentage', bill, 'With 20 percent off, clay is 38.80 EUR.'],
    ['rounding', bill, 'Roughly 49 EUR for the clay.'],
    ['German grouping', { total: 1234.56 }, 'Sie schulden 1.234,56 €.'],
    ['Swiss grouping', { total: 1234.56 }, "You owe CHF 1'234.56."],
    ['American grouping', { total: 1234.56 }, 'You owe $1,234.56.'],
    ['a sign in place of the code', { total: '1234.56 EUR' }, 'You owe €1,234.56.'],
    ['a hedge', bill, 'I expect about 250 EUR next time.'],
    ['hours for minutes', { waiting_minutes: 120 }, 'You will wait 2 hours.'],
    ['zero', bill, 'There is a fee of 0.00 EUR.'],
  ])('is quiet: %s', (_what, result, said) => {
    expect(findingsOf(told(result, said), 'misquote')).toEqual([]);
  });

  it('is quiet for what the user said', () => {
    expect(findingsOf(told(bill, 'Your 75.00 EUR arrived.', 'I paid 75 EUR, did it arrive?'), 'misquote')).toEqual([]);
  });

  it('is quiet when it repeats an offer made before anything was looked up', () => {
    const built = session()
      .user('May I pay the pottery in parts?')
      .llm('Would 66.66 EUR a month suit you?')
      .user('Yes. And what do I owe in all?')
      .tool('get_bill', { customer: 'me' }, { total: 483.2 })
      .llm('483.20 EUR, so 66.66 EUR a month it is.');
    expect(findingsOf(built, 'misquote')).toEqual([]);
  });

  it('is quiet where no result was read: nothing was misquoted', () => {
    const built = session().user('What does a kiln cost?').llm('Between friends, 2300.00 EUR.');
    expect(findingsOf(built, 'misquote')).toEqual([]);
  });
});
