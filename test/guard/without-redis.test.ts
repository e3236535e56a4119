import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'guard-alone-'));
afterAll(() => rmSync(folder, { recursive: true }));

const agent = `
import { createGuard, httpControl, redisControl } from './index.js';
const wait = (control) => new Promise((resolve) => {
  const guard = createGuard({ sessionId: 's', secret: 'x'.repeat(16), control, fail: 'open', onAlarm: (alarm) => {
    resolve(alarm.message);
    setImmediate(() => guard.close());
  } });
});
console.log(await wait(httpControl({ url: 'http://127.0.0.1:1', token: 't' })));
console.log(await wait(redisControl({ url: 'redis://127.0.0.1:1' })));
`;

test('the guard runs where no package is installed, and says what Redis would need', () => {
  const config = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: {
      noEmit: false,
      outDir: folder,
      rootDir: join(root, 'src'),
      typeRoots: [join(root, 'node_modules/@types')],
    },
    include: [join(root, 'src/guard')],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  const tsc = [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder];
  const built = spawnSync(process.execPath, tsc, { cwd: root, encoding: 'utf8' });
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(join(folder, 'guard/agent.js'), agent);
  const run = spawnSync(process.execPath, ['guard/agent.js'], { cwd: folder, encoding: 'utf8', timeout: 20_000 });
  expect(run.stderr, built.stdout).toBe('');
  expect(run.status).toBe(0);
  const [http, redis] = run.stdout.trim().split('\n');
  expect(http).toContain('fetch failed');
  expect(redis).toContain('npm install ioredis');
});
