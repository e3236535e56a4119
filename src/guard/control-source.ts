import type { Ack } from './acknowledgement.ts';
import type { Clock } from './clock.ts';
import type { ControlOrder } from './control-order.ts';

/** What a watch reports, in the order it happened. */
export interface ControlListener {
  /** Control answered; called for every answer, before the order it may bring. */
  onReachable(): void;
  /** Control did not answer, or nothing readable; `problem` is one sentence without secrets. */
  onUnreachable(problem: string): void;
  onOrder(order: ControlOrder): void;
}

/** `accepted`: recorded. `refused`: sending it again is no use; `problem` says why. */
export type AckOutcome = { result: 'accepted' } | { result: 'refused'; problem: string };

/** Where orders come from and acknowledgements go. One source serves one guard. */
export interface ControlSource {
  /** Reports the orders for a session until `signal` aborts, through every outage; never rejects. */
  watch(sessionId: string, listener: ControlListener, clock: Clock, signal: AbortSignal): Promise<void>;
  /** Delivers one acknowledgement; rejects when another try may succeed. */
  acknowledge(ack: Ack, signature: string, signal: AbortSignal): Promise<AckOutcome>;
  /** Frees connections. */
  close(): Promise<void>;
}

/** The pause before try number `failures` + 1, in milliseconds: doubling from 250 to 5,000, spread by up to a half. */
export function retryDelayMs(failures: number): number {
  return Math.min(5_000, 250 * 2 ** Math.min(failures - 1, 10)) * (0.5 + Math.random() / 2);
}

/** One sentence from whatever was thrown, with the cause that network errors hide. */
export function describeProblem(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : '';
  return `${error.message}${cause}`;
}
