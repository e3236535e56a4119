import { escapeFallback, escapeMrkdwn } from '../kit.ts';
import { type BuiltMessage, context, section } from './elements.ts';

/** What went wrong, for the person who asked. */
export interface ErrorModel {
  /** One sentence that says what happened. */
  problem: string;
  /** One sentence that says what to do next. */
  wayOut: string;
  /** Finds the log lines of this request. */
  correlationId: string;
}

/** An error as people see it: one sentence, one way out, and the id to give to whoever runs the bot. */
export function buildErrorMessage({ problem, wayOut, correlationId }: ErrorModel): BuiltMessage {
  const sentences = { problem: problem || 'Something went wrong.', wayOut: wayOut || 'Try again.' };
  return {
    text: `${escapeFallback(sentences.problem, 400)} ${escapeFallback(sentences.wayOut, 400)}`,
    blocks: [
      section(`⚠ ${escapeMrkdwn(sentences.problem, 600)}`, `*${escapeMrkdwn(sentences.wayOut, 600)}*`),
      context(`Reference \`${escapeMrkdwn(correlationId, 80)}\``),
    ],
  };
}
