import type { CapturedSession } from '../../trace/jsonl/read-sessions.ts';
import { usageError } from '../errors.ts';
import { printable } from '../printable.ts';
import type { AnalyzeSettings } from './settings.ts';

/**
 * The session that `--context` or `--wrong-output` speaks of; a step means nothing without one. Throws `cli.usage`
 * where several are in the input and none is named, or where the session has no such step.
 */
export function sessionOfStep(
  sessions: readonly CapturedSession[],
  settings: AnalyzeSettings,
  asked: { option: string; step: number },
): CapturedSession {
  const [first] = sessions;
  const session = settings.session === null ? first : sessions.find(({ sessionId }) => sessionId === settings.session);
  if (session === undefined || (settings.session === null && sessions.length > 1)) {
    throw usageError(
      `${asked.option} ${asked.step}: the input holds ${sessions.length} sessions. Say which one is meant with --session ID.`,
    );
  }
  if (session.events.some(({ step }) => step === asked.step)) return session;
  const low = session.events[0]?.step;
  const high = session.events.at(-1)?.step;
  const id = printable(session.sessionId.slice(0, 200));
  throw usageError(
    `${asked.option} ${asked.step}: session ${id} has no step ${asked.step}. Its steps go from ${low} to ${high}.`,
  );
}
