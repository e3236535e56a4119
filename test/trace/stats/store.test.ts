import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../../src/db/client.ts';
import { createStatsStore, type SessionStats, type StatsStore } from '../../../src/trace/stats/store.ts';
import { type World, worlds } from '../../db/worlds.ts';

const now = new Date('2026-11-22T10:00:00.000Z');
const hours = (count: number): Date => new Date(now.getTime() + count * 3600 * 1000);

describe.each(worlds())('session statistics on $name', ({ create }) => {
  let world: World;
  let database: Database;
  let store: StatsStore;

  beforeAll(async () => {
    world = await create();
    database = await openDatabase(world.options);
    store = createStatsStore(database);
  }, 60_000);

  afterAll(async () => {
    await database.close();
    await world.remove();
  });

  const stats = (sessionId: string, more: Partial<SessionStats> = {}): SessionStats => ({
    ...{ sessionId, sessionType: 'order-support', costUsd: 0.02, tokens: 4_842, steps: 5, mode: 'none' },
    ...{ fingerprint: null, endedAt: null, analyzedAt: now },
    ...more,
  });

  test('sessions of one type are given with what they used, unknown as unknown', async () => {
    await store.saveStats(stats('use_1', { sessionType: 'use', endedAt: hours(-2) }));
    await store.saveStats(stats('use_2', { sessionType: 'use', costUsd: null, tokens: null, steps: 40 }));
    await store.saveStats(stats('use_3', { sessionType: 'else' }));
    await store.saveStats(stats('use_4', { sessionType: null }));
    const first = { cost_usd: 0.02, tokens: 4_842, steps: 5 };
    expect(await store.statsOf('use')).toEqual([{ cost_usd: null, tokens: null, steps: 40 }, first]);
    expect(await store.statsOf('use', 'use_2')).toEqual([first]);
    expect(await store.statsOf(null)).toEqual([]);
    expect(await store.statsOf('unknown')).toEqual([]);
  });

  test('a session counts once, by its latest analysis, even when an older one is saved after it', async () => {
    await store.saveStats(stats('late', { sessionType: 'late', steps: 5 }));
    await store.saveStats(stats('late', { sessionType: 'late', steps: 9, analyzedAt: hours(2) }));
    await store.saveStats(stats('late', { sessionType: 'late', steps: 7, analyzedAt: hours(1) }));
    expect(await store.statsOf('late')).toMatchObject([{ steps: 9 }]);
  });

  test('others with the same fingerprint are named, newest first, itself and older ones left out', async () => {
    const faulty = { mode: 'tool_misfire', fingerprint: 'tool_misfire||refund|id=ord_#' };
    await store.saveStats(stats('sim_old', { ...faulty, endedAt: hours(-200) }));
    await store.saveStats(stats('sim_1', { ...faulty, endedAt: hours(-5) }));
    await store.saveStats(stats('sim_2', { ...faulty, analyzedAt: hours(-1) }));
    await store.saveStats(stats('sim_other', { ...faulty, fingerprint: 'tool_misfire||refund|' }));
    await store.saveStats(stats('sim_self', faulty));
    expect(await store.similar(faulty.fingerprint, 'sim_self', hours(-168))).toEqual(['sim_2', 'sim_1']);
    expect(await store.similar(faulty.fingerprint, 'sim_self', hours(-5))).toEqual(['sim_2', 'sim_1']);
    expect(await store.similar('nothing', 'sim_self', hours(-168))).toEqual([]);
  });

  test('hostile ids and a cost beyond measure are kept', async () => {
    await store.saveStats(stats('a\0b', { sessionType: 'odd\ud800', costUsd: 1e300, tokens: Number.MAX_SAFE_INTEGER }));
    expect(await store.statsOf('odd\ud800')).toEqual([{ cost_usd: 1e300, tokens: Number.MAX_SAFE_INTEGER, steps: 5 }]);
    expect(await store.statsOf('odd\ud800', 'a\0b')).toEqual([]);
  });
});
