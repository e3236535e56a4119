import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { closestIds } from '../closest-ids.ts';
import { InvalidTrace, SessionNotFound, SourceUnavailable } from '../errors.ts';
import { listTraceFiles } from '../jsonl/list-trace-files.ts';
import { isMissing, openInput } from '../jsonl/open-input.ts';
import { createTraceMemory, parseEvent } from '../jsonl/parse-event.ts';
import { readLines } from '../jsonl/read-lines.ts';
import { readSessions } from '../jsonl/read-sessions.ts';
import type { TraceSource } from '../source.ts';

const maxSuggestions = 5;

/** Which sessions a file holds, as it stood when `version` was taken. */
interface IndexedFile {
  version: string;
  sessions: ReadonlySet<string>;
}

/**
 * The trace files of a folder (see `listTraceFiles`) as a source. What stands in which file is read when first asked
 * for, and again for files that changed since. A session that stands in several files is taken from the one named after
 * it (`ses_abc123.jsonl`), else from the first by name.
 */
export function createFolderSource(folder: string, name = 'files'): TraceSource {
  const index = new Map<string, IndexedFile>();

  async function refresh(): Promise<void> {
    const paths = await listFiles(folder, name);
    for (const known of index.keys()) if (!paths.includes(known)) index.delete(known);
    for (const path of paths) {
      const version = await versionOf(path);
      if (version === null) index.delete(path);
      else if (index.get(path)?.version !== version) index.set(path, { version, sessions: await sessionsIn(path) });
    }
  }

  async function find(sessionId: string): Promise<string> {
    await refresh();
    const files = [...index].filter(([, file]) => file.sessions.has(sessionId)).map(([path]) => path);
    const path = files.find((candidate) => basename(candidate).startsWith(`${sessionId}.`)) ?? files.sort()[0];
    if (path === undefined) throw new SessionNotFound(sessionId, closestIds(sessionId, allSessions(), maxSuggestions));
    return path;
  }

  function allSessions(): string[] {
    return [...index.values()].flatMap((file) => [...file.sessions]).sort();
  }

  return {
    name,
    async *fetch(sessionId, signal) {
      signal.throwIfAborted();
      const path = await find(sessionId);
      signal.throwIfAborted();
      const { sessions } = await readSessions(openInput(path), { file: path, session: sessionId });
      if (sessions[0] === undefined) throw new SessionNotFound(sessionId);
      yield* sessions[0].events;
    },
    async suggest(prefix, limit) {
      await refresh();
      return closestIds(prefix, allSessions(), limit);
    },
  };
}

/** An empty folder is a source without sessions; one that is not there is a mistake in the settings. */
async function listFiles(folder: string, name: string): Promise<string[]> {
  try {
    return await listTraceFiles(folder);
  } catch (error) {
    if (error instanceof InvalidTrace) return [];
    const reason = isMissing(error) ? `has no folder ${folder}` : `cannot read the folder ${folder}`;
    throw new SourceUnavailable(name, { retryable: false, reason, cause: error });
  }
}

/** Changes when the file does; null when it has gone. */
async function versionOf(path: string): Promise<string | null> {
  try {
    const { mtimeMs, size, ino } = await stat(path);
    return `${mtimeMs} ${size} ${ino}`;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** The index overlooks what cannot be read: a file with a bad line still holds the sessions of the others. */
async function sessionsIn(path: string): Promise<Set<string>> {
  const sessions = new Set<string>();
  const memory = createTraceMemory();
  try {
    for await (const lines of readLines(openInput(path))) {
      for (const { line, text } of lines) {
        if (!text.startsWith('{')) continue;
        try {
          sessions.add(parseEvent(text, { file: path, line }, memory).session_id);
        } catch (error) {
          if (!(error instanceof InvalidTrace)) throw error;
        }
      }
    }
  } catch (error) {
    if (!(error instanceof InvalidTrace) && !isMissing(error)) throw error;
  }
  return sessions;
}
