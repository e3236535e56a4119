import { type Ack, type AckState, signAck } from './acknowledgement.ts';
import type { Clock } from './clock.ts';
import { type ControlSource, describeProblem, retryDelayMs } from './control-source.ts';
import type { StandingOrder } from './standing-orders.ts';

/** What the sender needs to know of its guard. */
export interface AckSenderOptions {
  sessionId: string;
  secret: string;
  source: ControlSource;
  clock: Clock;
  signal: AbortSignal;
  onRefused(problem: string): void;
}

interface Sending {
  order: StandingOrder;
  done: Promise<void>;
  superseded: AbortController;
}

/** Signs acknowledgements and delivers each until control takes it, refuses it, or a newer one replaces it. */
export class AckSender {
  readonly #options: AckSenderOptions;
  /** The latest of each session that gives orders. */
  readonly #sendings = new Map<string, Sending>();

  constructor(options: AckSenderOptions) {
    this.#options = options;
  }

  #hasSent(order: StandingOrder): boolean {
    return this.#sendings.get(order.sessionId)?.order === order;
  }

  /**
   * Confirms an order, once. Where nobody has ordered anything (revision 0), there is nothing to confirm.
   *
   * @param step - the last step that was allowed to begin.
   */
  send(order: StandingOrder, state: AckState, step: number): void {
    if ((order.revision === 0 && order.state === 'run') || this.#hasSent(order)) return;
    const { sessionId, clock, signal } = this.#options;
    const ack: Ack = { sessionId, revision: order.revision, state, step, at: new Date(clock.now()).toISOString() };
    if (order.sessionId !== sessionId) ack.parentSessionId = order.sessionId;
    this.#sendings.get(order.sessionId)?.superseded.abort();
    const superseded = new AbortController();
    const done = this.#deliver(ack, AbortSignal.any([signal, superseded.signal]));
    this.#sendings.set(order.sessionId, { order, done, superseded });
  }

  /** Resolves when nothing is under way any more, or after `ms` milliseconds. */
  async settle(ms: number): Promise<void> {
    const timer = new AbortController();
    const all = Promise.all([...this.#sendings.values()].map(({ done }) => done));
    await Promise.race([all, this.#options.clock.wait(ms, timer.signal)]);
    timer.abort();
  }

  async #deliver(ack: Ack, signal: AbortSignal): Promise<void> {
    const { source, secret, clock, onRefused } = this.#options;
    const signature = signAck(ack, secret);
    for (let failures = 1; !signal.aborted; failures++) {
      try {
        const outcome = await source.acknowledge(ack, signature, signal);
        if (outcome.result === 'refused') onRefused(outcome.problem);
        return;
      } catch (error) {
        if (failures === 20) onRefused(`not delivered after ${failures} tries: ${describeProblem(error)}`);
        await clock.wait(retryDelayMs(failures), signal);
      }
    }
  }
}
