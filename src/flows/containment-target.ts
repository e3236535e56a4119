import type { ContainmentTarget } from '../containment/provider.ts';
import type { IncidentRecord } from '../incident/record.ts';
import type { Parts } from './parts.ts';

/** Whom containment of an incident is about: its session and all that it started, whatever is known of it. */
export async function targetOf(
  { intake }: Pick<Parts, 'intake'>,
  { session_id, report }: Pick<IncidentRecord, 'session_id' | 'report'>,
): Promise<ContainmentTarget> {
  const [session, children] = await Promise.all([intake.describe(session_id), intake.childrenOf(session_id)]);
  const sessions = [...new Set([session_id, ...children, ...(report?.children?.sessions ?? [])])];
  return {
    sessionId: session_id,
    sessions,
    agent: session?.agent ?? null,
    sessionType: session?.sessionType ?? report?.session_type ?? null,
  };
}
