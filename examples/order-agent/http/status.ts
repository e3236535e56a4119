import type { Scenario } from '../scenarios/scenario.ts';
import type { SessionFacts, SessionState } from '../session/session.ts';

/** What a page needs to show the agent at work. */
export interface StatusView {
  title: string;
  lines: { id: string; label: string; state: SessionState; text: string }[];
  /** What can be started: `POST` to the path. */
  actions: { id: string; label: string; path: string }[];
}

/** @param sessions - newest first. */
export function toStatus(sessions: readonly SessionFacts[], scenarios: readonly Scenario[]): StatusView {
  return {
    title: 'Example agent',
    lines: sessions.map(({ session_id, scenario, parent_session_id, state, text }) => ({
      id: session_id,
      label: `${session_id} · ${scenario}${parent_session_id === null ? '' : ` · helper of ${parent_session_id}`}`,
      state,
      text,
    })),
    // Held, so that there is time to stop a session while it runs.
    actions: scenarios.map(({ name, label }) => ({
      id: `start-${name}`,
      label: `Start: ${label}`,
      path: `/start/${name}${name === 'clean' ? '' : '/hold'}`,
    })),
  };
}
