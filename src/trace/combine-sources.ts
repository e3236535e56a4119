import { AppError } from '../errors.ts';
import { SessionNotFound, SourceUnavailable } from './errors.ts';
import type { TraceEvent } from './event.ts';
import type { TraceSource } from './source.ts';

const defaultTimeoutMs = 8_000;
const maxSuggestions = 5;

/**
 * Several sources as one. They are asked in order, and the first that has the session gives it. When none has it,
 * SessionNotFound carries the suggestions of all; when one could not be asked and none of the others has it, what kept
 * that one from answering is thrown, since the session may be there. A source that keeps silent for `timeoutMs` counts
 * as unavailable; the time a slow reader takes does not count.
 */
/** Several sources, and which of them gave a session last. */
export interface CombinedSource extends TraceSource {
  /** The name of the source that gave the session to this process last; null when none has. */
  holderOf(sessionId: string): string | null;
}

const mostRemembered = 1_000;

export function combineSources(
  sources: readonly TraceSource[],
  { timeoutMs = defaultTimeoutMs }: { timeoutMs?: number } = {},
): CombinedSource {
  const holders = new Map<string, string>();
  return {
    name: sources.map((source) => source.name).join(', '),

    async *fetch(sessionId, signal) {
      const suggestions = new Set<string>();
      let trouble: unknown = null;
      for (const source of sources) {
        const events = readPatiently(source, sessionId, signal, timeoutMs);
        const first = await firstOf(events);
        if ('event' in first) {
          if (holders.size >= mostRemembered) holders.clear();
          holders.set(sessionId, source.name);
          yield first.event;
          yield* events;
          return;
        }
        signal.throwIfAborted();
        if (first.error instanceof SessionNotFound) for (const id of first.error.suggestions) suggestions.add(id);
        else trouble ??= first.error;
      }
      if (trouble !== null) throw trouble;
      throw new SessionNotFound(sessionId, [...suggestions].slice(0, maxSuggestions));
    },

    async suggest(prefix, limit) {
      const found = await Promise.all(
        sources.map(async (source) => {
          try {
            return await within(timeoutMs, source, source.suggest?.(prefix, limit) ?? Promise.resolve([]));
          } catch {
            // A suggestion is an extra: without this source there are fewer.
            return [];
          }
        }),
      );
      return [...new Set(found.flat())].slice(0, limit);
    },

    holderOf: (sessionId) => holders.get(sessionId) ?? null,

    link(sessionId) {
      for (const source of sources) {
        const link = source.link?.(sessionId) ?? null;
        if (link !== null) return link;
      }
      return null;
    },
  };
}

/** The first event, or why there is none; a source without any event does not have the session. */
async function firstOf(events: AsyncIterator<TraceEvent>): Promise<{ event: TraceEvent } | { error: unknown }> {
  try {
    const first = await events.next();
    return first.done === true ? { error: new SessionNotFound('') } : { event: first.value };
  } catch (error) {
    return { error };
  }
}

/** What the source gives, as long as it keeps answering; whatever else it throws becomes SourceUnavailable. */
async function* readPatiently(
  source: TraceSource,
  sessionId: string,
  signal: AbortSignal,
  timeoutMs: number,
): AsyncGenerator<TraceEvent> {
  const done = new AbortController();
  const events = source.fetch(sessionId, AbortSignal.any([signal, done.signal]))[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await within(timeoutMs, source, events.next(), signal);
      if (next.done === true) return;
      yield next.value;
    }
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof AppError) throw error;
    throw new SourceUnavailable(source.name, { retryable: true, reason: 'failed unexpectedly', cause: error });
  } finally {
    done.abort();
    // Not awaited: a source that hangs would hang here, too.
    events.return?.().catch(() => undefined);
  }
}

function within<T>(timeoutMs: number, source: TraceSource, answer: Promise<T>, signal?: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    };
    const abort = (): void => {
      settle();
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      settle();
      reject(
        new SourceUnavailable(source.name, { retryable: true, reason: `did not answer in ${timeoutMs / 1000} s` }),
      );
    }, timeoutMs);
    signal?.addEventListener('abort', abort, { once: true });
    answer.then(resolve, reject).finally(settle);
    if (signal?.aborted === true) abort();
  });
}
