import { AppError } from '../errors.ts';
import type { Log } from '../flows/ports.ts';
import { describeError, noteError } from './describe-error.ts';
import { backoffMs, judgeFailure } from './judge-failure.ts';
import { within } from './within.ts';

/** A claimed row. `attempts` counts this claim and proves it. */
export interface DrainRow {
  id: number;
  kind: string;
  attempts: number;
}

/** Where the rows are; the table decides who holds which. */
export interface DrainStore<Row extends DrainRow> {
  /** Takes what is due for `leaseMs`; two processes never hold the same row at once. */
  claim(options: { now: Date; limit: number; leaseMs: number }): Promise<Row[]>;
  /** Done. `error` says why it was given up, where it was. False when the claim had run out. */
  finish(row: Row, now: Date, error: string | null): Promise<boolean>;
  /** Due again at `dueAt`, for whoever claims it then. False when the claim had run out. */
  retry(row: Row, dueAt: Date, error: string): Promise<boolean>;
  /** When the next row falls due, claimed ones included; null when there is none. */
  nextDueAt?(): Promise<Date | null>;
}

/** What a drain counts; times in ms. */
export interface DrainMetrics {
  handled(drain: string, kind: string, tookMs: number): void;
  failed(drain: string, kind: string, outcome: 'retry' | 'gave_up'): void;
  /** How long after it fell due a row was begun, first attempts only. */
  waited(drain: string, kind: string, waitedMs: number): void;
}

export interface DrainOptions<Row extends DrainRow> {
  name: string;
  store: DrainStore<Row>;
  /** Must be idempotent, and end soon once `signal` aborts. */
  handle(row: Row, signal: AbortSignal): Promise<void>;
  /** The row will not be tried again. When this throws, it is. */
  giveUp?(row: Row, error: unknown): Promise<void>;
  /** When the row fell due, for the metrics. */
  dueSince?(row: Row): Date;
  /** Rows at once; 8 unless told. */
  concurrency?: number;
  /** How long a claim holds, in ms; 120,000 unless told. After three quarters of it the row's signal aborts. */
  leaseMs?: number;
  /** The longest pause between two looks, in ms; 1,000 unless told. */
  sweepMs?: number;
  log: Log;
  now(): Date;
  /** From 0 to 1; for tests. */
  random?(): number;
  metrics?: DrainMetrics;
  /** A row falls due later than the next sweep: a good moment to order a wake-up. */
  onNextDue?(at: Date): void;
}

export interface Drain {
  start(): void;
  /** Looks now; a look that is under way looks once more. */
  nudge(): void;
  /** Claims nothing more and waits for what runs, at most `graceMs` (10,000 unless told); then aborts the rest. */
  stop(graceMs?: number): Promise<void>;
  health(): DrainHealth;
}

export interface DrainHealth {
  running: number;
  /** The last look found the table readable. */
  ok: boolean;
}

interface Running<Row> {
  row: Row;
  abort: AbortController;
  done: Promise<void>;
}

/** Pauses up to this are nothing to warn of. */
const pacedMs = 3_000;

/** Due now, yet not claimable: another process is claiming it. */
const shortestPauseMs = 50;

