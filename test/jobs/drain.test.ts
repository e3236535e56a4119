import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { createDrain, type Drain, type DrainOptions } from '../../src/jobs/drain.ts';
import { createGate, type MemoryRow, MemoryStore, rememberLog, until } from './support.ts';

let store: MemoryStore;
let log: ReturnType<typeof rememberLog>;
let drains: Drain[];
let clock: number;

beforeEach(() => {
  store = new MemoryStore();
  log = rememberLog();
  drains = [];
  clock = 1_000_000;
});
afterEach(() => Promise.all(drains.map((drain) => drain.stop(100))));

function start(options: Partial<DrainOptions<MemoryRow>> = {}): Drain {
  const drain = createDrain({
    name: 'outbox',
    store,
    handle: async () => undefined,
    log,
    now: () => new Date(clock),
    random: () => 0,
    // Long: what a test sees must come from a nudge or a due time, unless it says otherwise.
    sweepMs: 600_000,
    ...options,
  });
  drains.push(drain);
  drain.start();
  return drain;
}

const isDone = () => store.rows.every(({ done }) => done);
const onlyRow = () => store.rows[0] ?? expect.fail('no row');

describe('what is due', () => {
  test('is done once each, also what was there before the start', async () => {
    const handled: string[] = [];
    store.add('a', 'b', 'c');
    start({ handle: async ({ kind }) => void handled.push(kind) });
    await until(isDone, 'all done');
    expect(handled.sort()).toEqual(['a', 'b', 'c']);
  });

  test('is done at a nudge, and nothing before the start', async () => {
    const drain = createDrain({
      name: 'x',
      store,
      handle: async () => undefined,
      log,
      now: () => new Date(clock),
      sweepMs: 600_000,
    });
    drains.push(drain);
    store.add('early');
    drain.nudge();
    expect(store.claims).toBe(0);
    drain.start();
    await until(isDone, 'the first');
    store.add('later');
    drain.nudge();
    await until(isDone, 'the second');
  });

  test('a nudge in the middle of a look is not lost', async () => {
    const gate = createGate();
    store.beforeClaim = () => gate.opened;
    const drain = start();
    await until(() => store.claims === 1, 'a look is under way');
    store.beforeClaim = async () => undefined;
    drain.nudge();
    drain.nudge();
    // The first look has chosen its rows already; only another one finds this.
    store.claim = async (options) => {
      store.add('new');
      store.claim = MemoryStore.prototype.claim;
      return await store.claim(options);
    };
    gate.open();
    await until(() => store.rows.length === 1 && isDone(), 'found');
  });

  test('without any nudge the sweep finds it', async () => {
    start({ sweepMs: 20 });
    await until(() => store.claims > 0, 'started');
    store.add('unannounced');
    await until(isDone, 'swept');
  });

  test('what falls due soon is done then, not at the next sweep', async () => {
    store.addAt('soon', clock + 60);
    const began = performance.now();
    start({ now: () => new Date(1_000_000 + performance.now() - began) });
    await until(isDone, 'due');
    expect(performance.now() - began).toBeGreaterThanOrEqual(59);
  });

  test('what falls due after the next sweep is told, for somebody to be woken', async () => {
    const at: number[] = [];
    store.addAt('far', clock + 700_000);
    start({ onNextDue: (date) => at.push(date.getTime()) });
    await until(() => at.length > 0, 'told');
    expect(at).toEqual([clock + 700_000]);
  });

  test('never more at once than allowed, and the next one as soon as one is done', async () => {
    let now = 0;
    let most = 0;
    const gates = new Map<string, () => void>();
    store.add(...Array.from({ length: 20 }, (_, index) => String(index)));
    start({
      concurrency: 3,
      handle: async ({ kind }) => {
        now++;
        most = Math.max(most, now);
        const gate = createGate();
        gates.set(kind, gate.open);
        await gate.opened;
        now--;
      },
    });
    for (let done = 0; done < 20; done++) {
      await until(() => gates.size > done, `row ${done}`);
      await until(() => gates.size === Math.min(20, done + 3), 'full again');
      [...gates.values()][done]?.();
    }
    await until(isDone, 'all done');
    expect(most).toBe(3);
  });
});

