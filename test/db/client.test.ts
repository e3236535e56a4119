import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from '../../src/db/client.ts';
import { createInbox } from '../../src/db/inbox.ts';
import { inbox } from '../../src/db/schema.ts';
import { runChild } from './run-child.ts';
import { worlds } from './worlds.ts';

describe('a data folder', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'records-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('is refused while another process has it open, names that process, and is free when it is killed', async () => {
    const child = runChild('holder-child.ts', { folder });
    await child.reached(1);
    await expect(openDatabase({ folder })).rejects.toMatchObject({
      code: 'database.locked',
      message: expect.stringMatching(`in use by process ${child.process.pid} .*DATABASE_URL`),
      details: { pid: child.process.pid },
    });
    await child.kill();
    const database = await openDatabase({ folder });
    await database.close();
  }, 60_000);

  test('keeps what was written, is refused a second time in one process, and free after close', async () => {
    const database = await openDatabase({ folder });
    await createInbox(database).record({ kind: 'command', key: 'kept', payload: {}, receivedAt: new Date(0) });
    await expect(openDatabase({ folder })).rejects.toMatchObject({ code: 'database.locked' });
    await Promise.all([database.close(), database.close()]);
    const again = await openDatabase({ folder });
    expect((await again.select().from(inbox)).map(({ dedupeKey }) => dedupeKey)).toEqual(['kept']);
    await again.close();
  }, 60_000);
});

test('a server that does not answer is a retryable error that names DATABASE_URL and no password', async () => {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const databaseUrl = `postgres://user:geheim@127.0.0.1:${port}/records`;
  const error = await openDatabase({ folder: tmpdir(), databaseUrl }).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'database.unreachable', retryable: true });
  expect(String(error)).toContain('DATABASE_URL');
  expect(String(error)).not.toContain('geheim');
  server.close();
});

describe.each(worlds().slice(1))('$name', ({ create }) => {
  test('four processes that start at once find the schema ready', async () => {
    const world = await create();
    const opened = await Promise.all([1, 2, 3, 4].map(() => openDatabase(world.options)));
    expect(await Promise.all(opened.map((database) => database.$count(inbox)))).toEqual([0, 0, 0, 0]);
    await Promise.all(opened.map((database) => database.close()));
    await world.remove();
  });
});
