import { contextAt } from '../../forensics/context-at.ts';
import { openInput } from '../../trace/jsonl/open-input.ts';
import { type CapturedSession, readSessions } from '../../trace/jsonl/read-sessions.ts';
import { renderContextText } from '../context-text.ts';
import { clip } from '../display-width.ts';
import { describeError, type ExitCode, exitCodes, sessionNotFound } from '../errors.ts';
import { printable, printableLines } from '../printable.ts';
import { createProgressLine } from '../progress.ts';
import { formatCounted } from '../quantities.ts';
import { renderJson } from '../report-json.ts';
import type { Terminal } from '../terminal.ts';
import { analyzeInput } from './analyze-input.ts';
import { sessionOfStep } from './check-step.ts';
import { findFiles } from './find-files.ts';
import { createPresenter, type Presenter } from './presenter.ts';
import type { AnalyzeSettings } from './settings.ts';

/** What the command needs beside its arguments. */
export interface AnalyzeEnvironment {
  terminal: Terminal;
  /** Says an error on standard error. */
  complain: (error: unknown, subject?: string) => ExitCode;
  /** Milliseconds, for the progress line. */
  now: () => number;
}

const idsShown = 10;

/** Of a file name in the progress line, which must not wrap to be removed again. */
const fileColumns = 40;

/**
 * `agent-incident analyze`: file by file, so that memory holds one at a time. A bad input does not keep the others from
 * being analysed. Resolves to the exit code, that of the first failure if there was one.
 */
export async function runAnalyze(
  inputs: readonly string[],
  settings: AnalyzeSettings,
  { terminal, complain, now }: AnalyzeEnvironment,
): Promise<ExitCode> {
  const progress = createProgressLine({ write: terminal.err, enabled: terminal.errIsTty, now });
  const out = (text: string): Promise<void> => {
    progress.clear();
    return terminal.out(text);
  };
  let exitCode: ExitCode = exitCodes.done;
  const fail = (error: unknown, subject: string): void => {
    progress.clear();
    const code = complain(error, subject);
    if (exitCode === exitCodes.done) exitCode = code;
  };

  const [first, ...others] = inputs;
  const alone = first !== undefined && others.length === 0 ? first : null;
  const quiet = { ...terminal, out };
  const output: Output = { terminal: quiet, presenter: createPresenter(settings.format, alone, quiet), fail };
  const otherIds = new Set<string>();
  let found = false;
  for await (const file of eachFile(inputs, fail)) {
    try {
      const { sessions, skipped } = await readSessions(openInput(file), {
        file,
        lenient: settings.lenient,
        onProgress: (read) => progress.update(clip(printable(file), fileColumns), read),
      });
      progress.clear();
      if (skipped > 0) terminal.err(`${printable(file)}: ${formatCounted(skipped, 'line')} skipped.\n`);
      if (settings.session !== null && !sessions.some(({ sessionId }) => sessionId === settings.session)) {
        for (const { sessionId } of sessions) otherIds.add(sessionId);
        continue;
      }
      found = true;
      await showSessions(file, sessions, settings, output);
    } catch (error) {
      fail(error, file);
    }
  }
  await output.presenter.end();
  if (settings.session !== null && !found && otherIds.size > 0) {
    fail(missingSession(settings.session, [...otherIds]), settings.session);
  }
  return exitCode;
}

interface Output {
  terminal: Terminal;
  presenter: Presenter;
  fail: (error: unknown, subject: string) => void;
}

/** Prints the reports, or the context asked for, of the sessions of one file. */
async function showSessions(
  file: string,
  sessions: readonly CapturedSession[],
  settings: AnalyzeSettings,
  { terminal, presenter, fail }: Output,
): Promise<void> {
  if (settings.contextStep !== null) {
    await showContext(file, sessions, settings, settings.contextStep, terminal);
    return;
  }
  if (settings.wrongOutputStep !== null) {
    sessionOfStep(sessions, settings, { option: '--wrong-output', step: settings.wrongOutputStep });
  }
  for (const { sessionId, report, error } of analyzeInput(sessions, settings)) {
    if (report === null) fail(error, `session ${sessionId} of ${file}`);
    else await presenter.show(report, file);
  }
}

async function* eachFile(
  inputs: readonly string[],
  fail: (error: unknown, subject: string) => void,
): AsyncGenerator<string> {
  for (const input of inputs) {
    try {
      yield* await findFiles(input);
    } catch (error) {
      fail(error, input);
    }
  }
}

function missingSession(wanted: string, present: string[]) {
  const ids = present.slice(0, idsShown).map((id) => printable(id.slice(0, 200)));
  const more = present.length > idsShown ? ` and ${present.length - idsShown} more` : '';
  const what = present.length === 1 ? 'The session there is' : 'The sessions there are';
  return sessionNotFound(`No session ${printable(wanted)} in the input. ${what} ${ids.join(', ')}${more}.`);
}

async function showContext(
  file: string,
  sessions: readonly CapturedSession[],
  settings: AnalyzeSettings,
  step: number,
  terminal: Terminal,
): Promise<void> {
  const { sessionId, events } = sessionOfStep(sessions, settings, { option: '--context', step });
  const context = contextAt(events, step);
  const text =
    settings.format === 'json'
      ? renderJson({ file, session_id: sessionId, ...context }, terminal.outIsTty)
      : renderContextText(context, { ...terminal, sessionId });
  await terminal.out(text);
}

/** Says errors on standard error, one line each, with the stack where DEBUG asks for it. */
export function createComplaints(terminal: Terminal, debug: boolean): AnalyzeEnvironment['complain'] {
  return (error, subject) => {
    const { exitCode, text, unexpected } = describeError(error, subject);
    const stack =
      unexpected && debug && error instanceof Error ? `${printableLines(error.stack ?? '').join('\n')}\n` : '';
    terminal.err(`agent-incident: ${text}\n${stack}`);
    return exitCode;
  };
}