describe('what fails', () => {
  test('is due again after the pause that was asked for, and then done', async () => {
    store.add('post');
    const busy = new AppError('slack.unavailable', 'Slack is busy.', {
      retryable: true,
      details: { retryAfterMs: 7_000 },
    });
    let tries = 0;
    const drain = start({
      handle: async () => {
        if (++tries === 1) throw busy;
      },
    });
    await until(() => onlyRow().error !== null, 'noted');
    expect(onlyRow()).toMatchObject({ dueAt: clock + 7_000, error: 'slack.unavailable: Slack is busy.', done: false });
    clock += 7_000;
    drain.nudge();
    await until(isDone, 'done');
    expect(onlyRow()).toMatchObject({ attempts: 2, error: null });
  });

  test('for good is given up, with the reason noted, and not tried again', async () => {
    const given: unknown[] = [];
    const error = new AppError('slack.refused', 'Not in the channel.');
    store.add('post');
    start({ handle: () => Promise.reject(error), giveUp: async (row, why) => void given.push([row.kind, why]) });
    await until(isDone, 'given up');
    expect(given).toEqual([['post', error]]);
    expect(onlyRow()).toMatchObject({ attempts: 1, error: 'slack.refused: Not in the channel.' });
    expect(log.lines.at(-1)).toMatchObject({
      level: 'error',
      what: 'given up',
      facts: { code: 'slack.refused', kind: 'post' },
    });
  });

  test('for no known reason is given up after twenty tries', async () => {
    store.add('post');
    let tries = 0;
    const drain = start({
      handle: () => {
        tries++;
        throw new TypeError('x');
      },
    });
    await until(() => {
      clock += 600_000;
      drain.nudge();
      return isDone();
    }, 'given up');
    expect(tries).toBe(20);
  });

  test('is tried again when giving up fails', async () => {
    store.add('post');
    let told = 0;
    const drain = start({
      handle: () => Promise.reject(new AppError('slack.refused', 'No.')),
      giveUp: async () => {
        if (++told === 1) throw new Error('the thread could not be told');
      },
    });
    await until(() => told === 1 && onlyRow().error !== null, 'failed once');
    expect(onlyRow().done).toBe(false);
    clock += 600_000;
    drain.nudge();
    await until(isDone, 'given up');
    expect(told).toBe(2);
  });

  test('does not hold up the others', async () => {
    store.add('bad', 'good');
    start({ handle: async ({ kind }) => (kind === 'bad' ? Promise.reject(new Error('x')) : undefined) });
    await until(() => store.rows[1]?.done === true && store.rows[0]?.error !== null, 'both dealt with');
  });

  test('leaves nothing of a payload in the log', async () => {
    store.add('post');
    const cause = Object.assign(new Error('Key (a)=(secret-payload) exists'), { code: '23505' });
    start({ handle: () => Promise.reject(new Error('Unexpected token in "secret-payload"', { cause })) });
    await until(() => log.lines.length > 0, 'logged');
    expect(JSON.stringify(log.lines)).not.toContain('secret-payload');
    expect(log.lines[0]?.facts).toMatchObject({ error: 'Error', cause: { code: '23505' }, kind: 'post', attempts: 1 });
  });
});

describe('a database that is away', () => {
  test('is said once, and once more when it is back', async () => {
    store.down = true;
    store.add('row');
    const drain = start({ sweepMs: 5 });
    await until(() => store.claims > 5, 'several looks');
    expect(drain.health().ok).toBe(false);
    store.down = false;
    await until(isDone, 'done');
    await until(() => drain.health().ok, 'well again');
    expect(log.lines.map(({ level }) => level)).toEqual(['error', 'info']);
    expect(JSON.stringify(log.lines)).not.toContain('secret-payload');
  });

  test('when it goes away during the work, the row comes back after its claim', async () => {
    let tries = 0;
    store.add('row');
    const drain = start({
      handle: async () => {
        store.down = ++tries === 1;
      },
    });
    await until(() => log.lines.length > 0, 'the outcome is lost');
    store.down = false;
    drain.nudge();
    await until(() => store.claims > 1, 'another look');
    expect(tries).toBe(1);
    clock += 120_000;
    drain.nudge();
    await until(isDone, 'done');
    expect(tries).toBe(2);
  });
});

