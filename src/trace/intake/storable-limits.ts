import { describeValue, InvalidTrace, type TracePlace } from '../errors.ts';
import type { TraceEvent } from '../event.ts';

/** Ids and types stand in indices, whose entries are short. */
const maxNameLength = 400;
const maxStep = 2 ** 31 - 1;
const named = ['session_id', 'parent_session_id', 'session_type', 'agent'] as const;

/** Throws InvalidTrace where an event, though well formed, does not fit the records. */
export function checkStorable(event: TraceEvent, place: TracePlace): void {
  for (const field of named) {
    if ((event[field] ?? '').length <= maxNameLength) continue;
    const expected = `a string of at most ${maxNameLength} characters`;
    throw new InvalidTrace({ ...place, field, expected, actual: `found one of ${event[field]?.length}` });
  }
  if (event.step <= maxStep) return;
  const expected = `a whole number of at most ${maxStep}`;
  throw new InvalidTrace({ ...place, field: 'step', expected, actual: `found ${describeValue(event.step)}` });
}
