import Handlebars from 'handlebars';
import { AppError } from '../errors.ts';

/** A template that has been read; `name` is how errors call it. */
export interface Template {
  readonly name: string;
  /** @throws AppError `postmortem.bad-template` naming the line. */
  render(view: object): string;
}

/** Everything people may want to reword. */
export interface Templates {
  postmortem: Template;
  reminders: { half: Template; near: Template; overdue: Template };
  statusUpdate: Template;
}

/** Nothing but these blocks, so that a template is text with places in it and never a program. */
const blocks = { each: true, if: true, unless: true, with: true };
const knownHelpers = { ...blocks, log: false, lookup: false, helperMissing: false, blockHelperMissing: true };

/**
 * Compiles a Handlebars template once. Names it does not know are errors, not blanks; nothing is escaped here, because
 * every string of a view is harmless before it gets in.
 *
 * @throws AppError `postmortem.bad-template` naming the line, when it cannot be read.
 */
export function compileTemplate(name: string, source: string): Template {
  const engine = Handlebars.create();
  const options = { noEscape: true, strict: true, knownHelpers, knownHelpersOnly: true, preventIndent: true };
  const attempt = <Result>(run: () => Result): Result => {
    try {
      return run();
    } catch (cause) {
      throw explain(name, cause);
    }
  };
  attempt(() => engine.parse(source));
  const run = engine.compile<object>(source, options);
  return { name, render: (view) => attempt(() => run(view)) };
}

function explain(name: string, cause: unknown): AppError {
  const message = cause instanceof Error ? cause.message : String(cause);
  const given = typeof cause === 'object' && cause !== null && 'lineNumber' in cause ? cause.lineNumber : undefined;
  const line = typeof given === 'number' ? given : Number(/(?:line | - )(\d+)/.exec(message)?.[1] ?? Number.NaN);
  const problem = problemOf(message);
  const where = Number.isInteger(line) ? `, line ${line}` : '';
  return new AppError(
    'postmortem.bad-template',
    `Template ${name}${where}: ${problem}. Correct it, or remove the file to use the one that comes with the program.`,
    { cause, details: { template: name, line: Number.isInteger(line) ? line : null } },
  );
}

function problemOf(message: string): string {
  const [, missing] = /^"(.{1,80}?)" not defined in (?:null|undefined)/.exec(message) ?? [];
  const [, absent = missing] = /^Cannot read properties of null \(reading '(.{1,80}?)'\)/.exec(message) ?? [];
  if (absent !== undefined)
    return `what "${absent}" belongs to is not there in every incident: put {{#if …}} around it`;
  const [, unknownName] = /^"(.{1,80}?)" not defined in/.exec(message) ?? [];
  if (unknownName !== undefined) return `"${unknownName}" is not known there`;
  return `it cannot be used (${message.split('\n', 1)[0]?.slice(0, 160)})`;
}
