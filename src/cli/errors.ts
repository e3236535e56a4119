import { AppError } from '../errors.ts';
import { printable } from './printable.ts';

/** What a process says about itself when it ends. */
export const exitCodes = {
  done: 0,
  unexpected: 1,
  usage: 2,
  invalidTrace: 3,
  sessionNotFound: 4,
  backendUnreachable: 5,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Codes of expected errors; their message is a sentence for people that ends with the way out. */
const codesOfErrors: Record<string, ExitCode> = {
  'cli.usage': exitCodes.usage,
  'cli.unreadable': exitCodes.usage,
  'trace.invalid': exitCodes.invalidTrace,
  'trace.session-not-found': exitCodes.sessionNotFound,
  'trace.source-unavailable': exitCodes.backendUnreachable,
  'config.invalid': exitCodes.usage,
  'containment.config': exitCodes.usage,
  'postmortem.bad-template': exitCodes.usage,
  'postmortem.template-unreadable': exitCodes.usage,
  'queue.bad-redis-url': exitCodes.usage,
  'demo.not-started': exitCodes.backendUnreachable,
  'database.locked': exitCodes.backendUnreachable,
  'database.unreachable': exitCodes.backendUnreachable,
  'database.unusable': exitCodes.backendUnreachable,
};

const systemErrors: Record<string, { exitCode: ExitCode; text: string }> = {
  ENOENT: { exitCode: exitCodes.sessionNotFound, text: 'there is no such file. Check the path.' },
  EACCES: { exitCode: exitCodes.usage, text: 'permission denied. Make it readable for this user.' },
  EPERM: { exitCode: exitCodes.usage, text: 'permission denied. Make it readable for this user.' },
  EISDIR: { exitCode: exitCodes.usage, text: 'it is a directory. Name a file inside it, or the directory itself.' },
  EMFILE: { exitCode: exitCodes.usage, text: 'too many open files. Raise the limit (ulimit -n) and try again.' },
  EIO: { exitCode: exitCodes.usage, text: 'the disk reported an error. Copy the file elsewhere and try again.' },
  ENOSPC: { exitCode: exitCodes.usage, text: 'the disk is full. Free some space and try again.' },
};

const bugText =
  'Please report it with the command you ran; DEBUG=agent-incident before the command shows where it happened.';

/** An error as the person at the terminal sees it: one sentence with the way out, and the exit code. */
export interface DescribedError {
  exitCode: ExitCode;
  /** One harmless line. */
  text: string;
  /** Whether it is a fault of this program, worth a stack trace on request. */
  unexpected: boolean;
}

/** Maps any thrown value to what is said and the exit code; `subject` names the input it happened on. */
export function describeError(error: unknown, subject?: string): DescribedError {
  if (error instanceof AppError) {
    const exitCode = codesOfErrors[error.code];
    if (exitCode !== undefined) return { exitCode, text: printable(error.message), unexpected: false };
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const known = systemErrors[code];
  if (known !== undefined) {
    const about = subject === undefined ? code : printable(subject);
    return { exitCode: known.exitCode, text: `${about}: ${known.text}`, unexpected: false };
  }
  const message = printable(error instanceof Error ? error.message : String(error));
  const where = subject === undefined ? '' : ` while working on ${printable(subject)}`;
  const text = `Unexpected error${where}: ${message.slice(0, 300)}. ${bugText}`;
  return { exitCode: exitCodes.unexpected, text, unexpected: true };
}

/** The command line asks for something that cannot be done. `message` says what and what to type instead. */
export function usageError(message: string): AppError {
  return new AppError('cli.usage', message);
}

/** No session of that name; `message` says what to give instead. */
export function sessionNotFound(message: string): AppError {
  return new AppError('trace.session-not-found', message);
}
