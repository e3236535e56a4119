import { describe, expect, it } from 'vitest';
import { parseRecordText } from '../../../src/forensics/provenance/record-text.ts';

describe('parseRecordText', () => {
  it.each<[text: string, value: Record<string, unknown>]>([
    ['status: open; owner: E-1042', { status: 'open', owner: 'E-1042' }],
    ['Berth: 14\nShip: Ida\nDraft: 3.2 m', { Berth: '14', Ship: 'Ida', Draft: '3.2 m' }],
    ['- **Status**: open\n- **Owner**: Noor', { Status: 'open', Owner: 'Noor' }],
    ['speed = 12; course = 210', { speed: '12', course: '210' }],
    [
      'hits: (key: A-1; title: Harbour | key: A-2; title: Mole)',
      {
        hits: [
          { key: 'A-1', title: 'Harbour' },
          { key: 'A-2', title: 'Mole' },
        ],
      },
    ],
  ])('reads pairs: %s', (text, value) => {
    expect(parseRecordText(text)).toEqual(value);
  });

  it.each([
    '',
    'The kiln is hot.',
    'One thing matters: patience.',
    'https://maps.example/sites',
    'First I went out; then I came home; the cat slept; nothing: really.',
    '10:45',
    `${'a'.repeat(300_000)}: b; c: d`,
  ])('leaves prose alone: %#', (text) => {
    expect(parseRecordText(text)).toBeUndefined();
  });

  it('takes deep or unbalanced brackets in its stride', () => {
    expect(() => parseRecordText(`a: ${'(b: '.repeat(20_000)}`)).not.toThrow();
    expect(() => parseRecordText(`a: 1; b: ${')'.repeat(20_000)}`)).not.toThrow();
  });

  it('does not slow down out of proportion on long text', () => {
    const started = performance.now();
    parseRecordText('name: value of it; '.repeat(9_000));
    parseRecordText(`${' - '.repeat(60_000)}x`);
    expect(performance.now() - started).toBeLessThan(1500);
  });
});
