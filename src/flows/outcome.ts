import type { Applied } from '../incident/store.ts';
import type { Outcome, Refused } from './api.ts';

export function refused(code: Refused['code'], message: string): Refused {
  return { ok: false, code, message };
}

/** What the state machine said, for the person who asked. What had happened already is no failure. */
export function toOutcome(applied: Applied): Outcome<{ incident: Applied['incident'] }> {
  if ('refused' in applied && applied.code !== 'repeated') return refused(applied.code, applied.refused);
  return { ok: true, incident: applied.incident };
}

export const notFound = (reference: string): Refused =>
  refused('not_found', `There is no incident ${reference}. Use list to see the open ones.`);
