import { AppError } from '../errors.ts';

/**
 * An error as facts for the log. Only an AppError's message is shown: what other libraries write into theirs may be the
 * very text they worked on (a query's parameters, the JSON that did not parse).
 */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { error: typeof error };
  const facts: Record<string, unknown> = { error: error.name };
  if (error instanceof AppError) Object.assign(facts, { code: error.code, message: error.message });
  else Object.assign(facts, codeOf(error), { at: framesOf(error) });
  if (error.cause instanceof Error) facts.cause = { error: error.cause.name, ...codeOf(error.cause) };
  return facts;
}

/** One line for the row itself, which holds the payload anyway; at most 500 characters. */
export function noteError(error: unknown): string {
  const text = error instanceof AppError ? `${error.code}: ${error.message}` : String(error);
  return text.replaceAll(/\p{Cc}+/gu, ' ').slice(0, 500);
}

function codeOf(error: Error): Record<string, unknown> {
  return 'code' in error && ['string', 'number'].includes(typeof error.code) ? { code: error.code } : {};
}

function framesOf(error: Error): string[] {
  const lines = (error.stack ?? '').split('\n');
  return lines
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 6)
    .map((line) => line.trim());
}
