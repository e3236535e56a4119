import { spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openRecord } from '../../src/sandbox/record.ts';
import { seeded } from '../../src/sandbox/seed.ts';
import { readRecord, token } from './support.ts';

const main = fileURLToPath(new URL('../../src/sandbox/main.ts', import.meta.url));

test('every accepted call is in the record of a sandbox killed with kill -9', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'sandbox-')), 'record.jsonl');
  const env = { ...process.env, SANDBOX_PORT: '0', SANDBOX_RECORD: file, SLACK_BOT_TOKEN: token };
  const child = spawn(process.execPath, ['--import', 'tsx', main], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await new Promise<string>((resolve) => {
    child.stdout.on('data', (chunk) => resolve(/http:\S+/.exec(String(chunk))?.[0] ?? ''));
  });
  const accepted: string[] = [];
  const exited = new Promise((resolve) => child.once('exit', resolve));
  try {
    for (;;) {
      const body = JSON.stringify({ channel: seeded.general, text: `m${accepted.length}` });
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
      const response = await fetch(`${url}/api/chat.postMessage`, { method: 'POST', headers, body });
      const answer = JSON.parse(await response.text());
      accepted.push(answer.ts);
      // In the middle of what follows, wherever that is.
      if (accepted.length === 3) setTimeout(() => child.kill('SIGKILL'), 100);
    }
  } catch {
    await exited;
  }
  const posts = readRecord(file).filter(({ method }) => method === 'chat.postMessage');
  const recorded = posts.map(({ response }) => (response as { ts: string }).ts);
  expect(accepted.length).toBeGreaterThan(0);
  expect(recorded.slice(0, accepted.length)).toEqual(accepted);
  expect(recorded.length - accepted.length).toBeLessThanOrEqual(1);
});

test('a line torn by a crash is closed, and what follows is readable', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'sandbox-')), 'record.jsonl');
  appendFileSync(file, '{"at":"torn');
  const record = openRecord(file);
  record.append('started', 0, { url: 'x' });
  record.close();
  const [torn, next = ''] = readFileSync(file, 'utf8').split('\n');
  expect(torn).toBe('{"at":"torn');
  expect(JSON.parse(next)).toEqual({ at: '1970-01-01T00:00:00.000Z', kind: 'started', url: 'x' });
});
