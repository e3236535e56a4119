import { expect, test } from 'vitest';
import type { ContainmentKind } from '../../src/containment/provider.ts';
import { createContainmentRouting } from '../../src/containment/routing.ts';
import { parseContainmentConfig } from '../../src/containment/routing-config.ts';
import type { ControlStore } from '../../src/containment/store.ts';

const file = `
providers:
  - { name: refunds, type: webhook, kinds: [revoke, kill], match: { agent: refund-*, session_type: [live, canary] }, url: "https://a.example/", secret_env: S }
  - { name: flag, type: control_flag, kinds: [kill] }
  - { name: any-agent, type: webhook, kinds: [revoke], match: { agent: "*" }, url: "https://b.example/", secret_env: S, undo: true }
needs_approval: { kinds: [revoke] }
`;

const untouched = (): never => {
  throw new Error('routing must not touch orders');
};
const orders: Pick<ControlStore, 'order' | 'undo' | 'view' | 'seen'> = {
  order: untouched,
  undo: untouched,
  view: untouched,
  seen: untouched,
};
const controlFlag = { orders, now: () => new Date(0) };
const env = { S: `whsec_${Buffer.alloc(24, 1).toString('base64')}` };
const routing = createContainmentRouting({ loaded: parseContainmentConfig(file, 'c.yml', env), controlFlag });

test.each<[ContainmentKind, string | null, string | null, string | null]>([
  ['kill', 'refund-agent', 'live', 'refunds'],
  ['kill', 'refund-agent', 'test', 'flag'],
  ['kill', 'refund-agent', null, 'flag'],
  ['kill', null, 'live', 'flag'],
  ['kill', null, null, 'flag'],
  ['revoke', 'refund-agent', 'canary', 'refunds'],
  ['revoke', 'order-agent', 'live', 'any-agent'],
  ['revoke', null, null, 'any-agent'],
  ['rate_limit', 'refund-agent', 'live', null],
])('%s of %s (%s) goes to %s', (kind, agent, sessionType, name) => {
  expect(routing.routeFor(kind, { agent, sessionType })?.name ?? null).toBe(name);
});

test('a provider is found by the name an action was recorded with', () => {
  expect(routing.provider('any-agent')?.undo).toBeDefined();
  expect(routing.provider('gone')).toBeNull();
});

test('approval is needed for what the file names', () => {
  expect(routing.needsApproval('revoke')).toBe(true);
  expect(routing.needsApproval('kill')).toBe(false);
});

test('without a file the control flag stops and limits everything, and nothing revokes', () => {
  const byDefault = createContainmentRouting({ loaded: null, controlFlag });
  const anybody = { agent: null, sessionType: null };
  expect(byDefault.routeFor('kill', anybody)?.name).toBe('control_flag');
  expect(byDefault.routeFor('rate_limit', { agent: 'x', sessionType: 'y' })?.name).toBe('control_flag');
  expect(byDefault.routeFor('revoke', anybody)).toBeNull();
  expect(byDefault.needsApproval('kill')).toBe(false);
});
