import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Ack, deriveGuardSecret, signAck, signedText, verifyAck } from '../../src/guard/acknowledgement.ts';
import { parseControlOrder } from '../../src/guard/control-order.ts';
import { toAckBody } from '../../src/guard/http-control.ts';

const page = readFileSync(new URL('../../docs/guard.md', import.meta.url), 'utf8');
const example = page.slice(page.indexOf('## A worked example'));
const secret = /^secret +([0-9a-f]{64})$/m.exec(example)?.[1] ?? '';
const signed = [...example.matchAll(/^text +(\S+)\nsignature +(v1=[0-9a-f]{64})$/gm)];
const ack: Ack = { sessionId: 'ses_abc123', revision: 4, state: 'stopped', step: 41, at: '2026-11-22T12:00:05.250Z' };

describe('the worked example of docs/guard.md', () => {
  test('derives the secret it shows', () => {
    expect(secret).toBe(deriveGuardSecret('example-master-key', 'ses_abc123'));
  });

  test.each([
    ['own order', ack],
    ["a parent's order", { ...ack, parentSessionId: 'ses_parent' }],
  ])('shows the text and signature of an acknowledgement (%s)', (_, shown) => {
    const found = signed.find(([, text]) => text === signedText(shown));
    expect(found?.[2]).toBe(signAck(shown, secret));
    expect(verifyAck(shown, found?.[2], secret)).toBe(true);
  });

  test('follows from the definition alone, without our code', () => {
    expect(signed).toHaveLength(2);
    for (const [, text = '', signature] of signed)
      expect(signature).toBe(`v1=${createHmac('sha256', secret).update(text).digest('hex')}`);
  });

  test('sends what the guard sends, in header and body', () => {
    expect(example).toContain(`x-guard-signature: ${signAck(ack, secret)}\n\n${JSON.stringify(toAckBody(ack))}\n`);
  });
});

test('every order shown in docs/guard.md is one the guard reads', () => {
  const orders = page.match(/^\{.*"revision".*"by".*\}$/gm) ?? [];
  expect(orders.map((order) => parseControlOrder(order).state)).toEqual(['limit', 'kill']);
});
