import type { Log } from '../flows/ports.ts';
import type { Wakeable } from './contracts.ts';
import { wakeable } from './contracts.ts';
import { describeError } from './describe-error.ts';
import { openBackend, type QueueBackend, type QueuePlace } from './queue-backend.ts';
import { within } from './within.ts';

export type { QueuePlace } from './queue-backend.ts';

/**
 * Wakes other processes, and this one later. Nothing depends on it alone: what is to be done stands in the database, and
 * every drain looks there by itself.
 */
export interface WakeQueue {
  /** Asks whoever listens to look into that table, now or at `at`. Never rejects; while the queue is away, does nothing. */
  wake(which: Wakeable, at?: Date): Promise<void>;
  /** Calls `onWake` for wake-ups of every process, and at least every `sweepEveryMs`. */
  listen(onWake: (which: Wakeable) => void): void;
  health(): Promise<{ ok: boolean; problem: string | null }>;
  close(): Promise<void>;
}

export interface QueueOptions {
  /** Shared by all processes of one deployment; no `:` in it. */
  name?: string;
  /** 30,000 unless told. */
  sweepEveryMs?: number;
  log: Log;
  now(): Date;
}

const patienceMs = 2_000;
const firstPauseMs = 1_000;
const longestPauseMs = 30_000;

/** Opens the queue; it connects, and comes back after an outage, by itself. @throws AppError `queue.bad-redis-url`. */
export function createQueue(place: QueuePlace, options: QueueOptions): WakeQueue {
  const { log, now } = options;
  const name = options.name ?? 'agent-incident';
  const sweepEveryMs = options.sweepEveryMs ?? 30_000;
  let down = false;
  let closed = false;
  let listener: ((which: Wakeable) => void) | null = null;
  let pause: NodeJS.Timeout | undefined;
  let backend = open();
  const ready = connect(1);
  const inFlight = new Map<Wakeable, { again: boolean; done: Promise<void> }>();

  function open(): QueueBackend {
    return openBackend(place, { name, onError: noteTrouble });
  }

  /** Until it has been reached once. Afterwards BullMQ reconnects by itself. */
  async function connect(attempt: number): Promise<void> {
    try {
      await backend.ready();
      if (closed) return;
      for (const which of wakeable) await backend.repeat(which, sweepEveryMs);
      noteReachable();
    } catch (error) {
      noteTrouble(error);
      if (closed) return;
      await backend.close().catch(() => undefined);
      const pauseMs = Math.min(firstPauseMs * 2 ** (attempt - 1), longestPauseMs);
      await new Promise<void>((resolve) => {
        pause = setTimeout(resolve, pauseMs);
      });
      if (closed) return;
      backend = open();
      await connect(attempt + 1);
    }
  }

  function noteTrouble(error: unknown): void {
    if (down || closed) return;
    down = true;
    log.warn(
      { queue: name, ...describeError(error) },
      'the queue is away; the database is looked at each second instead',
    );
  }

  function noteReachable(): void {
    if (down) log.info({ queue: name }, 'the queue is back');
    down = false;
  }

  function noteWake(which: Wakeable): void {
    noteReachable();
    listener?.(which);
  }

  async function send(which: Wakeable, delayMs: number, id: string | null): Promise<void> {
    if (closed) return;
    try {
      await within(patienceMs, async () => {
        await ready;
        if (!closed) await backend.add(which, delayMs, id);
      });
      noteReachable();
    } catch (error) {
      noteTrouble(error);
    }
  }

  /** Wake-ups asked for while one is on its way become one more. */
  function sendNow(which: Wakeable): Promise<void> {
    const current = inFlight.get(which);
    if (current !== undefined) {
      current.again = true;
      return current.done;
    }
    const flight = { again: true, done: Promise.resolve() };
    inFlight.set(which, flight);
    flight.done = (async () => {
      while (flight.again) {
        flight.again = false;
        await send(which, 0, null);
      }
      inFlight.delete(which);
    })();
    return flight.done;
  }

  return {
    async wake(which, at) {
      const delayMs = at === undefined ? 0 : at.getTime() - now().getTime();
      if (at === undefined || delayMs <= 0) return await sendNow(which);
      // One per table and second, whoever asks for it.
      const second = Math.ceil(at.getTime() / 1_000);
      await send(which, second * 1_000 - now().getTime(), `${which}-at-${second}`);
    },
    listen(onWake) {
      listener = onWake;
      ready.then(() => {
        if (!closed) backend.work(noteWake);
      });
    },
    async health() {
      try {
        await within(patienceMs, async () => {
          await ready;
          await backend.count();
        });
        noteReachable();
        return { ok: true, problem: null };
      } catch (error) {
        noteTrouble(error);
        return { ok: false, problem: 'The queue does not answer. Check REDIS_URL and that the server is running.' };
      }
    },
    async close() {
      closed = true;
      clearTimeout(pause);
      await within(patienceMs, () => backend.close()).catch(() => undefined);
    },
  };
}
