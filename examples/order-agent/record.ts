import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** What the agent and its store did, one JSON object per line. */
export interface AgentRecord {
  /** Written before it returns, so that a line stands even if the process dies on the next one. Never give it a key. */
  write(type: string, fields?: Readonly<{ [name: string]: unknown }>): void;
  close(): void;
}

/**
 * Opens the record for appending; a record of an earlier run is kept.
 *
 * @param now - milliseconds since 1970; every line carries it as `at` (ISO 8601).
 */
export function openRecord(path: string, now: () => number): AgentRecord {
  mkdirSync(dirname(path), { recursive: true });
  let file: number | null = openSync(path, 'a');
  return {
    write: (type, fields = {}) => {
      if (file === null) return;
      writeSync(file, `${JSON.stringify({ at: new Date(now()).toISOString(), type, ...fields })}\n`);
    },
    close: () => {
      if (file !== null) closeSync(file);
      file = null;
    },
  };
}
