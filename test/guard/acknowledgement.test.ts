import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Ack, deriveGuardSecret, judgeAck, signAck, verifyAck } from '../../src/guard/acknowledgement.ts';

const secret = deriveGuardSecret('master', 'ses_1');
const ack: Ack = { sessionId: 'ses_1', revision: 4, state: 'stopped', step: 7, at: '2026-11-22T12:00:05.000Z' };
const signature = signAck(ack, secret);
const expected = {
  revision: 4,
  state: 'stopped',
  orderedAt: '2026-11-22T12:00:00.000Z',
  now: Date.parse('2026-11-22T12:00:06.000Z'),
  accepted: null,
} as const;

describe('a signature', () => {
  test('of the right secret holds', () => {
    expect(verifyAck(ack, signature, secret)).toBe(true);
  });

  test.each([
    ['another session', { sessionId: 'ses_2' }],
    ['another revision', { revision: 5 }],
    ['another state', { state: 'paused' as const }],
    ['another step', { step: 6 }],
    ['another time', { at: '2026-11-22T12:00:05.001Z' }],
    ['a parent put in', { parentSessionId: 'ses_0' }],
  ])('does not hold for %s', (_, change) => {
    expect(verifyAck({ ...ack, ...change }, signature, secret)).toBe(false);
  });

  test.each([
    undefined,
    '',
    'v1=',
    signature.slice(3),
    signature.toUpperCase(),
    `${signature}0`,
    `v2${signature.slice(2)}`,
  ])('is no signature: %s', (wrong) => {
    expect(verifyAck(ack, wrong, secret)).toBe(false);
  });

  test('of another or an empty secret does not hold', () => {
    expect(verifyAck(ack, signature, deriveGuardSecret('master', 'ses_2'))).toBe(false);
    expect(verifyAck(ack, signAck(ack, ''), '')).toBe(false);
  });

  test('never holds for fields of the wrong form, even when signed', () => {
    const forms: object[] = [{ revision: 1.5 }, { step: -1 }, { state: 'gone' }, { at: '2026' }, { revision: '4' }];
    for (const form of forms) {
      const wrong = { ...ack, ...form } as Ack;
      expect(verifyAck(wrong, signAck(wrong, secret), secret)).toBe(false);
    }
  });

  test('never throws and never holds for anything made up', () => {
    fc.assert(
      fc.property(fc.anything(), fc.string(), (made, text) => {
        const wrong = (typeof made === 'object' && made !== null ? made : {}) as Ack;
        expect(verifyAck(wrong, text, secret)).toBe(false);
      }),
    );
  });
});

describe('the bot takes an acknowledgement as', () => {
  test('accepted when it answers the order', () => {
    expect(judgeAck(ack, signature, secret, expected)).toBe('accepted');
  });

  test('forged when the signature is not of this session', () => {
    expect(judgeAck(ack, signAck(ack, 'guess'), secret, expected)).toBe('forged');
  });

  test('stale when it answers an earlier or unknown order', () => {
    expect(judgeAck(ack, signature, secret, { ...expected, revision: 5 })).toBe('stale');
    expect(judgeAck(ack, signature, secret, { ...expected, revision: 3 })).toBe('stale');
  });

  test('repeated when it is the accepted one, and stale when it is a second one', () => {
    expect(judgeAck(ack, signature, secret, { ...expected, accepted: ack })).toBe('repeated');
    const second = { ...ack, step: 9 };
    expect(judgeAck(second, signAck(second, secret), secret, { ...expected, accepted: ack })).toBe('stale');
  });

  test.each(['2026-11-22T11:54:59.999Z', '2026-11-22T12:05:06.001Z', '2026-99-99T12:00:00.000Z'])(
    'stale when dated %s: before its order, in the future, or never',
    (at) => {
      const replayed = { ...ack, at };
      expect(judgeAck(replayed, signAck(replayed, secret), secret, expected)).toBe('stale');
    },
  );

  test('mismatch when the order asked for something else', () => {
    expect(judgeAck(ack, signature, secret, { ...expected, state: 'paused' })).toBe('mismatch');
  });
});
