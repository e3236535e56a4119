import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { checkAccess } from '../../../src/cli/doctor/check-access.ts';
import { checkContainment, checkTemplates } from '../../../src/cli/doctor/check-files.ts';
import { readConfig } from '../../../src/config.ts';
import { said } from './support.ts';

function fileWith(name: string, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'doctor-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

const webhook = `providers:
  - name: store
    type: webhook
    kinds: [revoke]
    url: https://example.com/containment
    secret_env: STORE_SECRET
`;
const check = (text: string, env: Record<string, string> = {}) => {
  const file = fileWith('containment.yml', text);
  return checkContainment(readConfig({ CONTAINMENT_FILE: file }), env);
};

describe('containment', () => {
  test('without a file covers kill and limit, and says that nothing revokes', async () => {
    expect(said(await checkContainment(readConfig({}), {}))).toEqual([
      expect.stringMatching(/^ok Containment: .*Kill, Rate-limit/),
      'warning Containment: nothing can carry out Revoke',
    ]);
  });

  test('names the kinds a file leaves uncovered', async () => {
    const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
    expect(said(await check(webhook, { STORE_SECRET: secret }))).toEqual([
      expect.stringMatching(/^ok Containment: .*store \(Revoke\)$/),
      'warning Containment: nothing can carry out Kill',
      'warning Containment: nothing can carry out Rate-limit',
    ]);
  });

  test('whose secret is not set, or is none, is a wrong setting that names the variable and no value', async () => {
    expect(await check(webhook)).toMatchObject([
      { cause: 'configuration', text: expect.stringContaining('STORE_SECRET is not set') },
    ]);
    const bad = await check(webhook, { STORE_SECRET: 'hunter22' });
    expect(bad).toMatchObject([{ cause: 'configuration', text: expect.stringContaining('STORE_SECRET must hold') }]);
    expect(JSON.stringify(bad)).not.toContain('hunter22');
  });

  test('with several mistakes is one line for each', async () => {
    const findings = await check(webhook.replace('[revoke]', '[stop]').replace('name: store', 'name: "a b"'));
    expect(findings).toHaveLength(2);
    expect(said(findings).join('\n')).toMatch(/line 2: .*\n.*line 4: /);
  });

  test('whose file is not there is a wrong setting', async () => {
    const set = readConfig({ CONTAINMENT_FILE: '/nowhere/containment.yml' });
    expect(await checkContainment(set, {})).toMatchObject([
      { cause: 'configuration', text: '/nowhere/containment.yml cannot be read.' },
    ]);
  });
});

describe('templates', () => {
  test('of ours and of a folder that has none load', async () => {
    expect(await checkTemplates(readConfig({}))).toMatchObject([{ level: 'ok' }]);
    expect(await checkTemplates(readConfig({ TEMPLATES_DIR: tmpdir() }))).toMatchObject([{ level: 'ok' }]);
  });

  test('that are broken or in no folder are wrong settings', async () => {
    const file = fileWith('reminder-half.hbs', '{{#if}}');
    expect(await checkTemplates(readConfig({ TEMPLATES_DIR: join(file, '..') }))).toMatchObject([
      { cause: 'configuration', text: expect.stringContaining('reminder-half.hbs') },
    ]);
    expect(await checkTemplates(readConfig({ TEMPLATES_DIR: '/nowhere' }))).toMatchObject([{ cause: 'configuration' }]);
  });
});

describe('tokens and the address', () => {
  const levels = (env: Record<string, string>) =>
    Object.fromEntries(checkAccess(readConfig(env)).map(({ check: name, level }) => [name, level]));

  test('that are not set say what does not work', () => {
    expect(levels({})).toEqual({
      'Trace intake': 'warning',
      'Guard control': 'warning',
      'Signing key': 'ok',
      Links: 'warning',
    });
    const texts = (env: Record<string, string>) => said(checkAccess(readConfig(env))).join('\n');
    expect(texts({})).toContain('no guard hears of a kill');
    expect(texts({ REDIS_URL: 'redis://x' })).toContain('only guards that read Redis');
    expect(texts({})).toContain('on this machine only');
    expect(texts({ HOST: '0.0.0.0' })).toContain('may not open elsewhere');
  });

  test('that are set are fine, and not shown', () => {
    const secret = 'hunter22'.repeat(5);
    const env = {
      INGEST_TOKEN: secret,
      CONTROL_TOKEN: secret,
      SECRET_KEY: secret,
      BASE_URL: `https://u:${secret}@a.b/c`,
    };
    expect(new Set(Object.values(levels(env)))).toEqual(new Set(['ok']));
    expect(JSON.stringify(checkAccess(readConfig(env)))).not.toContain('hunter22');
  });
});
