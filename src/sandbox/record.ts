import { closeSync, fdatasyncSync, fstatSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** What happened, in one line of the record file. */
export type RecordKind = 'started' | 'api' | 'upload' | 'response_url' | 'sent' | 'answered' | 'control';

/** An append-only JSONL file: a line that `append` returned from survives any kill of the process. */
export interface RecordFile {
  /** Does nothing once closed: the number of a closed file may belong to another one by then.
   * @param entry - written as `{ at, kind, …entry }`; `at` is ISO 8601 in UTC. */
  append(kind: RecordKind, atMs: number, entry: Readonly<Record<string, unknown>>): void;
  close(): void;
}

/** Opens (or continues) a record file; a line torn by an earlier crash is closed, never overwritten. */
export function openRecord(path: string): RecordFile {
  mkdirSync(dirname(path), { recursive: true });
  const descriptor = openSync(path, 'a+', 0o600);
  if (endsInsideLine(descriptor)) writeSync(descriptor, '\n');
  let open = true;
  return {
    append(kind, atMs, entry) {
      if (!open) return;
      const line = Buffer.from(`${JSON.stringify({ at: new Date(atMs).toISOString(), kind, ...entry })}\n`);
      for (let done = 0; done < line.length; ) done += writeSync(descriptor, line, done);
      fdatasyncSync(descriptor);
    },
    close() {
      if (open) closeSync(descriptor);
      open = false;
    },
  };
}

function endsInsideLine(descriptor: number): boolean {
  const { size } = fstatSync(descriptor);
  if (size === 0) return false;
  const last = Buffer.alloc(1);
  readSync(descriptor, last, 0, 1, size - 1);
  return last.toString() !== '\n';
}