describe('a handler that takes too long', () => {
  test('is told to end while its claim still holds', async () => {
    store.add('slow');
    const started = performance.now();
    let abortedAfterMs = 0;
    start({
      leaseMs: 1_000,
      now: () => new Date(1_000_000 + performance.now()),
      handle: (_, signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            abortedAfterMs = performance.now() - started;
            reject(signal.reason);
          });
        }),
    });
    await until(() => onlyRow().error !== null, 'failed');
    expect(abortedAfterMs).toBeGreaterThanOrEqual(749);
    expect(onlyRow()).toMatchObject({ attempts: 1, done: false });
  });

  test('and does not listen keeps its claim, so that nobody else begins', async () => {
    store.add('deaf');
    const gate = createGate();
    let begun = 0;
    const options: Partial<DrainOptions<MemoryRow>> = {
      // Long enough for a busy machine to renew it in time.
      leaseMs: 1_500,
      sweepMs: 20,
      now: () => new Date(1_000_000 + performance.now()),
      handle: async () => {
        begun++;
        await gate.opened;
      },
    };
    start(options);
    start(options);
    const end = performance.now() + 4_000;
    await until(() => performance.now() > end, 'several leases');
    expect(begun).toBe(1);
    gate.open();
    await until(isDone, 'done');
    expect(onlyRow().attempts).toBe(1);
  });
});

describe('stopping', () => {
  test('waits for what runs and begins nothing more', async () => {
    const gate = createGate();
    const begun: string[] = [];
    store.add('a', 'b');
    const drain = start({
      concurrency: 1,
      handle: async ({ kind }) => {
        begun.push(kind);
        await gate.opened;
      },
    });
    await until(() => begun.length === 1, 'begun');
    const stopped = drain.stop();
    gate.open();
    await stopped;
    expect(begun).toEqual(['a']);
    expect(store.rows.map(({ done }) => done)).toEqual([true, false]);
    drain.nudge();
    await new Promise((resolve) => setImmediate(resolve));
    expect(begun).toEqual(['a']);
  });

  test('aborts what does not end in time; it is due again at once, and no failure', async () => {
    store.add('long');
    const drain = start({
      handle: (_, signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    });
    await until(() => drain.health().running === 1, 'begun');
    await drain.stop(20);
    expect(onlyRow()).toMatchObject({ done: false, dueAt: clock, error: 'stopped while at work' });
  });

  test('gives back what a claim brings after it', async () => {
    const gate = createGate();
    let begun = 0;
    store.add('late');
    store.beforeClaim = () => gate.opened;
    const drain = start({ handle: async () => void begun++ });
    await until(() => store.claims === 1, 'claiming');
    const stopped = drain.stop();
    gate.open();
    await stopped;
    expect(begun).toBe(0);
    expect(onlyRow()).toMatchObject({ done: false, dueAt: clock });
  });

  test('does not hang on work that never ends', async () => {
    store.add('stuck');
    const drain = start({ handle: () => new Promise(() => undefined) });
    await until(() => drain.health().running === 1, 'begun');
    await drain.stop(20);
    expect(log.lines.at(-1)?.what).toContain('left at work');
  });
});

test('counts what it does', async () => {
  const counted: unknown[] = [];
  store.add('good', 'bad', 'worse');
  start({
    concurrency: 1,
    dueSince: () => new Date(clock - 250),
    handle: async ({ kind }) => {
      if (kind === 'bad') throw new Error('x');
      if (kind === 'worse') throw new AppError('x.refused', 'No.');
    },
    metrics: {
      handled: (drain, kind, tookMs) => counted.push(['handled', drain, kind, tookMs >= 0]),
      failed: (drain, kind, outcome) => counted.push(['failed', drain, kind, outcome]),
      waited: (drain, kind, waitedMs) => counted.push(['waited', drain, kind, waitedMs]),
    },
  });
  await until(() => counted.length === 6, 'counted');
  expect(counted).toEqual([
    ['waited', 'outbox', 'good', 250],
    ['handled', 'outbox', 'good', true],
    ['waited', 'outbox', 'bad', 250],
    ['failed', 'outbox', 'bad', 'retry'],
    ['waited', 'outbox', 'worse', 250],
    ['failed', 'outbox', 'worse', 'gave_up'],
  ]);
});
