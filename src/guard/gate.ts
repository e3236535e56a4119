import { AckSender } from './ack-sender.ts';
import { Alarms } from './alarms.ts';
import { Changes } from './changes.ts';
import type { ControlOrder } from './control-order.ts';
import { AgentStopped, ControlUnreachable, GuardClosed } from './errors.ts';
import type { GuardSettings } from './options.ts';
import { SlidingWindow } from './sliding-window.ts';
import { type StandingOrder, StandingOrders } from './standing-orders.ts';

/** What every step and call passes: kill, pause, outage and limit, in this order. */
export class Gate {
  readonly alarms: Alarms;
  /** Called when a responder lets the session go on. */
  onResumed: () => void = () => undefined;
  /** The last step that was allowed to begin; 0 when none was. */
  step = 0;
  readonly #settings: GuardSettings;
  readonly #changes: Changes;
  readonly #orders = new StandingOrders();
  readonly #window = new SlidingWindow();
  readonly #acks: AckSender;
  readonly #ended = new AbortController();
  /** Sessions whose control has not answered yet, and those whose last try failed, with the problem. */
  readonly #silent: Set<string>;
  readonly #unreachable = new Map<string, string>();
  readonly #watches: Promise<void>[];
  #pausedByGuard = false;
  #failure: Error | null = null;
  #stopped = false;
  #closing: Promise<void> | null = null;

  constructor(settings: GuardSettings) {
    this.#settings = settings;
    const { sessionId, parentSessionIds, secret, control, clock } = settings;
    this.alarms = new Alarms(settings.onAlarm, sessionId, clock);
    this.#changes = new Changes(clock);
    const signal = this.#ended.signal;
    const onRefused = (problem: string): void => this.alarms.raise('ack_refused', problem, this.step);
    this.#acks = new AckSender({ sessionId, secret, source: control, clock, signal, onRefused });
    const sessions = [sessionId, ...parentSessionIds];
    this.#silent = new Set(sessions);
    this.#watches = sessions.map((id) => control.watch(id, this.#listenerOf(id), clock, signal));
  }

  /**
   * Returns when the agent may go on.
   *
   * @param takesSlot - whether this counts towards an ordered limit.
   * @param step - the step that begins with this; none where left out.
   * @throws AgentStopped, ControlUnreachable, GuardClosed, or what `stop` was given.
   */
  async pass(takesSlot: boolean, step = 0): Promise<void> {
    const { clock, fail, graceMs } = this.#settings;
    let outageFrom: number | null = null;
    for (;;) {
      if (this.#closing !== null) throw new GuardClosed('the guard is closed', this.step, null);
      const kill = this.#orders.find('kill');
      if (kill !== null) throw await this.#stopFor(kill);
      if (this.#failure !== null) throw this.#failure;
      const pause = this.#orders.find('pause');
      if (pause !== null || this.#pausedByGuard) {
        if (pause !== null) this.#confirmPauses();
        await this.#changes.next();
      } else if (this.#silent.size > 0) {
        await this.#changes.next();
      } else if (fail === 'closed' && this.#unreachable.size > 0) {
        outageFrom ??= clock.elapsed();
        const leftMs = outageFrom + graceMs - clock.elapsed();
        if (leftMs <= 0) throw this.#outage();
        await this.#changes.next(leftMs);
      } else {
        outageFrom = null;
        const limit = takesSlot ? this.#orders.limitPerMinute() : null;
        const delayMs = limit === null ? 0 : this.#window.delayMs(clock.elapsed(), limit);
        if (delayMs === 0) {
          if (takesSlot) this.#window.add(clock.elapsed());
          // Noted in the same breath, so that no kill is confirmed at an earlier step while this one begins.
          this.step = Math.max(this.step, step);
          return;
        }
        await this.#changes.next(delayMs);
      }
    }
  }

  /** Lets nothing through until a newer order of a responder. */
  pause(): void {
    this.#pausedByGuard = true;
  }

  /** Lets nothing through any more. */
  stop(failure: Error): void {
    this.#failure ??= failure;
    this.#changes.notify();
  }

  /** Ends watching. A kill that no step has run into yet is confirmed now: no further step can begin. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    this.#changes.notify();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#confirmKills();
    await this.#acks.settle(this.#settings.ackWaitMs);
    this.#ended.abort();
    await this.#settings.control.close();
    await Promise.all(this.#watches);
  }

  async #stopFor(kill: StandingOrder): Promise<AgentStopped> {
    const isFirst = !this.#stopped;
    this.#stopped = true;
    this.#confirmKills();
    // The process may end on this error: give the confirmation a moment to leave.
    if (isFirst) await this.#acks.settle(this.#settings.ackWaitMs);
    const who = kill.by === null ? '' : ` by ${kill.by}`;
    const whom = kill.sessionId === this.#settings.sessionId ? 'session' : `parent session ${kill.sessionId}`;
    return new AgentStopped(`${whom} killed${who}; stopped at step ${this.step}`, this.step, kill);
  }

  #confirmKills(): void {
    for (const order of this.#orders.all()) if (order.state === 'kill') this.#acks.send(order, 'stopped', this.step);
  }

  #confirmPauses(): void {
    for (const order of this.#orders.all()) if (order.state === 'pause') this.#acks.send(order, 'paused', this.step);
  }

  #outage(): ControlUnreachable {
    const problem = [...this.#unreachable.values()][0] ?? 'no answer';
    return new ControlUnreachable(`control is unreachable (${problem}) and the guard fails closed`, this.step, null);
  }

  #listenerOf(id: string) {
    return {
      onReachable: (): void => {
        const wasUnreachable = this.#unreachable.delete(id);
        if (wasUnreachable && this.#unreachable.size === 0)
          this.alarms.raise('control_restored', 'control answers again', this.step);
        this.#heard(id, wasUnreachable);
      },
      onUnreachable: (problem: string): void => {
        this.#unreachable.set(id, problem);
        const then = this.#settings.fail === 'open' ? 'the agent goes on' : 'the next step is refused';
        this.alarms.raise('control_unreachable', `control is unreachable (${problem}); ${then}`, this.step);
        this.#heard(id, true);
      },
      onOrder: (order: ControlOrder): void => this.#take(id, order),
    };
  }

  /** An answer may bring an order in the same breath; waiters look after both. */
  #heard(id: string, changed: boolean): void {
    if (this.#silent.delete(id) || changed) this.#changes.notify();
  }

  #take(id: string, order: ControlOrder): void {
    const isLetOn = order.revision > 0 && (order.state === 'run' || order.state === 'limit');
    const taken = this.#orders.take(id, order);
    if (taken === null) return;
    if (isLetOn) {
      this.#pausedByGuard = false;
      this.onResumed();
      this.#acks.send(taken, order.state === 'limit' ? 'limited' : 'resumed', this.step);
    } else if (order.state === 'kill' && this.#stopped) {
      this.#confirmKills();
    }
    this.#changes.notify();
  }
}
