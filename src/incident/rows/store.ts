import type { checklistItems, containmentActions, incidents } from '../../db/schema.ts';
import type { ForensicsReport } from '../../forensics/report.ts';
import type { ChecklistItem } from '../incident.ts';
import type { ContainmentRecord, IncidentRecord } from '../record.ts';

type IncidentRow = typeof incidents.$inferSelect;
type ItemRow = typeof checklistItems.$inferSelect;
type ActionRow = typeof containmentActions.$inferSelect;

/**
 * The columns an incident changes. The report is left out when it is the same object as `before`'s: it can be
 * megabytes, and most changes do not touch it.
 */
export function toIncidentRow(incident: IncidentRecord, before?: IncidentRecord) {
  return {
    sessionId: incident.session_id,
    status: incident.status,
    openedBy: incident.opened_by,
    openedAt: new Date(incident.opened_at),
    resolvedAt: toDate(incident.resolved_at),
    commander: incident.commander,
    ...(incident.report === before?.report ? {} : { report: incident.report }),
    reportProblem: incident.report_problem,
    modeOverride: incident.mode_override,
    originOverride: incident.origin_override,
    wrongOutputStep: incident.wrong_output_step,
    rootCause: incident.root_cause,
    revision: incident.revision,
  };
}

export function toItemRow(incidentId: string, item: ChecklistItem, position: number): ItemRow {
  const { name, state, owner, reason } = item;
  const times = { startedAt: toDate(item.started_at), finishedAt: toDate(item.finished_at) };
  return { incidentId, position, name, state, owner, reason, ...times };
}

export function toActionRow(incidentId: string, action: ContainmentRecord): ActionRow {
  const { id, kind, target, provider, state, plan, detail } = action;
  return {
    ...{ id, incidentId, kind, target, provider, state, plan, detail },
    cardRevision: action.card_revision,
    limitPerMinute: action.limit_per_minute,
    needsApproval: action.needs_approval,
    approvedBy: action.approved_by,
    undoRequestedBy: action.undo_requested_by,
    requestedBy: action.requested_by,
    requestedAt: new Date(action.requested_at),
    changedAt: new Date(action.changed_at),
  };
}

/** What we wrote ourselves is trusted to have the shape it was written in. */
export function fromRows(row: IncidentRow, items: readonly ItemRow[], actions: readonly ActionRow[]): IncidentRecord {
  return {
    id: row.id,
    number: row.number,
    session_id: row.sessionId,
    status: row.status,
    opened_by: row.openedBy,
    opened_at: row.openedAt.toISOString(),
    resolved_at: toIso(row.resolvedAt),
    commander: row.commander,
    report: row.report as ForensicsReport | null,
    report_problem: row.reportProblem,
    mode_override: row.modeOverride as IncidentRecord['mode_override'],
    origin_override: row.originOverride as IncidentRecord['origin_override'],
    wrong_output_step: row.wrongOutputStep,
    root_cause: row.rootCause as IncidentRecord['root_cause'],
    checklist: items.map(toItem),
    containment: actions.map(toAction),
    revision: row.revision,
  };
}

function toItem(row: ItemRow): ChecklistItem {
  const { state, owner, reason } = row;
  const name = row.name as ChecklistItem['name'];
  return { name, state, owner, started_at: toIso(row.startedAt), finished_at: toIso(row.finishedAt), reason };
}

function toAction(row: ActionRow): ContainmentRecord {
  return {
    id: row.id,
    kind: row.kind as ContainmentRecord['kind'],
    state: row.state as ContainmentRecord['state'],
    target: row.target,
    card_revision: row.cardRevision,
    provider: row.provider,
    plan: row.plan,
    limit_per_minute: row.limitPerMinute,
    needs_approval: row.needsApproval,
    approved_by: row.approvedBy,
    undo_requested_by: row.undoRequestedBy,
    requested_by: row.requestedBy,
    requested_at: row.requestedAt.toISOString(),
    changed_at: row.changedAt.toISOString(),
    detail: row.detail,
  };
}

function toDate(iso: string | null): Date | null {
  return iso === null ? null : new Date(iso);
}

function toIso(date: Date | null): string | null {
  return date === null ? null : date.toISOString();
}
