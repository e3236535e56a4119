import { type Command, Option } from 'commander';
import type { Role } from '../../compose.ts';
import { type ExitCode, exitCodes } from '../errors.ts';
import type { Terminal } from '../terminal.ts';

const helpAfter = `
Without SLACK_BOT_TOKEN it starts a Slack stand-in and an example agent on this
machine; nothing else is needed. .env.example lists every variable.

Examples:
  agent-incident start
  agent-incident start --role worker
`;

export interface StartEnvironment {
  terminal: Terminal;
  env: Readonly<Record<string, string | undefined>>;
  complain(error: unknown): ExitCode;
}

/** Adds `start` to the program. */
export function registerStart(
  program: Command,
  { terminal, env, complain }: StartEnvironment,
  done: (code: ExitCode) => void,
): void {
  program
    .command('start')
    .summary('run the Slack app')
    .description('Runs the Slack app until it is stopped.')
    .addOption(
      new Option('--role <role>', 'web takes in and records, worker does what was recorded, all does both')
        .choices(['web', 'worker', 'all'])
        .default('all'),
    )
    .addHelpText('after', helpAfter)
    .action(async ({ role }: { role: Role }) => {
      try {
        // Loaded here: the other commands need none of it.
        const { runStart } = await import('../start/run-start.ts');
        await runStart(env, role, terminal);
        done(exitCodes.done);
      } catch (error) {
        done(complain(error));
      }
    });
}
