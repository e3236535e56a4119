import type { Ack, ControlOrder, ControlSource } from '../../../src/guard/index.ts';

/** What the agent wants to know of the talk between its guard and the bot. */
export interface ControlWatcher {
  onOrder(order: ControlOrder, sessionId: string): void;
  /** Called before the acknowledgement leaves, at every try. */
  onAck(ack: Ack): void;
  onAckTaken(ack: Ack, result: 'accepted' | 'refused'): void;
}

/** The same control source, with somebody looking on. After `signal` aborts no acknowledgement is tried again. */
export function watchControl(source: ControlSource, watcher: ControlWatcher, signal: AbortSignal): ControlSource {
  return {
    watch: (sessionId, listener, clock, ended) => {
      const onOrder = (order: ControlOrder): void => {
        watcher.onOrder(order, sessionId);
        listener.onOrder(order);
      };
      const onReachable = (): void => listener.onReachable();
      const onUnreachable = (problem: string): void => listener.onUnreachable(problem);
      return source.watch(sessionId, { onOrder, onReachable, onUnreachable }, clock, ended);
    },
    acknowledge: async (ack, signature, ended) => {
      if (signal.aborted) return { result: 'refused', problem: 'the agent shuts down' };
      watcher.onAck(ack);
      const outcome = await source.acknowledge(ack, signature, AbortSignal.any([ended, signal]));
      watcher.onAckTaken(ack, outcome.result);
      return outcome;
    },
    close: () => source.close(),
  };
}
