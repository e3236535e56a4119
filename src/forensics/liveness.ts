import type { TraceEvent } from '../trace/event.ts';
import type { ForensicsReport } from './report.ts';
import type { Session } from './steps.ts';

/** Does the trace show that the session ended? Without an end marker or a final answer nobody can tell from the file. */
export function readLiveness(session: Session): ForensicsReport['liveness'] {
  const last = session.steps[session.steps.length - 1];
  if (last === undefined) return 'unknown';
  if (isEndMarker(last.event)) return 'finished';
  if (/^(?:running|in_progress|pending|started)$/i.test(last.event.status ?? '')) return 'running';
  if (last.type !== 'llm_call') return 'unknown';
  if (last.event.completion !== undefined && last.event.completion.trim() !== '') return 'finished';
  return last.said.trim() !== '' && !/^decided to call\b|\bcall(?:s|ing)? (?:the )?\w+ tool\b/i.test(last.said)
    ? 'finished'
    : 'unknown';
}

/** Does the event itself say that the session is over? */
export function isEndMarker(event: TraceEvent): boolean {
  if (event.type !== 'other') return false;
  const label = `${String(event.original_type ?? '')} ${event.summary ?? ''}`.replaceAll('_', ' ');
  return /\b(?:end|ended|finish(?:ed)?|complete[d]?|stopp?(?:ed)?|terminated|closed)\b/i.test(label);
}
