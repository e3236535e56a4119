import type { TraceEvent } from './event.ts';

/** A place that holds traces: our own archive, a folder, a tracing backend. */
export interface TraceSource {
  /** Short, for people and records: `archive`, `langfuse`. */
  readonly name: string;
  /**
   * The events of a session in step order, streamed: a trace may be larger than memory.
   * @throws SessionNotFound before the first event when the source does not know the session, SourceUnavailable when it
   *   cannot be asked, also half-way; the reason of `signal` when that is aborted.
   */
  fetch(sessionId: string, signal: AbortSignal): AsyncIterable<TraceEvent>;
  /** Ids of sessions it has that look like `prefix`, best first: for the person who typed half an id, or a wrong one. */
  suggest?(prefix: string, limit: number): Promise<string[]>;
  /** Where a person can look at the session; null where there is no such page. */
  link?(sessionId: string): string | null;
}
