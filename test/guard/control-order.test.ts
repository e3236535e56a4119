import { describe, expect, test } from 'vitest';
import { MalformedOrder, parseControlOrder } from '../../src/guard/control-order.ts';

const parse = (order: unknown) => parseControlOrder(JSON.stringify(order));

describe('an order', () => {
  test('is read with its limit, and unknown fields are ignored', () => {
    const order = { state: 'limit', limit_per_minute: 6, revision: 2, by: 'U1', reason: 'cost', at: 'now', more: 1 };
    const { more: _, limit_per_minute: limitPerMinute, ...rest } = order;
    expect(parse(order)).toEqual({ ...rest, limitPerMinute });
  });

  test('to kill holds, however odd the fields for people are', () => {
    const order = { state: 'kill', revision: 1, by: 7, reason: null, at: {}, limit_per_minute: 'x' };
    expect(parse(order)).toEqual({
      state: 'kill',
      revision: 1,
      by: null,
      reason: null,
      at: null,
      limitPerMinute: null,
    });
  });

  test.each([
    ['not JSON', '<html>'],
    ['empty', ''],
    ['null', 'null'],
    ['a list', '[]'],
    ['without state', '{"revision":1}'],
    ['of an unknown state', '{"state":"KILL","revision":1}'],
    ['without revision', '{"state":"kill"}'],
    ['with a revision in words', '{"state":"kill","revision":"1"}'],
    ['with a negative revision', '{"state":"kill","revision":-1}'],
    ['with a revision beyond exact numbers', '{"state":"kill","revision":1e300}'],
    ['with a limit of 0', '{"state":"limit","revision":1,"limit_per_minute":0}'],
    ['with a broken limit', '{"state":"limit","revision":1,"limit_per_minute":1.5}'],
    ['without its limit', '{"state":"limit","revision":1}'],
    ['too long', `{"state":"kill","revision":1,"reason":"${'x'.repeat(65_536)}"}`],
  ])('%s is refused', (_, text) => {
    expect(() => parseControlOrder(text)).toThrow(MalformedOrder);
  });
});
