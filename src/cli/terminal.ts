import type { Writable } from 'node:stream';

/** Everything a command may know about, and do to, the outside it prints to. */
export interface Terminal {
  /** Writes to standard output; resolves once more may be written, so that memory stays flat behind a slow reader. */
  out(text: string): Promise<void>;
  /** Writes to standard error. */
  err(text: string): void;
  outIsTty: boolean;
  errIsTty: boolean;
  /** Columns of standard output, 40 to 120; 80 where it is not a terminal. */
  width: number;
  color: boolean;
  unicode: boolean;
}

type Environment = Record<string, string | undefined>;

/** NO_COLOR and FORCE_COLOR where set and not empty, else whether it is a terminal. @see https://no-color.org */
export function wantsColor(env: Environment, isTty: boolean): boolean {
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return false;
  if (env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '') return !['0', 'false'].includes(env.FORCE_COLOR);
  return isTty && env.TERM !== 'dumb';
}

/** False only where the locale names another encoding: containers and Windows leave it unset and show UTF-8 well. */
export function wantsUnicode(env: Environment): boolean {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || '';
  return locale === '' || /utf-?8/i.test(locale);
}

interface Streams {
  stdout: Writable & { isTTY?: boolean; columns?: number };
  stderr: Writable & { isTTY?: boolean };
  env: Environment;
}

function columnsOf(columns: number | undefined): number {
  return columns === undefined || columns === 0 ? 80 : Math.min(120, Math.max(40, columns));
}

/** The terminal of a process. Errors of the streams are not handled here. */
export function createTerminal({ stdout, stderr, env }: Streams): Terminal {
  const outIsTty = stdout.isTTY === true;
  return {
    out: (text) =>
      new Promise((resolve) => {
        if (stdout.write(text)) resolve();
        else stdout.once('drain', resolve);
      }),
    err: (text) => {
      stderr.write(text);
    },
    outIsTty,
    errIsTty: stderr.isTTY === true,
    width: columnsOf(stdout.columns),
    color: wantsColor(env, outIsTty),
    unicode: wantsUnicode(env),
  };
}
