import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { checkDataFolder, checkPostmortemFolder, checkTraceFolders } from '../../../src/cli/doctor/check-folders.ts';
import { findRecordsHolder } from '../../../src/cli/doctor/records-holder.ts';
import { readConfig } from '../../../src/config.ts';
import { lockFolder } from '../../../src/db/folder-lock.ts';
import { freePort, never, occupy, said } from './support.ts';

function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'doctor-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function config(env: Record<string, string>) {
  return readConfig({ PORT: String(await freePort()), ...env });
}

describe('the data folder', () => {
  test('may be missing as long as it can be made, and nothing is left behind', async () => {
    const folder = tempFolder();
    const dataDir = join(folder, 'not', 'yet');
    expect(await checkDataFolder(await config({ DATA_DIR: dataDir }), never)).toMatchObject([{ level: 'ok' }]);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('that is a file is a wrong setting', async () => {
    const file = join(tempFolder(), 'data');
    writeFileSync(file, 'x');
    for (const dir of [file, join(file, 'below')]) {
      const [finding] = await checkDataFolder(await config({ DATA_DIR: dir }), never);
      expect(finding).toMatchObject({ cause: 'configuration', fix: expect.stringContaining('DATA_DIR') });
    }
  });

  test.skipIf(process.getuid?.() === 0)('that cannot be written is a wrong setting', async () => {
    const folder = tempFolder();
    chmodSync(folder, 0o500);
    expect(await checkDataFolder(await config({ DATA_DIR: folder }), never)).toMatchObject([
      { cause: 'configuration' },
    ]);
  });

  test('in use by a process that is no reachable bot is warned about, and free again after', async () => {
    const folder = tempFolder();
    const lock = await lockFolder(folder);
    expect(await findRecordsHolder(folder)).toMatchObject({ pid: process.pid });
    const set = await config({ DATA_DIR: folder });
    expect(await checkDataFolder(set, never)).toMatchObject([
      { level: 'warning', text: expect.stringContaining(`process ${process.pid}`) },
    ]);
    lock.release();
    expect(await findRecordsHolder(folder)).toBeNull();
    expect(await checkDataFolder(set, never)).toMatchObject([{ level: 'ok', text: `${folder} can be written` }]);
  });

  test('in use by the bot that answers /readyz is as it should be', async () => {
    const folder = tempFolder();
    const lock = await lockFolder(folder);
    const port = await occupy(createServer((_, response) => response.end('{"ready":true,"parts":[]}')));
    expect(await checkDataFolder(await config({ DATA_DIR: folder, PORT: String(port) }), never)).toMatchObject([
      { level: 'ok', text: expect.stringContaining('the bot that runs') },
    ]);
    lock.release();
  });

  test('is not held by a process that is gone, or whose number another one has now', async () => {
    const folder = tempFolder();
    const lock = await lockFolder(folder);
    const [name = ''] = readdirSync(join(folder, 'records.lock'));
    const file = join(folder, 'records.lock', name);
    const { hostname } = await import('node:os');
    const holder = { startedAt: '1', host: hostname(), world: null, since: '2026-01-01T00:00:00Z', released: false };
    writeFileSync(file, JSON.stringify({ ...holder, pid: process.pid }));
    expect(await findRecordsHolder(folder)).toBeNull();
    writeFileSync(file, JSON.stringify({ ...holder, pid: 2 ** 22 + 1 }));
    expect(await findRecordsHolder(folder)).toBeNull();
    writeFileSync(file, JSON.stringify({ ...holder, pid: process.pid, host: 'elsewhere' }));
    expect(await findRecordsHolder(folder)).toMatchObject({ host: 'elsewhere' });
    writeFileSync(file, 'torn');
    expect(await findRecordsHolder(folder)).toBeNull();
    lock.release();
  });
});

test('a folder for postmortems that cannot be written is a wrong setting', async () => {
  const file = join(tempFolder(), 'file');
  writeFileSync(file, 'x');
  expect(await checkPostmortemFolder(await config({ POSTMORTEM_DIR: file }))).toMatchObject([
    { cause: 'configuration', fix: expect.stringContaining('POSTMORTEM_DIR') },
  ]);
});

test('trace folders say how many files they hold, that they hold none, or that they are not there', async () => {
  const folder = tempFolder();
  mkdirSync(join(folder, 'empty'));
  mkdirSync(join(folder, 'full'));
  writeFileSync(join(folder, 'full', 'a.jsonl'), '{}\n');
  writeFileSync(join(folder, 'full', 'b.ndjson.gz'), '');
  const dirs = ['full', 'empty', 'none'].map((name) => join(folder, name));
  expect(said(await checkTraceFolders(await config({ TRACE_DIRS: dirs.join(',') })))).toEqual([
    `ok Trace folders: ${dirs[0]} holds 2 trace files`,
    `warning Trace folders: ${dirs[1]} holds no trace yet`,
    `problem Trace folders: ${dirs[2]} is not there`,
  ]);
});