/** Does what a table says is to be done. The table is the truth; `nudge` only makes it quick. */
export function createDrain<Row extends DrainRow>(options: DrainOptions<Row>): Drain {
  const { name, store, log, now, metrics } = options;
  const concurrency = options.concurrency ?? 8;
  const leaseMs = options.leaseMs ?? 120_000;
  const sweepMs = options.sweepMs ?? 1_000;
  const random = options.random ?? Math.random;
  const running = new Map<number, Running<Row>>();
  let state: 'new' | 'started' | 'stopped' = 'new';
  let looking: Promise<void> | null = null;
  let lookAgain = false;
  /** More may be due than there was room for, or sooner than was known at the last look. */
  let mayBeMore = false;
  let timer: NodeJS.Timeout | undefined;
  let ok = true;

  const nudge = (): void => {
    if (state !== 'started') return;
    lookAgain = true;
    looking ??= look().finally(() => {
      looking = null;
      // Asked for after the last look had ended.
      if (lookAgain) nudge();
    });
  };

  async function look(): Promise<void> {
    clearTimeout(timer);
    let pauseMs = sweepMs;
    try {
      while (lookAgain && state === 'started') {
        lookAgain = false;
        await fill();
        // Rows that end meanwhile ask for another look, which this loop takes.
        if (running.size < concurrency && !lookAgain) pauseMs = await pauseUntilDue();
      }
      if (!ok) log.info({ drain: name }, 'the rows can be read again');
      ok = true;
    } catch (error) {
      if (ok) log.error({ drain: name, ...describeError(error) }, 'the rows cannot be read; trying on');
      ok = false;
    }
    if (state === 'started') timer = setTimeout(nudge, pauseMs);
  }

  /** Claims while there is room and something is due. */
  async function fill(): Promise<void> {
    for (;;) {
      const limit = concurrency - running.size;
      mayBeMore = true;
      if (limit === 0 || state !== 'started') return;
      const rows = await store.claim({ now: now(), limit, leaseMs });
      for (const row of rows) {
        if (state === 'started' && !running.has(row.id)) begin(row);
        // Given back: this process stops, or has itself let the claim run out and is still at work on the row.
        else await store.retry(row, state === 'started' ? later(leaseMs) : now(), 'not begun');
      }
      mayBeMore = rows.length === limit;
      if (!mayBeMore) return;
    }
  }

  async function pauseUntilDue(): Promise<number> {
    const next = (await store.nextDueAt?.()) ?? null;
    if (next === null) return sweepMs;
    const dueInMs = next.getTime() - now().getTime();
    if (dueInMs > sweepMs) options.onNextDue?.(next);
    return Math.min(Math.max(dueInMs, shortestPauseMs), sweepMs);
  }

  function begin(row: Row): void {
    const abort = new AbortController();
    const done = run(row, abort).finally(() => {
      running.delete(row.id);
      if (mayBeMore) nudge();
    });
    running.set(row.id, { row, abort, done });
  }

  async function run(row: Row, abort: AbortController): Promise<void> {
    const startedAt = performance.now();
    if (row.attempts === 1 && options.dueSince !== undefined) {
      metrics?.waited(name, row.kind, Math.max(0, now().getTime() - options.dueSince(row).getTime()));
    }
    const stopWatch = watchLease(row, abort);
    let failure: { error: unknown } | null = null;
    try {
      await options.handle(row, abort.signal);
    } catch (error) {
      failure = { error };
    } finally {
      stopWatch();
    }
    try {
      if (failure !== null) {
        await fail(row, failure.error, abort.signal);
        mayBeMore = true;
        return;
      }
      if (!(await store.finish(row, now(), null))) warnLost(row);
      metrics?.handled(name, row.kind, performance.now() - startedAt);
    } catch (error) {
      // The claim runs out by itself, and then the row is handled again.
      log.error({ ...factsOf(row), ...describeError(error) }, 'the outcome could not be written down');
    }
  }

  async function fail(row: Row, error: unknown, signal: AbortSignal): Promise<void> {
    if (state === 'stopped' && signal.aborted) {
      await store.retry(row, now(), 'stopped while at work');
      return;
    }
    const verdict = judgeFailure(error, row.attempts, random());
    const note = noteError(error);
    if (verdict.result === 'retry') {
      metrics?.failed(name, row.kind, 'retry');
      const facts = { ...factsOf(row), ...describeError(error), delayMs: verdict.delayMs };
      // A short pause that was asked for is how messages are paced, no trouble.
      const isPaced = error instanceof AppError && Number(error.details.retryAfterMs) <= pacedMs;
      if (isPaced) log.info(facts, 'put off for a moment');
      else log.warn(facts, 'failed; it is tried again');
      if (!(await store.retry(row, later(verdict.delayMs), note))) warnLost(row);
      return;
    }
    try {
      await options.giveUp?.(row, error);
    } catch (cause) {
      log.error({ ...factsOf(row), ...describeError(cause) }, 'giving up failed; it is tried again');
      await store.retry(row, later(backoffMs(row.attempts, random())), note);
      return;
    }
    metrics?.failed(name, row.kind, 'gave_up');
    log.error({ ...factsOf(row), ...describeError(error) }, 'given up');
    if (!(await store.finish(row, now(), note))) warnLost(row);
  }

  /** Tells the handler to end while the claim still holds; one that does not listen keeps its claim while it runs. */
  function watchLease(row: Row, abort: AbortController): () => void {
    let watch = setTimeout(
      () => {
        abort.abort(new Error(`not done in ${(leaseMs * 3) / 4} ms`));
        watch = setTimeout(extend, leaseMs / 8);
      },
      (leaseMs * 3) / 4,
    );
    const extend = (): void => {
      log.error(factsOf(row), 'does not end although it was told to; its claim is extended');
      const extended = store.retry(row, later(leaseMs), 'still at work');
      extended.catch((error) =>
        log.error({ ...factsOf(row), ...describeError(error) }, 'the claim could not be extended'),
      );
      watch = setTimeout(extend, leaseMs / 2);
    };
    return () => clearTimeout(watch);
  }

  const later = (delayMs: number): Date => new Date(now().getTime() + delayMs);
  const factsOf = (row: Row) => ({ drain: name, id: row.id, kind: row.kind, attempts: row.attempts });
  const warnLost = (row: Row): void =>
    log.warn(factsOf(row), 'its claim had run out before the outcome was written down');

  return {
    start() {
      if (state === 'new') state = 'started';
      nudge();
    },
    nudge,
    async stop(graceMs = 10_000) {
      state = 'stopped';
      clearTimeout(timer);
      const settled = async () => {
        await looking;
        await allDone();
      };
      await within(graceMs, settled).catch(() => undefined);
      for (const { abort } of running.values()) abort.abort(new Error('the process stops'));
      await within(Math.min(graceMs, 1_000), settled).catch(() => undefined);
      for (const { row } of running.values())
        log.warn(factsOf(row), 'left at work; it is done again once its claim runs out');
    },
    health: () => ({ running: running.size, ok }),
  };

  function allDone(): Promise<unknown> {
    return Promise.all([...running.values()].map(({ done }) => done));
  }
}
