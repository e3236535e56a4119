import type { ForensicsReport } from '../forensics/report.ts';
import type { ChecklistItemName, Incident, RootCause } from './incident.ts';
import type { ContainmentRecord, OutboxMessage } from './record.ts';

/** Who did it: a Slack user id, or `bot`. */
interface By {
  by: string;
}

/** What happens to the incident as a whole. */
export type IncidentLevelEvent = By &
  (
    | { type: 'report.attached'; report: ForensicsReport }
    /** One sentence for the responder; an older report stays. */
    | { type: 'report.missing'; problem: string }
    | { type: 'commander.set'; commander: string | null }
    | { type: 'mode.accepted' }
    | { type: 'mode.overridden'; mode: NonNullable<Incident['mode_override']>['mode']; reason: string }
    | { type: 'origin.accepted' }
    | { type: 'origin.overridden'; step: number; reason: string }
    | { type: 'root_cause.set'; root_cause: RootCause }
    /** The output at this step is known to be wrong: the analysis starts from it. */
    | { type: 'wrong_output.set'; step: number }
    /** `ref` names the message it was taken from, `at` when that was written (ISO 8601). */
    | { type: 'note.added'; text: string; ref?: string; at?: string }
    | { type: 'note.removed'; ref: string }
    /** Something that changes nothing of the incident itself, for its timeline: `capture.taken`. */
    | { type: 'logged'; entry: string; text: string; effects?: Omit<OutboxMessage, 'due_at'>[] }
    /** `reason` is needed while checklist items are open. */
    | { type: 'incident.resolved'; reason?: string }
    | { type: 'incident.reopened'; reason: string }
  );

/** What happens to one checklist item. */
export type ChecklistEvent = By & { item: ChecklistItemName } & (
    | { type: 'checklist.started' }
    | { type: 'checklist.done' }
    | { type: 'checklist.skipped'; reason: string }
    | { type: 'checklist.reopened' }
  );

/** A containment button, confirmed in its modal. */
export type ContainmentRequest = By & { type: 'containment.requested'; action_id: string } & Pick<
    ContainmentRecord,
    'kind' | 'target' | 'card_revision' | 'provider' | 'plan' | 'limit_per_minute' | 'needs_approval'
  >;

/** What happens to one containment action afterwards. `detail` is what the provider or the guard said. */
export type ContainmentProgress = By & { action_id: string } & (
    | { type: 'containment.approved' }
    | { type: 'containment.withdrawn' }
    | { type: 'containment.executing' }
    | { type: 'containment.executed'; detail: string | null }
    | { type: 'containment.effective'; detail: string }
    | { type: 'containment.unconfirmed'; detail: string }
    | { type: 'containment.failed'; detail: string }
    | { type: 'containment.undo_requested' }
    | { type: 'containment.undone'; detail: string | null }
    | { type: 'containment.undo_failed'; detail: string }
  );

export type IncidentEvent = IncidentLevelEvent | ChecklistEvent | ContainmentRequest | ContainmentProgress;
