import { AppError } from '../errors.ts';
import type { Refused } from '../flows/api.ts';
import type { BuiltMessage } from './blocks/elements.ts';
import { buildErrorMessage, type ErrorModel } from './blocks/error-message.ts';

const longest = 2000;

/** A message of ours ends with what to do: its last sentence is the way out. */
function splitSentences(message: string): { problem: string; wayOut: string } {
  const text = message.trim().slice(0, longest);
  const end = [...text.matchAll(/[.!?]\s+/g)].at(-1);
  if (end === undefined) return { problem: text, wayOut: 'Try again, or ask for help with the command.' };
  return { problem: text.slice(0, end.index + 1), wayOut: text.slice(end.index + end[0].length) };
}

/** Why somebody did not get what they asked for, with the way out. */
export function explainRefusal({ message }: Pick<Refused, 'message'>, correlationId: string): BuiltMessage {
  return buildErrorMessage({ ...splitSentences(message), correlationId });
}

/** What to say of an error: ours speak for themselves, all others stay in the log. */
export function explainError(error: unknown, correlationId: string): ErrorModel {
  if (error instanceof AppError) return { ...splitSentences(error.message), correlationId };
  return {
    problem: 'Something unexpected went wrong inside the bot.',
    wayOut: 'Try again; if it happens again, give the reference to whoever runs it.',
    correlationId,
  };
}

/** Facts of an error for the log; no trace text, no secret. */
export function errorFacts(error: unknown): Record<string, unknown> {
  if (error instanceof AppError) return { code: error.code, details: error.details, problem: error.message };
  if (error instanceof Error) return { name: error.name, stack: error.stack?.slice(0, 2000) };
  return { name: typeof error };
}
