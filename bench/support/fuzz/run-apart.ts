import { fork } from 'node:child_process';
import path from 'node:path';
import type { ChildMessage } from './fuzz-child.ts';
import type { Outcome } from './fuzz-range.ts';

export interface Share {
  folder: string;
  seed: number;
  /** First index, end (exclusive) and distance between indices. */
  first: number;
  count: number;
  stride: number;
}

/** An input that keeps its process busy for longer is given up. */
const hangMs = 20_000;

const child = path.join(import.meta.dirname, 'fuzz-child.ts');

/**
 * Runs a share of the inputs in a process of its own and watches it from here. A process that hangs or dies is
 * replaced, and the input it was at reported.
 */
export async function runApart(share: Share, onOutcome: (outcome: Outcome) => void): Promise<void> {
  for (let first = share.first; first < share.count; ) {
    const lost = await runOnce({ ...share, first }, onOutcome);
    if (lost === null) return;
    onOutcome(lost);
    first = lost.index + share.stride;
  }
}

/** Null when all is done, else the input that took its process down. */
function runOnce(share: Share, onOutcome: (outcome: Outcome) => void): Promise<Outcome | null> {
  const { folder, seed, first, count, stride } = share;
  return new Promise((resolve) => {
    const args = [folder, seed, first, count, stride].map(String);
    const process = fork(child, args, { stdio: ['ignore', 'inherit', 'pipe', 'ipc'] });
    let current = first;
    let startedAt = performance.now();
    let hung = false;
    let complaint = '';
    process.stderr?.on('data', (chunk) => {
      complaint = (complaint + String(chunk)).slice(-2000);
    });
    const watch = setInterval(() => {
      hung = performance.now() - startedAt > hangMs;
      if (hung) process.kill('SIGKILL');
    }, 1_000);
    process.on('message', (message: ChildMessage) => {
      startedAt = performance.now();
      if ('started' in message) current = message.started;
      else onOutcome(message.finished);
    });
    process.once('close', (code, signal) => {
      clearInterval(watch);
      if (code === 0) return resolve(null);
      const problem = hung ? `hung for ${hangMs / 1000} s` : `the process ended with ${signal ?? code}: ${complaint}`;
      resolve({ index: current, recipe: '', ms: performance.now() - startedAt, problems: [problem] });
    });
  });
}
