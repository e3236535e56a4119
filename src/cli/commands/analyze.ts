import { type Command, Option } from 'commander';
import { type AnalyzeEnvironment, runAnalyze } from '../analyze/run-analyze.ts';
import type { AnalyzeSettings } from '../analyze/settings.ts';
import { type ExitCode, sessionNotFound } from '../errors.ts';
import { parseName, parseStep, parseTokens, parseUsd } from '../option-values.ts';
import { printable } from '../printable.ts';

interface TypedOptions {
  json?: true;
  markdown?: true;
  session?: string;
  context?: number;
  wrongOutput?: number;
  baselineCost?: number;
  baselineTokens?: number;
  lenient?: true;
  source?: string;
}

const helpAfter = `
Examples:
  agent-incident analyze examples/traces/ses_abc123.jsonl
  agent-incident analyze examples/traces/ses_abc123.jsonl --context 3
  agent-incident analyze examples/traces/ses_abc123.jsonl --markdown
  agent-incident analyze examples/traces --json
  agent-incident analyze - < examples/traces/ses_abc123.jsonl

A trace is one JSON event per line, plain or gzip, with at least session_id,
step and type. A directory stands for all .jsonl and .ndjson files (also .gz)
in it and one level below. More than three sessions are shown as one line each.

Exit codes: 0 done, 2 usage, 3 invalid trace, 4 session not found,
5 backend unreachable.
`;

function toSettings(typed: TypedOptions): AnalyzeSettings {
  return {
    format: typed.json === true ? 'json' : typed.markdown === true ? 'markdown' : 'text',
    session: typed.session ?? null,
    contextStep: typed.context ?? null,
    wrongOutputStep: typed.wrongOutput ?? null,
    lenient: typed.lenient === true,
    baseline: {
      ...(typed.baselineCost === undefined ? {} : { cost_usd: typed.baselineCost }),
      ...(typed.baselineTokens === undefined ? {} : { tokens: typed.baselineTokens }),
    },
  };
}

/** Adds `analyze` to the program; `done` gets the exit code of each run. */
export function registerAnalyze(
  program: Command,
  environment: AnalyzeEnvironment,
  done: (code: ExitCode) => void,
): void {
  program
    .command('analyze')
    .summary('say what went wrong in captured sessions, and where')
    .description(
      'Finds the failure mode, the step where the session first went wrong, what rests on it, and what the agent did ' +
        'in the world afterwards. Needs no configuration, network or database.',
    )
    .argument('<input...>', 'trace file, directory, - for standard input, or session id')
    .addOption(new Option('--json', 'print one JSON report per line').conflicts('markdown'))
    .addOption(new Option('--markdown', 'print reports as GitHub-flavoured Markdown'))
    .option('--session <id>', 'only this session of an input with several', parseName)
    .addOption(
      new Option('--context <step>', 'show what the model saw at this step instead of the report')
        .argParser(parseStep)
        .conflicts(['markdown', 'wrongOutput']),
    )
    .option('--wrong-output <step>', 'the step whose output is known to be wrong; inferred by default', parseStep)
    .option('--baseline-cost <usd>', 'what such a session usually costs, in US dollars', parseUsd)
    .option('--baseline-tokens <count>', 'how many tokens such a session usually uses', parseTokens)
    .option('--lenient', 'skip lines that are no events, and say how many')
    .option('--source <name>', 'trace source to look session ids up in', parseName)
    .addHelpText('after', helpAfter)
    .action(async (inputs: string[], typed: TypedOptions) => {
      if (typed.source !== undefined) {
        const message = `No trace source called ${printable(typed.source)} is configured: this version reads files only. `;
        done(
          environment.complain(sessionNotFound(`${message}Give the session as a .jsonl file or a directory of them.`)),
        );
        return;
      }
      done(await runAnalyze(inputs, toSettings(typed), environment));
    });
}
