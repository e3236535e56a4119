import type { Change, PlannedEffect, Refusal, Step, Transition } from './change.ts';
import { checklistItems } from './incident.ts';
import type { IncidentEvent } from './incident-event.ts';
import type { IncidentRecord, OutboxMessage } from './record.ts';
import { stepChecklist } from './step-checklist.ts';
import { requestContainment, stepContainment } from './step-containment.ts';
import { stepIncident } from './step-incident.ts';

/** What is known of an incident the moment it opens. Times are ISO 8601 in UTC. */
export type NewIncident = Pick<IncidentRecord, 'id' | 'number' | 'session_id' | 'opened_by' | 'opened_at'> &
  Partial<Pick<IncidentRecord, 'wrong_output_step'>>;

/** A new incident: nothing of the checklist started, no report yet. */
export function newIncident(known: NewIncident): IncidentRecord {
  const untouched = { owner: null, started_at: null, finished_at: null, reason: null };
  return {
    ...known,
    status: 'open',
    resolved_at: null,
    commander: null,
    report: null,
    report_problem: null,
    mode_override: null,
    origin_override: null,
    wrong_output_step: known.wrong_output_step ?? null,
    root_cause: null,
    checklist: checklistItems.map((name) => ({ name, state: 'open', ...untouched })),
    containment: [],
    revision: 1,
  };
}

/**
 * The state machine of an incident, its checklist and its containment. Pure: the same step gives the same answer.
 *
 * An accepted event raises the revision by one, writes one timeline line, and always asks for a fresh card.
 */
export function transition(step: Step<IncidentEvent>): Transition {
  const change = stepOf(step);
  if ('refused' in change) return change;
  const { current, event, now } = step;
  const at = now.toISOString();
  const next: IncidentRecord = { ...current, ...change.parts, revision: current.revision + 1 };
  const outbox: PlannedEffect[] = [...(change.outbox ?? []), ...statusEffects(next, event), cardEffect(next)];
  return {
    next,
    timeline: [{ at, by: event.by, type: event.type, text: change.text, ...change.entry }],
    outbox: outbox.map(({ after_ms = 0, ...message }) => {
      return { ...message, due_at: new Date(now.getTime() + after_ms).toISOString() };
    }),
  };
}

/** The effect that renders the incident's card anew. */
export function cardEffect({ id, revision }: IncidentRecord): Omit<OutboxMessage, 'due_at'> {
  return { kind: 'incident.card', key: `incident.card:${id}:${revision}`, payload: { incident_id: id, revision } };
}

function stepOf({ current, event, now }: Step<IncidentEvent>): Change | Refusal {
  switch (event.type) {
    case 'checklist.started':
    case 'checklist.done':
    case 'checklist.skipped':
    case 'checklist.reopened':
      return stepChecklist({ current, event, now });
    case 'containment.requested':
      return requestContainment({ current, event, now });
    case 'containment.approved':
    case 'containment.withdrawn':
    case 'containment.executing':
    case 'containment.executed':
    case 'containment.effective':
    case 'containment.unconfirmed':
    case 'containment.failed':
    case 'containment.undo_requested':
    case 'containment.undone':
    case 'containment.undo_failed':
      return stepContainment({ current, event, now });
    default:
      return stepIncident({ current, event, now });
  }
}

function statusEffects(next: IncidentRecord, event: IncidentEvent): Omit<OutboxMessage, 'due_at'>[] {
  if (event.type !== 'incident.resolved' && event.type !== 'incident.reopened') return [];
  const key = `${event.type}:${next.id}:${next.revision}`;
  return [{ kind: event.type, key, payload: { incident_id: next.id } }];
}
