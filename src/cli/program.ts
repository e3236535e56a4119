import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { createComplaints } from './analyze/run-analyze.ts';
import { registerAnalyze } from './commands/analyze.ts';
import { registerDoctor } from './commands/doctor.ts';
import { registerStart } from './commands/start.ts';
import { type ExitCode, exitCodes } from './errors.ts';
import type { Terminal } from './terminal.ts';

const helpAfter = `
Example:
  agent-incident analyze examples/traces/ses_abc123.jsonl
`;

function readVersion(): string {
  const read: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const version = typeof read === 'object' && read !== null && 'version' in read ? read.version : null;
  return typeof version === 'string' ? version : 'unknown';
}

/** Runs the command line `args` (without node and script). Never throws; resolves to the exit code. */
export async function runProgram(args: readonly string[], terminal: Terminal, debug: boolean): Promise<ExitCode> {
  const complain = createComplaints(terminal, debug);
  let exitCode: ExitCode = exitCodes.done;
  let printed = Promise.resolve();
  const program = new Command('agent-incident')
    .description('Session forensics for AI agents: which step first went wrong, and what did the agent do afterwards?')
    .version(readVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', helpAfter)
    .showHelpAfterError('Try --help for usage and examples.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        printed = printed.then(() => terminal.out(text));
      },
      writeErr: (text) => terminal.err(text),
      getOutHelpWidth: () => terminal.width,
      getErrHelpWidth: () => terminal.width,
    });
  registerAnalyze(program, { terminal, complain, now: () => performance.now() }, (code) => {
    exitCode = code;
  });
  registerStart(program, { terminal, env: process.env, complain }, (code) => {
    exitCode = code;
  });
  registerDoctor(program, { terminal, env: process.env, complain }, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) return complain(error);
    exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  }
  await printed;
  return exitCode;
}
