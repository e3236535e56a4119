import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../../', import.meta.url));

/** A process of ours, by its id. What it says goes into a file. */
export interface Child {
  name: string;
  pid: number;
  /** What the pattern found in its output. */
  said: string;
  running(): boolean;
  /** Sends SIGKILL and waits until it is gone. */
  kill(): Promise<void>;
  /** Asks it to stop, waits ten seconds at most, then kills it. */
  stop(): Promise<void>;
  /** The end of its output. */
  tail(lines?: number): string;
}

export interface Launch {
  name: string;
  /** The script and its arguments; TypeScript is run by tsx. */
  script: readonly string[];
  env: Readonly<Record<string, string>>;
  folder: string;
  /** It has started when it says this; the first group is kept. */
  ready: RegExp;
  /** 240 unless told. */
  seconds?: number;
}

const stopMs = 10_000;

/** Starts a process and waits until it says that it is ready. @throws Error with the end of what it said instead. */
export async function launch({ name, script, env, folder, ready, seconds = 240 }: Launch): Promise<Child> {
  const [file = '', ...rest] = script;
  const tsx = file.endsWith('.ts') ? ['--import', 'tsx'] : [];
  const spawned = spawn(process.execPath, [...tsx, join(root, file), ...rest], {
    cwd: root,
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const logFile = join(folder, `${name}.log`);
  const log = createWriteStream(logFile, { flags: 'a' });
  const gone = new Promise<void>((resolve) => spawned.once('exit', () => resolve()));
  const tail = (lines = 30) => readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  const said = await new Promise<string>((found, fail) => {
    let output = '';
    let isReady = false;
    const timer = setTimeout(() => notReady(`it was not ready within ${seconds} s`), seconds * 1_000);
    const notReady = (why: string) => {
      clearTimeout(timer);
      spawned.kill('SIGKILL');
      fail(new Error(`${name} did not start, ${why}:\n${output.slice(-3_000)}`));
    };
    const hear = (chunk: Buffer) => {
      log.write(chunk);
      if (isReady) return;
      output = `${output}${chunk.toString()}`.slice(-20_000);
      const match = ready.exec(output);
      if (match === null) return;
      clearTimeout(timer);
      isReady = true;
      found(match[1] ?? match[0]);
    };
    spawned.stdout.on('data', hear);
    spawned.stderr.on('data', hear);
    spawned.once('error', (error) => notReady(error.message));
    spawned.once('exit', (code, signal) => notReady(`it ended (${code ?? signal})`));
  });
  const kill = async (signal: 'SIGKILL' | 'SIGTERM') => {
    if (isRunning(spawned)) spawned.kill(signal);
    await gone;
  };
  return {
    name,
    pid: spawned.pid ?? 0,
    said,
    running: () => isRunning(spawned),
    kill: () => kill('SIGKILL'),
    async stop() {
      const timer = setTimeout(() => spawned.kill('SIGKILL'), stopMs);
      await kill('SIGTERM').finally(() => clearTimeout(timer));
    },
    tail,
  };
}

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}
