import { describe, expect, it } from 'vitest';
import { measuresIn, moneyIn, toCents, unitName } from '../../src/forensics/amounts.ts';

describe('toCents', () => {
  it.each([
    ['12', 1200],
    ['12.5', 1250],
    ['12.50', 1250],
    ['12,50', 1250],
    ['1,234.56', 123_456],
    ['1.234,56', 123_456],
    ["1'234.56", 123_456],
    ['1’234', 123_400],
    ['1,234', 123_400],
    ['0', 0],
    ['1234567890123', null],
  ])('%s is %s', (digits, cents) => {
    expect(toCents(digits)).toBe(cents);
  });
});

describe('moneyIn', () => {
  it.each<[text: string, cents: number[]]>([
    ['You owe $1,234.56 today.', [123_456]],
    ['1.234,56 € are due', [123_456]],
    ["CHF 1'234.56 or 48 EUR", [123_456, 4800]],
    ['48 dollars and £7', [4800, 700]],
    ['48 pots at 940 degrees', []],
    ['', []],
  ])('finds the money in %j', (text, cents) => {
    expect(moneyIn(text).map((amount) => amount.cents)).toEqual(cents);
  });

  it('knows where it stands and how it is written', () => {
    const text = 'Clay is 48.50 EUR here';
    const [amount] = moneyIn(text);
    expect(text.slice(amount?.at).trim()).toMatch(/^48\.50 EUR/);
    expect(amount?.shown).toBe('48.50 EUR');
  });
});

describe('measuresIn', () => {
  it.each<[text: string, found: [number, string][]]>([
    [
      '96 % humidity for 112 minutes',
      [
        [9600, 'percent'],
        [11_200, 'minute'],
      ],
    ],
    ['answered in 514 ms', [[51_400, 'ms']]],
    [
      '2 hours, 3 nights and 4.5 kg',
      [
        [200, 'hour'],
        [300, 'night'],
        [450, 'kg'],
      ],
    ],
    ['room 12, kiln 4', []],
  ])('finds the figures in %j', (text, found) => {
    expect(measuresIn(text).map((amount) => [amount.cents, amount.unit])).toEqual(found);
  });
});

describe('unitName', () => {
  it.each([
    ['%', 'percent'],
    ['Percent', 'percent'],
    ['per cent', 'percent'],
    ['milliseconds', 'ms'],
    ['mins', 'minute'],
    ['hrs', 'hour'],
    ['Nights', 'night'],
    ['kg', 'kg'],
  ])('%s is %s', (unit, name) => {
    expect(unitName(unit)).toBe(name);
  });
});
