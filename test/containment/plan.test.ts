import { expect, test } from 'vitest';
import { computePlan } from '../../src/containment/plan.ts';
import type { ContainmentDraft, ContainmentProvider } from '../../src/containment/provider.ts';
import { request, target } from './requests.ts';

function provider(lines: string[], name = 'flag'): ContainmentProvider {
  return {
    name,
    kinds: ['kill'],
    canUndo: (kind) => kind === 'kill',
    plan: async () => lines,
    execute: async () => ({ detail: null }),
    verify: async () => ({ state: 'pending', detail: '' }),
    undo: async () => ({ detail: null }),
  };
}

const digestOf = async (change: Partial<ContainmentDraft> = {}, lines = ['a', 'b'], name = 'flag') =>
  (await computePlan(provider(lines, name), request(change))).digest;

test('a plan names its provider, its lines, and whether it can be undone', async () => {
  const { undo: _, ...noUndo } = provider(['a']);
  expect(await computePlan(provider(['a', 'b']), request())).toEqual({
    lines: ['a', 'b'],
    digest: expect.stringMatching(/^[0-9a-f]{32}$/),
    provider: 'flag',
    canUndo: true,
  });
  expect(await computePlan(noUndo, request())).toMatchObject({ canUndo: false });
  expect(await computePlan(provider([]), request({ kind: 'revoke' }))).toMatchObject({ canUndo: false });
});

test('the digest is the same for the same act, whoever asks, whenever and why', async () => {
  const digest = await digestOf();
  expect(await digestOf({ by: 'U2', reason: 'else', at: new Date(0) })).toBe(digest);
});

test('the digest is another one for any other act', async () => {
  const digests = await Promise.all([
    digestOf(),
    digestOf({ kind: 'revoke' }),
    digestOf({ limitPerMinute: 6 }),
    digestOf({ limitPerMinute: 7 }),
    digestOf({ target: target('ses_2') }),
    digestOf({ target: target('ses_1', 'ses_2') }),
    digestOf({ target: { ...target('ses_1'), agent: null } }),
    digestOf({}, ['a', 'b', '']),
    digestOf({}, ['ab']),
    digestOf({}, ['a', 'b'], 'hook'),
  ]);
  expect(new Set(digests).size).toBe(digests.length);
});
