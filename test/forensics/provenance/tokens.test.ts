import { describe, expect, it } from 'vitest';
import {
  compact,
  isDate,
  isEmail,
  isIdShaped,
  isQuantity,
  shapeOf,
  tokensOf,
} from '../../../src/forensics/provenance/tokens.ts';

describe('isIdShaped', () => {
  it.each([
    'ord_555',
    'cust_789',
    'OPS-1423',
    'LN-88213',
    'INV-2024-0007',
    'PO-2024-00017',
    '#W5056519',
    '#48213',
    'W5056519',
    'HIVE-2201',
    'crd:1235x3899',
    'SUP~8409',
    '441-88271-1193',
    '6C5-11T5',
    'KC18K6',
    '3RK2T9',
    'a3f9c2d1',
    '8d1f7a30-55c1-4a9e-8a7f-0b2c6e1d9f44',
    '8D1F7A30-55C1-4A9E-8A7F-0B2C6E1D9F44',
    'ida.holm@choir.example',
    'urn:meter:north:99120',
    'arn:cloud:queue:eu:1203:jobs',
    'did:key:z6Mkq7',
    '10.5555/reef.2031.118',
    'apt/2025/54362',
    'txn_9f8e7d',
    'kiln-30981',
    'm_204',
    'ACME-0099-X',
    'Böe-4410',
  ])('knows the name of one thing: %s', (token) => {
    expect(isIdShaped(token)).toBe(true);
  });

  it.each([
    '',
    'abc',
    'order',
    'customer_id',
    'get_order',
    '12',
    '48213',
    '3.14',
    '$1,234.56',
    '48.50€',
    '2031-04-02',
    '2031-04-02T10:45:00Z',
    '02.04.2031',
    '10:45',
    '10am',
    '2031-Q2',
    '21st',
    '120km',
    '96%',
    'v1.2.3',
    '4.11.2',
    'UTF-8',
    'SHA-256',
    'RFC-9110',
    '1920x1080',
    'UTC+02:00',
    'covid-19',
    'step-1',
    'https://maps.example/sites/site_9041',
    '/mnt/scans/scan_7710.dcm',
    'report2031.pdf',
    'a=42&b=17',
    'well-known',
    'x'.repeat(201),
  ])('knows what is none: %s', (token) => {
    expect(isIdShaped(token)).toBe(false);
  });
});

describe('isQuantity', () => {
  it.each([
    '0',
    '12',
    '-7',
    '3.14',
    '1,234.56',
    '1.234,56',
    "1'234.56",
    '$12.50',
    '12.50€',
    '~40',
    '96%',
    '120km',
    '5kg',
    '23°C',
    '514ms',
    '60km/h',
    '2031-04-02',
    '02/04/2031',
    '2031-04',
    '2031-Q3',
    'Q3-2031',
    '2031-W07',
    '10:45',
    '10:45:12',
    '9am',
    '21st',
    '12-mar-2031',
    'v2.0.1',
    '10.4.1',
    'UTC+2',
    '640x480',
  ])('takes %s for a figure', (token) => {
    expect(isQuantity(token)).toBe(true);
  });

  it.each([
    'ord_555',
    'OPS-1423',
    'KC18K6',
    'W5056519',
    '#48213',
    '8d1f7a30-55c1-4a9e-8a7f-0b2c6e1d9f44',
    'ida@choir.example',
    'harbour',
    'site_9041',
    'crd:1235x3899',
    '441-88271-1193',
    'apt/2025/54362',
    '6C5-11T5',
    '',
    'one',
    'vet_4410',
    'urn:meter:north:99120',
    '12_boats_44',
    'LN-88213',
    'HIVE-2201',
    'a3f9c2d1',
    'kiln-30981',
    'CUS-1001',
    'scan_7710.dcm',
    'x12',
  ])('does not take %s for one', (token) => {
    expect(isQuantity(token)).toBe(false);
  });
});

describe('isDate', () => {
  it.each(['20310402', '2031-04-02', '1999/12/31', '2.4.2031', '2031-04-02T10:45'])('knows %s', (token) => {
    expect(isDate(token)).toBe(true);
  });
  it.each(['20311302', '20310432', '48213', '99999999', 'ord_555'])('rejects %s', (token) => {
    expect(isDate(token)).toBe(false);
  });
});

describe('isEmail', () => {
  it.each(['a@b.example', 'ida.holm+post@choir.co.example'])('knows %s', (token) => {
    expect(isEmail(token)).toBe(true);
  });
  it.each(['a@b', '@b.example', 'a@.example', 'a b@c.example', 'a@b@c.example'])('rejects %s', (token) => {
    expect(isEmail(token)).toBe(false);
  });
});

describe('compact and shapeOf', () => {
  it.each([
    ['#W-12 34', 'w1234'],
    ['Ord_555', 'ord555'],
    ['ida@choir.example', 'idachoirexample'],
    ['ÄÖ-7', 'äö7'],
    ['--', ''],
  ])('compacts %s to %s', (text, key) => {
    expect(compact(text)).toBe(key);
  });

  it.each([
    ['ord_555', 'a_9'],
    ['#W123', '#A9'],
    ['OPS-1423', 'A-9'],
    ['Ab12cd', 'Aa9a'],
  ])('shapes %s as %s', (text, shape) => {
    expect(shapeOf(text)).toBe(shape);
  });
});

describe('tokensOf', () => {
  it('splits at space, quotes and brackets, trims punctuation, and knows where each stood', () => {
    const text = 'See "ord_555", (LN-88213). Or site_9041…?';
    const tokens = tokensOf(text);
    expect(tokens.map((token) => token.text)).toEqual(expect.arrayContaining(['See', 'ord_555', 'LN-88213', 'Or']));
    for (const token of tokens) expect(text.slice(token.at, token.at + token.text.length)).toBe(token.text);
  });

  it('keeps links, addresses and times whole', () => {
    expect(tokensOf('at 10:45 https://x.example/a?b=1 ida@choir.example.').map((token) => token.text)).toEqual([
      'at',
      '10:45',
      'https://x.example/a?b=1',
      'ida@choir.example',
    ]);
  });

  it('finds none in punctuation', () => {
    expect(tokensOf(' — ... !? ')).toEqual([]);
  });
});
