import type { Wakeable } from './contracts.ts';
import {
  createDrain,
  type Drain,
  type DrainHealth,
  type DrainOptions,
  type DrainRow,
  type DrainStore,
} from './drain.ts';
import type { WakeQueue } from './queue.ts';

/** What is done with the rows of one table; see `createDrain`. */
export type RowHandlers<Row extends DrainRow> = Pick<DrainOptions<Row>, 'handle' | 'giveUp' | 'dueSince'>;

type Common = Pick<DrainOptions<DrainRow>, 'concurrency' | 'leaseMs' | 'sweepMs' | 'log' | 'now' | 'metrics'>;

export interface WorkersOptions<In extends DrainRow, Out extends DrainRow> extends Common {
  inbox: DrainStore<In>;
  outbox: DrainStore<Out>;
  handlers: { inbox: RowHandlers<In>; outbox: RowHandlers<Out> };
  /** Null: one process, which nudges itself. */
  queue: WakeQueue | null;
}

/** Does what inbox and outbox hold. */
export interface Workers {
  start(): void;
  /** Rows were written by this process: looks now. Both tables unless told. */
  nudge(which?: Wakeable): void;
  /** Waits for what runs, at most `graceMs` (10,000 unless told). The queue stays open: its owner closes it. */
  stop(graceMs?: number): Promise<void>;
  health(): { ok: boolean; inbox: DrainHealth; outbox: DrainHealth };
}

export function createWorkers<In extends DrainRow, Out extends DrainRow>(options: WorkersOptions<In, Out>): Workers {
  const { inbox, outbox, handlers, queue, ...common } = options;
  const drains: Record<Wakeable, Drain> = {
    inbox: createDrain({ ...common, ...handlers.inbox, ...orders('inbox'), store: inbox }),
    outbox: createDrain({ ...common, ...handlers.outbox, ...orders('outbox'), store: outbox }),
  };

  /** Any process may take a row when it falls due, this one perhaps being gone. */
  function orders(which: Wakeable): { name: string; onNextDue(at: Date): void } {
    let ordered = 0;
    const onNextDue = (at: Date): void => {
      if (at.getTime() === ordered) return;
      ordered = at.getTime();
      void queue?.wake(which, at);
    };
    return { name: which, onNextDue };
  }

  return {
    start() {
      for (const which of ['inbox', 'outbox'] as const) drains[which].start();
      queue?.listen((which) => drains[which].nudge());
    },
    nudge(which) {
      if (which !== 'outbox') drains.inbox.nudge();
      if (which !== 'inbox') drains.outbox.nudge();
    },
    async stop(graceMs) {
      await Promise.all([drains.inbox.stop(graceMs), drains.outbox.stop(graceMs)]);
    },
    health() {
      const [inbox, outbox] = [drains.inbox.health(), drains.outbox.health()];
      return { ok: inbox.ok && outbox.ok, inbox, outbox };
    },
  };
}
