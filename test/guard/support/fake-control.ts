import type { Ack } from '../../../src/guard/acknowledgement.ts';
import type { ControlOrder, OrderState } from '../../../src/guard/control-order.ts';
import type { AckOutcome, ControlListener, ControlSource } from '../../../src/guard/control-source.ts';

/** Control without a transport: a test speaks as the control side, directly. */
export class FakeControl implements ControlSource {
  readonly acks: { ack: Ack; signature: string }[] = [];
  readonly listeners = new Map<string, ControlListener>();
  outcome: () => AckOutcome = () => ({ result: 'accepted' });

  watch(sessionId: string, listener: ControlListener, _clock: unknown, signal: AbortSignal): Promise<void> {
    this.listeners.set(sessionId, listener);
    return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  }

  async acknowledge(ack: Ack, signature: string): Promise<AckOutcome> {
    const outcome = this.outcome();
    this.acks.push({ ack, signature });
    return outcome;
  }

  async close(): Promise<void> {}

  up(sessionId = 'ses_1'): void {
    this.listeners.get(sessionId)?.onReachable();
  }

  down(sessionId = 'ses_1'): void {
    this.listeners.get(sessionId)?.onUnreachable('connection refused');
  }

  order(state: OrderState, revision: number, limitPerMinute: number | null = null, sessionId = 'ses_1'): void {
    const order: ControlOrder = { state, revision, limitPerMinute, by: 'U1', reason: 'test', at: null };
    this.up(sessionId);
    this.listeners.get(sessionId)?.onOrder(order);
  }
}
