import type { ServerResponse } from 'node:http';

/** Requests that are held until there is something to say. */
export interface LongPolls {
  /**
   * Runs `wait` with a signal that aborts when the client has gone or the server stops. Resolves at once then, to null,
   * whether or not `wait` listens.
   */
  hold<T>(response: ServerResponse, wait: (signal: AbortSignal) => Promise<T | null>): Promise<T | null>;
  /** Ends all of them, those to come included. */
  end(): void;
}

export function createLongPolls(): LongPolls {
  const open = new Set<AbortController>();
  let ended = false;
  return {
    async hold(response, wait) {
      const abort = new AbortController();
      const hangUp = (): void => abort.abort();
      const aborted = new Promise<null>((resolve) => {
        abort.signal.addEventListener('abort', () => resolve(null), { once: true });
      });
      response.once('close', hangUp);
      open.add(abort);
      if (ended || response.destroyed) abort.abort();
      try {
        const answer = wait(abort.signal).catch((error) => {
          // Nobody is waiting for this answer, nor for its error.
          if (abort.signal.aborted) return null;
          throw error;
        });
        return await Promise.race([answer, aborted]);
      } finally {
        response.off('close', hangUp);
        open.delete(abort);
      }
    },
    end() {
      ended = true;
      for (const abort of open) abort.abort();
    },
  };
}
