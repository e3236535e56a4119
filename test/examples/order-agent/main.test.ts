import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { readSettings } from '../../../examples/order-agent/settings.ts';

const main = fileURLToPath(new URL('../../../examples/order-agent/main.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'order-agent-main-'));
const environment = {
  ORDER_AGENT_PORT: '0',
  ORDER_AGENT_RECORD: join(folder, 'record.jsonl'),
  INGEST_URL: 'http://127.0.0.1:9',
  INGEST_TOKEN: 'ingest-token',
  CONTROL_URL: 'http://127.0.0.1:9',
  CONTROL_TOKEN: 'control-token',
  GUARD_MASTER_KEY: 'a-master-key-for-tests',
};

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function run(env: { [name: string]: string }) {
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, ['--import', 'tsx', main], { env: { PATH, HOME, ...env } });
  const output = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    output.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output.err += chunk;
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  // Starting takes seconds on a busy machine; however long, it ends with a line or with an exit.
  const ready = Promise.race([new Promise((resolve) => child.stdout.once('data', resolve)), exited]);
  return { child, output, exited, ready };
}

it('runs as a process of its own, prints where it listens, and ends on SIGTERM', async () => {
  const { child, output, exited, ready } = run(environment);
  await ready;
  expect(output.out, output.err).toMatch(/^Order agent: http:\/\/127\.0\.0\.1:\d+\n$/);
  const url = /http:\S+/.exec(output.out)?.[0];
  const started = await fetch(`${url}/start?scenario=clean&pace_ms=0`, { method: 'POST' });
  const { session_id } = (await started.json()) as { session_id: string };
  expect(session_id).toMatch(/^ses_/);
  child.kill('SIGTERM');
  expect(await exited).toBe(0);
  expect(readFileSync(environment.ORDER_AGENT_RECORD, 'utf8')).toContain(session_id);
});

it('says everything that is wrong with its environment at once, without the values', async () => {
  const { output, exited } = run({
    ...environment,
    ORDER_AGENT_PORT: 'seventy',
    CONTROL_TOKEN: '',
    GUARD_MASTER_KEY: 'short',
  });
  expect(await exited).toBe(1);
  for (const name of ['ORDER_AGENT_PORT', 'CONTROL_TOKEN', 'GUARD_MASTER_KEY']) expect(output.err).toContain(name);
  expect(output.err).not.toContain('INGEST_URL');
  expect(output.err).not.toMatch(/seventy|short|at \S+\.ts/);
});

it('has defaults for what need not be set', () => {
  const { ORDER_AGENT_PORT, ORDER_AGENT_RECORD, ...rest } = environment;
  expect(readSettings(rest)).toMatchObject({ port: 3500, paceMs: 800, recordPath: 'data/order-agent.jsonl' });
  expect(readSettings(rest).webhookSecret).toMatch(/^whsec_/);
});

it.each(['whsec_', 'whsec_c2hvcnQ=', 'plain-secret', 'whsec_not base64 at all, but long enough'])(
  'refuses the webhook secret %j',
  (AGENT_WEBHOOK_SECRET) => {
    expect(() => readSettings({ ...environment, AGENT_WEBHOOK_SECRET })).toThrow('AGENT_WEBHOOK_SECRET');
  },
);
