import { randomBytes } from 'node:crypto';
import { count, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../../src/db/client.ts';
import { outbox, sessions, traceEvents } from '../../../src/db/schema.ts';
import { analyze } from '../../../src/forensics/analyze.ts';
import { isEndMarker } from '../../../src/forensics/liveness.ts';
import { SessionNotFound } from '../../../src/trace/errors.ts';
import type { TraceEvent } from '../../../src/trace/event.ts';
import { createIntakeStore, type IntakeStore } from '../../../src/trace/intake/store.ts';
import { type World, worlds } from '../../db/worlds.ts';
import { session } from '../../support/session.ts';

const now = new Date('2026-11-22T10:00:00.000Z');
const later = (ms: number): Date => new Date(now.getTime() + ms);
const days = (count: number): number => count * 24 * 3600 * 1000;

const event = (sessionId: string, step: number, more: Partial<TraceEvent> = {}): TraceEvent => ({
  session_id: sessionId,
  step,
  type: 'llm_call',
  completion: `said at ${step}`,
  ...more,
});
const end = (sessionId: string, step: number): TraceEvent =>
  event(sessionId, step, { type: 'other', summary: 'session ended' });

describe.each(worlds())('intake on $name', ({ create }) => {
  let world: World;
  let database: Database;
  let store: IntakeStore;

  beforeAll(async () => {
    world = await create();
    database = await openDatabase(world.options);
    store = createIntakeStore(database, { isEnd: isEndMarker });
  }, 60_000);

  afterAll(async () => {
    await database.close();
    await world.remove();
  });

  const read = async (sessionId: string): Promise<TraceEvent[]> => {
    const events: TraceEvent[] = [];
    for await (const one of store.fetch(sessionId, new AbortController().signal)) events.push(one);
    return events;
  };
  const rowOf = async (sessionId: string) => {
    const [row] = await database.select().from(sessions).where(eq(sessions.sessionId, sessionId));
    return row;
  };
  const endings = async (sessionId: string) =>
    await database
      .select()
      .from(outbox)
      .where(eq(outbox.dedupeKey, `session.ended:${sessionId}`));

  test('events come back as they were sent, in step order, whatever order they came in', async () => {
    const sent = [
      event('ses_order', 3, { args: { b: 1, a: [1, { c: null }] }, extra: 'kept', cost_usd: 0.25 }),
      event('ses_order', 1, { type: 'user_message', content: 'Hello “you”' }),
      event('ses_order', 2),
      event('ses_order', 2, { completion: 'said at 2, too' }),
    ];
    expect(await store.add(sent, now)).toEqual({ accepted: 4, repeated: 0, sessions: ['ses_order'] });
    expect(await read('ses_order')).toEqual([sent[1], sent[2], sent[3], sent[0]]);
    expect(Object.keys((await read('ses_order'))[0] ?? {})[0]).toBe('session_id');
  });

  test('a batch sent again, or twice at once, or with its keys in another order, is kept once', async () => {
    const batch = [event('ses_twice', 1, { args: { a: 1, b: 2 } }), event('ses_twice', 2)];
    const both = await Promise.all([store.add(batch, now), store.add(batch, now)]);
    expect(both.map(({ accepted }) => accepted).sort()).toEqual([0, 2]);
    const [first] = batch;
    const turned = Object.fromEntries(Object.entries({ ...first, args: { b: 2, a: 1 } }).reverse()) as TraceEvent;
    expect(await store.add([turned, turned], later(1))).toMatchObject({ accepted: 0, repeated: 2 });
    expect(await read('ses_twice')).toHaveLength(2);
    expect(await rowOf('ses_twice')).toMatchObject({ events: 2, firstAt: now, lastAt: now });
  });

  test('one event twice in a batch is one', async () => {
    const one = event('ses_double', 1);
    expect(await store.add([one, one], now)).toMatchObject({ accepted: 1, repeated: 1 });
  });

  test('20 senders to the same sessions at once lose nothing and wait for nobody for ever', async () => {
    const ids = ['ses_p1', 'ses_p2', 'ses_p3'];
    const batches = Array.from({ length: 20 }, (_, sender) =>
      [...ids, ...ids.toReversed()].map((id, index) => event(id, sender * 10 + index + 1)),
    );
    const added = await Promise.all(batches.map((batch) => store.add(batch, now)));
    expect(added.every(({ accepted }) => accepted === 6)).toBe(true);
    for (const id of ids) expect(await rowOf(id)).toMatchObject({ events: 40 });
  });

  test('a session remembers who it is, whatever comes later', async () => {
    await store.add([event('ses_who', 1)], now);
    const named = { session_type: 'order-support', agent: 'desk', parent_session_id: 'ses_up' };
    await store.add([event('ses_who', 2, named), event('ses_who', 3, { session_type: 'other' })], later(5_000));
    await store.add([event('ses_who', 4, { agent: 'impostor', parent_session_id: 'ses_else' })], later(4_000));
    expect(await rowOf('ses_who')).toMatchObject({
      ...{ sessionType: 'order-support', agent: 'desk', parentSessionId: 'ses_up', events: 4 },
      ...{ firstAt: now, lastAt: later(5_000) },
    });
    expect(await store.lastReceivedAt('ses_who')).toEqual(later(5_000));
    await store.add([event('ses_who', 2, named)], later(9_000));
    expect(await store.lastReceivedAt('ses_who')).toEqual(later(5_000));
    expect(await store.lastReceivedAt('ses_unknown')).toBeNull();
    expect([await store.known('ses_who'), await store.known('ses_unknown')]).toEqual([true, false]);
  });

  test('the end of a session is told once, also when the batch is sent again', async () => {
    await store.add([event('ses_end', 1)], now);
    expect(await endings('ses_end')).toEqual([]);
    await store.add([event('ses_end', 2), end('ses_end', 3), event('ses_beside', 1)], now);
    await store.add([event('ses_end', 2), end('ses_end', 3)], later(1));
    expect(await endings('ses_end')).toMatchObject([
      { kind: 'session.ended', payload: { session_id: 'ses_end' }, dueAt: now, doneAt: null },
    ]);
    expect(await endings('ses_beside')).toEqual([]);
  });

  test('a crash between the parts of a batch is made good by sending it again, the end told then', async () => {
    const batch = [end('ses_crash', 1), ...Array.from({ length: 1_500 }, (_, index) => event('ses_crash', index + 2))];
    let transactions = 0;
    const dying = new Proxy(database, {
      get: (target, key) => {
        if (key !== 'transaction') return Reflect.get(target, key);
        transactions += 1;
        if (transactions > 1) return () => Promise.reject(new Error('gone'));
        return target.transaction.bind(target);
      },
    });
    await expect(createIntakeStore(dying, { isEnd: isEndMarker }).add(batch, now)).rejects.toThrow('gone');
    expect(await endings('ses_crash')).toEqual([]);
    const kept = (await read('ses_crash')).length;
    expect(kept).toBeGreaterThan(0);
    expect(await rowOf('ses_crash')).toMatchObject({ events: kept });
    expect(await store.add(batch, later(1))).toMatchObject({ accepted: 1_501 - kept, repeated: kept });
    expect(await read('ses_crash')).toHaveLength(1_501);
    expect(await endings('ses_crash')).toHaveLength(1);
  });

  test('hostile strings are kept as far as PostgreSQL can, once, and found again', async () => {
    const nasty = event('ses_\0nasty', 1, {
      completion: 'a\0b\ud800c',
      args: { 'key\0': '\udfff', fine: '\\u0000 😀 <!channel>' },
      prompt: [{ role: 'user', content: '\0' }],
    });
    expect(await store.add([nasty], now)).toMatchObject({ accepted: 1, sessions: ['ses_\ufffdnasty'] });
    expect(await store.add([nasty], now)).toMatchObject({ accepted: 0 });
    const [kept] = await read('ses_\0nasty');
    expect(kept).toMatchObject({
      completion: 'a\ufffdb\ufffdc',
      args: { 'key\ufffd': '\ufffd', fine: '\\u0000 😀 <!channel>' },
    });
    expect(await store.add(kept === undefined ? [] : [kept], now)).toMatchObject({ accepted: 0, repeated: 1 });
    expect(await store.known('ses_\0nasty')).toBe(true);
    const two = [event('ses_x\0', 1), event('ses_x\ufffd', 2), event('ses_x\ud800', 3)];
    expect(await store.add(two, now)).toMatchObject({ accepted: 3, sessions: ['ses_x\ufffd'] });
  });

  test('an event that does not fit is refused before anything is written', async () => {
    const batch = [event('ses_fits', 1), event('y'.repeat(401), 1)];
    await expect(store.add(batch, now)).rejects.toMatchObject({ code: 'trace.invalid', field: 'session_id' });
    expect(await store.known('ses_fits')).toBe(false);
    const widest = '\u4e00'.repeat(400);
    expect(await store.add([event(widest, 2 ** 31 - 1, { parent_session_id: widest })], now)).toMatchObject({
      accepted: 1,
    });
  });

  test('a long session with a field of 10 MB comes back whole, page by page', async () => {
    const long = Array.from({ length: 1_234 }, (_, index) => event('ses_long', index + 1, { args: { index } }));
    long.splice(600, 1, event('ses_long', 601, { response: 'x'.repeat(10_000_000) }));
    // Does not compress, so that it is larger than a page as PostgreSQL keeps it.
    const noise = randomBytes(1_500_000).toString('base64');
    long.splice(700, 1, event('ses_long', 701, { response: noise }));
    expect(await store.add(long, now)).toMatchObject({ accepted: 1_234 });
    let step = 0;
    let longest = 0;
    for await (const one of store.fetch('ses_long', new AbortController().signal)) {
      step += 1;
      expect(one.step).toBe(step);
      longest = Math.max(longest, JSON.stringify(one).length);
    }
    expect(step).toBe(1_234);
    expect(longest).toBeGreaterThan(10_000_000);
  });

  test('reading stops when the caller does', async () => {
    const caller = new AbortController();
    const reading = store.fetch('ses_long', caller.signal)[Symbol.asyncIterator]();
    await reading.next();
    caller.abort(new Error('enough'));
    await expect(reading.next()).rejects.toThrow('enough');
  });

  test('what prompts repeat is one object, so that the report is the one the file would have given', async () => {
    const prompt = [
      { role: 'system', content: 'Help boat owners.' },
      { role: 'user', content: 'How is boat-2211?' },
    ];
    const events = session({ session_id: 'ses_prompts' })
      .prompted(structuredClone(prompt), 'Looking.')
      .tool('get_boat', { boat_id: 'boat-9999' }, { state: 'dry' })
      .prompted([...structuredClone(prompt), { role: 'assistant', content: 'Looking.' }], 'It is dry.')
      .events();
    await store.add(events, now);
    const kept = await read('ses_prompts');
    expect(kept).toEqual(events);
    expect(kept[2]?.prompt?.[1]).toBe(kept[0]?.prompt?.[1]);
    expect(analyze(kept)).toEqual(analyze(events));
  });

  test('an unknown session is named with those that look like it', async () => {
    await store.add([event('ses_seeker7', 1)], now);
    const error = await read('ses_seeker8').catch((caught) => caught);
    expect(error).toBeInstanceOf(SessionNotFound);
    expect(error.suggestions).toContain('ses_seeker7');
    expect(await store.suggest('SEEKER', 3)).toEqual(['ses_seeker7']);
    expect(await store.suggest('%_\\', 3)).toEqual([]);
  });

  test('children are found through all generations, also where sessions call each other parents', async () => {
    const child = (id: string, parent: string): TraceEvent => event(id, 1, { parent_session_id: parent });
    await store.add([event('fam_root', 1), child('fam_a', 'fam_root'), child('fam_b', 'fam_root')], now);
    await store.add([child('fam_a1', 'fam_a'), child('fam_a11', 'fam_a1')], later(1));
    expect(await store.childrenOf('fam_root')).toEqual(['fam_a', 'fam_b', 'fam_a1', 'fam_a11']);
    expect(await store.childrenOf('fam_a1')).toEqual(['fam_a11']);
    expect(await store.childrenOf('fam_unknown')).toEqual([]);
    await store.add([child('ring_1', 'ring_2'), child('ring_2', 'ring_1'), child('ring_3', 'ring_3')], now);
    expect(await store.childrenOf('ring_1')).toEqual(['ring_2']);
    expect(await store.childrenOf('ring_3')).toEqual([]);
  });

  test('of very many children 1,000 are given', async () => {
    const swarm = Array.from({ length: 1_100 }, (_, i) => event(`swarm_${i}`, 1, { parent_session_id: 'swarm' }));
    await store.add(swarm, now);
    expect(new Set(await store.childrenOf('swarm')).size).toBe(1_000);
  });

  test('whole sessions are forgotten once they are old, and never before 30 days', async () => {
    const old = later(-days(40));
    await store.add([event('old_gone', 1), event('old_back', 1)], old);
    await store.add([event('old_back', 2)], later(-days(10)));
    await expect(store.pruneBefore(later(-days(30) + 1), now)).rejects.toMatchObject({ code: 'trace.kept-too-short' });
    expect(await store.known('old_gone')).toBe(true);
    expect(await store.pruneBefore(later(-days(30)), now)).toBe(1);
    expect(await store.known('old_gone')).toBe(false);
    const left = await database
      .select({ rows: count() })
      .from(traceEvents)
      .where(eq(traceEvents.sessionId, 'old_gone'));
    expect(left[0]?.rows).toBe(0);
    expect(await read('old_back')).toHaveLength(2);
  });

  test('more old sessions than one transaction takes are all forgotten', async () => {
    const many = Array.from({ length: 250 }, (_, index) => event(`many_old_${index}`, 1));
    await store.add(many, later(-days(400)));
    expect(await store.pruneBefore(later(-days(399)), now)).toBe(250);
  });

  test('an empty batch is nothing', async () => {
    expect(await store.add([], now)).toEqual({ accepted: 0, repeated: 0, sessions: [] });
  });
});
