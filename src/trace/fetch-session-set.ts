import { SessionNotFound } from './errors.ts';
import type { TraceEvent } from './event.ts';
import type { TraceSource } from './source.ts';

/**
 * The events of a session and then of those it spawned, each event with the session it belongs to. A spawned session
 * the source does not have is left out: there is nothing of it to keep.
 * @throws what `source.fetch` throws.
 */
export async function* fetchSessionSet(
  source: TraceSource,
  [sessionId, ...children]: readonly [string, ...string[]],
  signal: AbortSignal,
): AsyncGenerator<TraceEvent> {
  yield* source.fetch(sessionId, signal);
  for (const child of children) {
    try {
      yield* source.fetch(child, signal);
    } catch (error) {
      if (!(error instanceof SessionNotFound)) throw error;
    }
  }
}
