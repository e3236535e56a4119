#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { loadEnvFile } from 'node:process';
import { describeError, exitCodes } from './errors.ts';
import { runProgram } from './program.ts';
import { createTerminal } from './terminal.ts';

// What the environment sets already stays as it is.
if (existsSync('.env')) loadEnvFile('.env');

const terminal = createTerminal(process);

// A reader that has seen enough (`| head`) is no failure; nothing more can reach it.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(exitCodes.done);
    const { exitCode, text } = describeError(error, 'standard output');
    if (stream === process.stdout) terminal.err(`agent-incident: ${text}\n`);
    process.exit(exitCode);
  });
}

const debug = (process.env.DEBUG ?? '').split(/[\s,]+/).includes('agent-incident');
process.exitCode = await runProgram(process.argv.slice(2), terminal, debug);
