import { spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createWebhook } from '../../src/containment/providers/webhook.ts';
import { parseContainmentConfig } from '../../src/containment/routing-config.ts';
import { request } from './requests.ts';
import { WebhookReceiver } from './support/receiver.ts';

const page = readFileSync(new URL('../../docs/containment.md', import.meta.url), 'utf8');
const example = page.slice(page.indexOf('### A worked example'), page.indexOf('## What is not covered'));
const read = (pattern: RegExp): string => pattern.exec(example)?.[1] ?? '';
const secret = read(/`(whsec_\S+)`/);
const [id, timestamp, signature] = [
  read(/^webhook-id: (.*)$/m),
  read(/^webhook-timestamp: (.*)$/m),
  read(/^webhook-signature: (.*)$/m),
];
const body = read(/^webhook-signature: .*\n\n(\{.*\})$/m);
const at = new Date('2026-11-22T12:00:00.000Z');

describe('the worked example of docs/containment.md', () => {
  let receiver: WebhookReceiver;
  beforeAll(async () => {
    receiver = new WebhookReceiver(secret);
    await receiver.start();
  });
  afterAll(() => receiver.stop());

  test('follows from the definition alone, without our code', () => {
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
    const made = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
    expect(signature).toBe(`v1,${made}`);
  });

  test('is what the webhook sends', async () => {
    const target = {
      sessionId: 'ses_abc123',
      sessions: ['ses_abc123', 'ses_child1'],
      agent: 'order-agent',
      sessionType: 'order-support',
    };
    const url = `http://127.0.0.1:${receiver.port}/`;
    const settings = { name: 'gateway', url, secret, kinds: ['revoke'], allowPrivate: true } as const;
    await createWebhook(settings).execute(request({ kind: 'revoke', target, by: 'U024BE7LH', at }));
    expect(receiver.received).toHaveLength(1);
    expect(receiver.received[0]?.headers['webhook-id']).toBe(id);
    expect(JSON.stringify(receiver.received[0]?.body)).toBe(body);
    expect(timestamp).toBe(String(at.getTime() / 1_000));
    const shown = [...page.matchAll(/^```json\n(\{[^`]*?\})\n```$/gm)].map(([, json = '']) => JSON.parse(json));
    expect(shown[0]).toEqual(receiver.received[0]?.body);
  });

  const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
  test.skipIf(!hasOpenssl)('comes out the same from the shell commands it shows', () => {
    const script = read(/^```sh\n([^`]*)```$/m);
    const { stdout } = spawnSync('sh', ['-c', script], { encoding: 'utf8' });
    expect(`v1,${stdout.trim()}`).toBe(signature);
  });
});

test('the file shown in docs/containment.md is one that is read', () => {
  const yaml = /^```yaml\n([^`]*)```$/m.exec(page)?.[1] ?? '';
  const { config } = parseContainmentConfig(yaml, 'containment.yml', { GATEWAY_SECRET: secret });
  expect(config.providers.map(({ name }) => name)).toEqual(['payments-gateway', 'flag']);
});
