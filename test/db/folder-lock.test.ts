import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lockFolder } from '../../src/db/folder-lock.ts';

describe('the lock of a folder', () => {
  let folder: string;
  let locks: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lock-'));
    locks = join(folder, 'records.lock');
    mkdirSync(locks);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const leave = (holder: object) => writeFileSync(join(locks, 'lock.7'), JSON.stringify(holder));
  const own = async () => {
    const lock = await lockFolder(folder);
    const [name = ''] = readdirSync(locks);
    const holder: object = JSON.parse(readFileSync(join(locks, name), 'utf8'));
    lock.release();
    return holder;
  };

  test('is held by one at a time, and each holder supersedes the last', async () => {
    const first = await lockFolder(folder);
    await expect(lockFolder(folder)).rejects.toMatchObject({ code: 'database.locked', details: { pid: process.pid } });
    first.release();
    first.release();
    const second = await lockFolder(folder);
    expect(readdirSync(locks)).toEqual(['lock.2']);
    second.release();
  });

  test('of 20 that find the same stale lock, exactly one takes it', async () => {
    const holder = await own();
    leave({ ...holder, pid: 2 ** 22 + 1, released: false });
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => lockFolder(folder)));
    const taken = results.filter((result) => result.status === 'fulfilled');
    expect(taken).toHaveLength(1);
    expect(readdirSync(locks)).toEqual(['lock.8']);
    taken[0]?.value.release();
  });

  test.runIf(process.platform === 'linux')(
    'a holder that was killed and that nobody has collected yet does not hold it',
    async () => {
      const holder = await own();
      // The shell's child ends while the shell, now sleeping, never waits for it.
      const parent = spawn('sh', ['-c', 'sleep 0.3 & echo $!; exec sleep 30'], { stdio: ['ignore', 'pipe', 'ignore'] });
      const [output] = await once(parent.stdout, 'data');
      const pid = Number(String(output));
      const startedAt = readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ')[21];
      leave({ ...holder, pid, startedAt, released: false });
      await expect(lockFolder(folder)).rejects.toMatchObject({ details: { pid } });
      await new Promise((resolve) => setTimeout(resolve, 600));
      expect(readFileSync(`/proc/${pid}/stat`, 'utf8')).toContain(') Z ');
      const lock = await lockFolder(folder);
      lock.release();
      parent.kill();
    },
  );

  test('a pid that now belongs to another process does not hold it', async () => {
    const holder = await own();
    leave({ ...holder, released: false, startedAt: '1' });
    const lock = await lockFolder(folder);
    lock.release();
  });

  test('a holder from before the reboot is gone, whatever its pid', async () => {
    const holder = await own();
    leave({ ...holder, released: false, world: 'an-earlier-boot pid:[1]' });
    const lock = await lockFolder(folder, { silenceMs: 60_000 });
    lock.release();
  });

  test('a holder on another machine is believed while its heartbeat is seen, and gone when it is silent', async () => {
    leave({ pid: 1, startedAt: '1', host: `not-${hostname()}`, world: null, since: 'yesterday', released: false });
    const heart = setInterval(() => utimesSync(join(locks, 'lock.7'), new Date(), new Date()), 20);
    await expect(lockFolder(folder, { silenceMs: 1_000 })).rejects.toMatchObject({ code: 'database.locked' });
    clearInterval(heart);
    const lock = await lockFolder(folder, { silenceMs: 300 });
    lock.release();
  });

  test('a lock file nobody can read is treated the same way', async () => {
    writeFileSync(join(locks, 'lock.7'), '');
    const lock = await lockFolder(folder, { silenceMs: 300 });
    expect(readdirSync(locks)).toEqual(['lock.8']);
    lock.release();
  });
});
