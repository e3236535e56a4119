import { AppError } from '../errors.ts';

/** Where a piece of a trace stands: `file` as the person named it (`-` is standard input), `line` 1-based. */
export interface TracePlace {
  file: string;
  line: number | null;
}

/** What is wrong with a trace, in parts; `InvalidTrace` makes the sentence. */
export interface TraceProblem extends TracePlace {
  /** Path inside the event such as `prompt[3].role`; null where the whole line or file is meant. */
  field: string | null;
  /** Completes "expected …". */
  expected: string;
  /** The other half of the sentence: "found a number (12)", "but the file ends inside line 7". */
  actual: string;
  /** The way out; by default to correct the line or skip it. */
  next?: string;
  /** The input ends in the middle of this line. */
  cutOff?: boolean;
  cause?: unknown;
}

const skipLines = 'Correct it, or skip such lines with --lenient.';

/** The input is not a trace we can read. The message names file, line, field, what was expected and the way out. */
export class InvalidTrace extends AppError {
  readonly file: string;
  readonly line: number | null;
  readonly field: string | null;
  readonly expected: string;
  /** What stood there instead, as in `TraceProblem`. */
  readonly actual: string;
  /** The message without file and way out, for lists of several problems. */
  readonly reason: string;
  /** The input ends in the middle of this line: what stands before it may be whole. */
  readonly cutOff: boolean;

  constructor(problem: TraceProblem) {
    const field = problem.field === null ? null : printable(problem.field, 120);
    const place = [
      ...(problem.line === null ? [] : [`line ${problem.line}`]),
      ...(field === null ? [] : [`field ${field}`]),
    ].join(', ');
    const actual = printable(problem.actual, 800);
    const clash = `expected ${problem.expected}, ${actual}`;
    const file = problem.file === '-' ? 'standard input' : printable(problem.file, 400);
    super('trace.invalid', `${file}${place === '' ? '' : `, ${place}`}: ${clash}. ${problem.next ?? skipLines}`, {
      cause: problem.cause,
      details: { file: problem.file, line: problem.line, field, expected: problem.expected },
    });
    this.file = problem.file;
    this.line = problem.line;
    this.field = field;
    this.expected = problem.expected;
    this.actual = actual;
    this.cutOff = problem.cutOff ?? false;
    this.reason = place === '' ? clash : `${place}: ${clash}`;
  }
}

/** No trace source knows the session. `suggestions` are ids that look like it, best first; they are text from outside. */
export class SessionNotFound extends AppError {
  readonly sessionId: string;
  readonly suggestions: readonly string[];

  constructor(sessionId: string, suggestions: readonly string[] = []) {
    const similar = suggestions.slice(0, 3).map((id) => printable(id, 80));
    const hint =
      similar.length === 0
        ? 'Check the id, and that its trace has arrived.'
        : `Did you mean ${similar.join(' or ')}? Else check that its trace has arrived.`;
    super('trace.session-not-found', `No trace of session ${printable(sessionId, 120)} was found. ${hint}`, {
      details: { sessionId: printable(sessionId, 120), suggestions: similar },
    });
    this.sessionId = sessionId;
    this.suggestions = suggestions;
  }
}

/** Why a trace source could not be asked. */
export interface SourceTrouble {
  /** Whether asking again later may help. */
  retryable: boolean;
  /** Completes "The trace source langfuse …": "did not answer in 8 s", "refused the key". */
  reason: string;
  /** The way out; by default to try again. */
  next?: string;
  cause?: unknown;
}

/** A trace source could not be asked, or broke off: whether it has the session is not known. */
export class SourceUnavailable extends AppError {
  readonly source: string;

  constructor(source: string, { retryable, reason, next, cause }: SourceTrouble) {
    const wayOut = next ?? (retryable ? 'Try again, or another source.' : 'Check its settings, or use another source.');
    super(
      'trace.source-unavailable',
      `The trace source ${printable(source, 80)} ${printable(reason, 400)}. ${wayOut}`,
      {
        cause,
        retryable,
        details: { source },
      },
    );
    this.source = source;
  }
}

/**
 * Text from outside made safe for a terminal: control, format (bidi included) and lone surrogate characters removed,
 * at most `limit` UTF-16 units.
 */
export function printable(text: string, limit: number): string {
  const start = text.slice(0, limit * 2);
  const clean = start.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '');
  const clipped = clean.length > limit || start.length < text.length;
  return clipped ? `${clean.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, '')}…` : clean;
}

/** The kind of a value and at most 40 characters of it: `a string ("12")`, `an array of 3`, `nothing`. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'string') return value === '' ? 'an empty string' : `a string ("${printable(value, 40)}")`;
  return `a ${typeof value} (${printable(String(value), 40)})`;
}

/** `['prompt', 3, 'role']` as `prompt[3].role`; null for an empty path. */
export function fieldPath(path: readonly PropertyKey[]): string | null {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else text += text === '' ? String(part) : `.${String(part)}`;
  }
  return text === '' ? null : text;
}
