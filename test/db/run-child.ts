import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { DatabaseOptions } from '../../src/db/client.ts';

/** A program of its own that works on the records and prints one line per acknowledged write. */
export interface RecordsChild {
  process: ChildProcess;
  /** What it has acknowledged so far. */
  lines: string[];
  /** Resolves when it has acknowledged at least so many. */
  reached(count: number): Promise<void>;
  /** Kills it with SIGKILL and resolves when it is gone and its output is read. */
  kill(): Promise<void>;
}

/** Starts a child; `script` is relative to this file. */
export function runChild(script: string, options: DatabaseOptions): RecordsChild {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', path, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout });
  reader.on('line', (line) => lines.push(line));
  const gone = Promise.all([once(reader, 'close'), once(child, 'exit')]);
  return {
    process: child,
    lines,
    async reached(count) {
      while (lines.length < count) {
        if (child.exitCode !== null) throw new Error(`the child ended with ${child.exitCode}`);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
  };
}
