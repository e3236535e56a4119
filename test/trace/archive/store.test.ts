import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../../src/db/client.ts';
import { captures, incidents } from '../../../src/db/schema.ts';
import { type Archive, type CaptureRequest, createArchive } from '../../../src/trace/archive/store.ts';
import type { TraceEvent } from '../../../src/trace/event.ts';
import { parseBatch } from '../../../src/trace/intake/parse-batch.ts';
import { type World, worlds } from '../../db/worlds.ts';

const now = new Date('2026-11-22T10:00:00.000Z');
const daysLater = (count: number): Date => new Date(now.getTime() + count * 24 * 3600 * 1000);
const event = (sessionId: string, step: number, more: Partial<TraceEvent> = {}): TraceEvent => {
  return { session_id: sessionId, step, type: 'other', ...more };
};

describe.each(worlds())('the archive on $name', ({ create }) => {
  let world: World;
  let database: Database;
  let archive: Archive;

  beforeAll(async () => {
    world = await create();
    database = await openDatabase(world.options);
    archive = createArchive(database);
  }, 60_000);

  afterAll(async () => {
    await database.close();
    await world.remove();
  });

  const incident = async (id: string, status: 'open' | 'resolved' = 'open'): Promise<string> => {
    const row = { id, sessionId: `ses of ${id}`, status, openedBy: 'U1', openedAt: now, revision: 1, requestKey: id };
    await database.insert(incidents).values(row);
    return id;
  };
  const request = (incidentId: string, requestKey: string, more: Partial<CaptureRequest> = {}): CaptureRequest => ({
    incidentId,
    requestKey,
    sessionIds: ['ses_a'],
    events: [event('ses_a', 1), event('ses_a', 2)],
    source: 'archive',
    takenAt: now,
    afterKill: null,
    ...more,
  });

  test('a trace is kept with what it spawned, and reads back as it was', async () => {
    const id = await incident('inc_keep');
    const events = [event('ses_a', 1, { summary: 'x\0y' }), event('ses_child', 1, { parent_session_id: 'ses_a' })];
    const kept = await archive.capture(request(id, 'keep', { sessionIds: ['ses_a', 'ses_child'], events }));
    expect(kept).toMatchObject({ number: 1, events: 2, repeated: false, sessionId: 'ses_a', keepUntil: daysLater(30) });
    const text = await archive.read(kept.id);
    expect(text.length).toBe(kept.bytes);
    expect(await parseBatch(text)).toEqual(events);
  });

  test('captures of an incident are numbered, also when 10 are made at once', async () => {
    const id = await incident('inc_numbers');
    const keys = Array.from({ length: 10 }, (_, index) => `numbers ${index}`);
    await Promise.all(keys.map((key, index) => archive.capture(request(id, key, { afterKill: index }))));
    const list = await archive.list(id);
    expect(list.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(list.map(({ afterKill }) => afterKill).sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(list[0]).not.toHaveProperty('content');
    expect(await archive.list('inc_none')).toEqual([]);
  });

  test('the same request, delivered again or at once, makes one capture, and the first one stays', async () => {
    const id = await incident('inc_again');
    const both = await Promise.all([1, 2, 3].map(() => archive.capture(request(id, 'again'))));
    expect(both.filter(({ repeated }) => !repeated)).toHaveLength(1);
    expect(new Set(both.map((capture) => capture.id)).size).toBe(1);
    const more = [event('ses_a', 1), event('ses_a', 2), event('ses_a', 3)];
    const again = await archive.capture(request(id, 'again', { events: more, takenAt: daysLater(1) }));
    expect(again).toEqual({ ...both[0], repeated: true });
    expect(await archive.list(id)).toHaveLength(1);
  });

  test('what is not what was captured is not given out', async () => {
    const id = await incident('inc_damaged');
    const kept = await archive.capture(request(id, 'damaged'));
    const other = await archive.capture(request(id, 'other', { events: [event('ses_a', 9)] }));
    const [row] = await database.select().from(captures).where(eq(captures.id, other.id));
    await database
      .update(captures)
      .set({ content: row?.content ?? new Uint8Array() })
      .where(eq(captures.id, kept.id));
    await expect(archive.read(kept.id)).rejects.toMatchObject({ code: 'archive.damaged', details: { id: kept.id } });
    await expect(archive.read('cap_none')).rejects.toMatchObject({ code: 'archive.not-found' });
  });

  test('a trace beyond the limit is refused with the way out, and nothing is kept', async () => {
    const id = await incident('inc_large');
    const small = createArchive(database, { maxBytes: 1024 * 1024 });
    const events = [event('ses_a', 1, { response: 'x'.repeat(1024 * 1024) })];
    await expect(small.capture(request(id, 'large', { events, source: 'langfuse' }))).rejects.toMatchObject({
      code: 'archive.too-large',
      message: expect.stringContaining('Export it from langfuse'),
    });
    expect(await archive.list(id)).toEqual([]);
  });

  test('a packed megabyte that does not compress goes in and comes out', async () => {
    const id = await incident('inc_noise');
    let state = 7;
    const noise = Array.from({ length: 2_000_000 }, () => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return String.fromCharCode(33 + ((state >>> 16) % 90));
    }).join('');
    const kept = await archive.capture(request(id, 'noise', { events: [event('ses_a', 1, { response: noise })] }));
    expect((await archive.read(kept.id)).toString()).toContain(JSON.stringify(noise));
  });

  test('only what is past its time and belongs to a resolved incident is deleted', async () => {
    const open = await incident('inc_open');
    const resolved = await incident('inc_resolved', 'resolved');
    const long = createArchive(database, { keepDays: 90 });
    await archive.capture(request(open, 'open'));
    await archive.capture(request(resolved, 'short'));
    await long.capture(request(resolved, 'long'));
    expect(await archive.prune(daysLater(30))).toBe(0);
    expect(await archive.prune(daysLater(31))).toBe(1);
    expect(await archive.list(open)).toHaveLength(1);
    expect(await archive.list(resolved)).toMatchObject([{ keepUntil: daysLater(90), number: 2 }]);
    expect(await archive.capture(request(resolved, 'next'))).toMatchObject({ number: 3 });
  });

  test('less than 30 days is refused', () => {
    expect(() => createArchive(database, { keepDays: 29 })).toThrow('30 days');
    expect(() => createArchive(database, { keepDays: Number.NaN })).toThrow('30 days');
  });
});
