import { type Command, Option } from 'commander';
import type { ExitCode } from '../errors.ts';
import type { StartEnvironment } from './start.ts';

const helpAfter = `
Looks at Node.js, the configuration, folders, PostgreSQL, Redis, Slack (token,
scopes, channels, responders), containment and templates. Changes nothing.

Exit codes: 0 it can run, 2 the configuration is wrong, 5 a backend does not
answer.
`;

/** Adds `doctor` to the program. */
export function registerDoctor(
  program: Command,
  { terminal, env, complain }: StartEnvironment,
  done: (code: ExitCode) => void,
): void {
  program
    .command('doctor')
    .summary('say what is missing and how to fix it')
    .description('Checks everything the Slack app needs and says for each what is missing and how to fix it.')
    .addOption(new Option('--json', 'print one JSON object'))
    .addHelpText('after', helpAfter)
    .action(async ({ json }: { json?: true }) => {
      try {
        // Loaded here: the other commands need none of it.
        const { runDoctor } = await import('../doctor/run-doctor.ts');
        done(await runDoctor(env, terminal, { json: json === true }));
      } catch (error) {
        done(complain(error));
      }
    });
}
