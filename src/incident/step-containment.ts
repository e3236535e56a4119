import { type Change, finished, type Refusal, refuse, type Step, started, withAction, withItem } from './change.ts';
import type { ContainmentState } from './incident.ts';
import type { ContainmentProgress, ContainmentRequest } from './incident-event.ts';
import type { ContainmentRecord, IncidentRecord } from './record.ts';

type Progress = ContainmentProgress['type'];

/** From which states each event is possible, and where it leads; undo requests leave the state as it is. */
const moves: Record<Progress, { from: readonly ContainmentState[]; to: ContainmentState | null; says: string }> = {
  'containment.approved': { from: ['requested'], to: 'approved', says: 'approved' },
  'containment.withdrawn': { from: ['requested', 'approved'], to: 'failed', says: 'withdrawn' },
  'containment.executing': { from: ['requested', 'approved'], to: 'executing', says: 'under way' },
  'containment.executed': { from: ['executing'], to: 'executed', says: 'accepted, not confirmed yet' },
  // A provider's answer can be lost and the guard's word still arrive, also after we stopped waiting for it.
  'containment.effective': {
    from: ['executing', 'executed', 'unconfirmed'],
    to: 'effective',
    says: 'confirmed effective',
  },
  'containment.unconfirmed': { from: ['executing', 'executed'], to: 'unconfirmed', says: 'not confirmed' },
  'containment.failed': { from: ['executing', 'executed', 'unconfirmed'], to: 'failed', says: 'failed' },
  'containment.undo_requested': { from: ['executed', 'effective', 'unconfirmed'], to: null, says: 'undo requested' },
  'containment.undone': { from: ['executed', 'effective', 'unconfirmed'], to: 'undone', says: 'undone' },
  'containment.undo_failed': { from: ['executed', 'effective', 'unconfirmed'], to: null, says: 'undo failed' },
};

const kindLabels: Record<ContainmentRecord['kind'], string> = {
  kill: 'Kill',
  revoke: 'Revoke credentials',
  rate_limit: 'Rate limit',
};

/** A new containment action. Two requests for the same thing are one, from whatever card they come. */
export function requestContainment({ current, event, now }: Step<ContainmentRequest>): Change | Refusal {
  const { kind, target, card_revision, provider, plan, limit_per_minute, needs_approval, by } = event;
  const id = event.action_id;
  const label = `${kindLabels[kind]} of ${target}`;
  const earlier = current.containment.filter((action) => action.kind === kind && action.target === target);
  const same = earlier.find((action) => action.card_revision === card_revision);
  if (same !== undefined || current.containment.some((action) => action.id === id)) {
    return refuse('repeated', `${label} is ${same?.state ?? 'recorded'} already.`);
  }
  if (current.status === 'resolved') return refuse('conflict', 'The incident is resolved. Reopen it first.');
  if (plan.length === 0) return refuse('invalid', `${label} has no plan: nothing says what it would touch.`);
  if (kind === 'rate_limit' && (limit_per_minute === null || limit_per_minute < 0)) {
    return refuse('invalid', `${label} needs a limit in calls per minute.`);
  }
  const standing = earlier.find((action) => stands(action, kind));
  if (standing !== undefined) {
    return refuse('conflict', `${label} is ${standing.state} already, asked for by ${standing.requested_by}.`);
  }
  const at = now.toISOString();
  const who = { requested_by: by, requested_at: at, changed_at: at, approved_by: null, undo_requested_by: null };
  const what = { id, kind, target, card_revision, provider, plan, limit_per_minute, needs_approval };
  const action: ContainmentRecord = { ...what, ...who, state: 'requested', detail: null };
  return {
    parts: {
      containment: [...current.containment, action],
      checklist: withItem(current, 'contain', (item) => started(item, by, now)),
    },
    text: `${label}: requested${needs_approval ? ', waits for approval' : ''}.`,
    outbox: needs_approval ? [] : [effect('execute', current, action)],
  };
}

/** One step of a containment action: what happened to it, as it was recorded by those who know. */
export function stepContainment({ current, event, now }: Step<ContainmentProgress>): Change | Refusal {
  const action = current.containment.find(({ id }) => id === event.action_id);
  if (action === undefined) return refuse('invalid', 'There is no such containment action in this incident.');
  const move = moves[event.type];
  const label = `${kindLabels[action.kind]} of ${action.target}`;
  if (!move.from.includes(action.state)) {
    const code = move.to === action.state ? 'repeated' : 'conflict';
    return refuse(code, `${label} is ${action.state}; it cannot become "${move.says}".`);
  }
  const problem = checkWho(action, event, label);
  if (problem !== null) return problem;
  const detail = 'detail' in event ? event.detail : null;
  const changed: ContainmentRecord = {
    ...action,
    ...(move.to === null ? {} : { state: move.to, changed_at: now.toISOString() }),
    ...(event.type === 'containment.approved' ? { approved_by: event.by } : {}),
    undo_requested_by: undoAfter(action, event),
    detail: event.type === 'containment.withdrawn' ? `Withdrawn by ${event.by}.` : (detail ?? action.detail),
  };
  const stopped = event.type === 'containment.effective' && action.kind === 'kill';
  return {
    parts: {
      containment: withAction(current, changed),
      ...(stopped && current.status === 'open'
        ? { checklist: withItem(current, 'contain', (item) => finished(item, event.by, now)) }
        : {}),
    },
    text: `${label}: ${move.says}${detail === null ? '.' : `: ${detail}`}`,
    outbox: effectsOf(event.type, current, changed),
  };
}

function checkWho(action: ContainmentRecord, event: ContainmentProgress, label: string): Refusal | null {
  if (event.type === 'containment.approved') {
    if (!action.needs_approval) return refuse('conflict', `${label} needs no approval.`);
    if (event.by === action.requested_by) return refuse('conflict', `${label} must be approved by somebody else.`);
  }
  if (event.type === 'containment.executing' && action.needs_approval && action.state === 'requested') {
    return refuse('conflict', `${label} waits for approval.`);
  }
  if (event.type === 'containment.undo_requested' && action.undo_requested_by !== null) {
    return refuse('repeated', `The undo was asked for by ${action.undo_requested_by} already.`);
  }
  const endsUndo = event.type === 'containment.undone' || event.type === 'containment.undo_failed';
  return endsUndo && action.undo_requested_by === null ? refuse('conflict', `Nobody asked to undo ${label}.`) : null;
}

function undoAfter(action: ContainmentRecord, event: ContainmentProgress): string | null {
  if (event.type === 'containment.undo_requested') return event.by;
  const ends = ['containment.undone', 'containment.undo_failed', 'containment.failed'].includes(event.type);
  return ends ? null : action.undo_requested_by;
}

/** Does an earlier action leave nothing to do? A limit that holds may be replaced by another one. */
function stands(action: ContainmentRecord, kind: ContainmentRecord['kind']): boolean {
  if (action.state === 'effective') return kind !== 'rate_limit';
  return ['requested', 'approved', 'executing', 'executed'].includes(action.state);
}

function effectsOf(type: Progress, current: IncidentRecord, action: ContainmentRecord) {
  if (type === 'containment.approved') return [effect('execute', current, action)];
  if (type === 'containment.executed') return [effect('verify', current, action)];
  if (type === 'containment.undo_requested') return [effect('undo', current, action)];
  if (type === 'containment.effective' && action.kind === 'kill') return [captureAfter(current, action)];
  return [];
}

/** What the agent still did before it stopped belongs to the evidence, once its last events had time to come in. */
function captureAfter({ id }: IncidentRecord, action: ContainmentRecord) {
  const key = `incident.capture:${id}:after:${action.id}`;
  const payload = { incident_id: id, by: 'bot', request_key: key };
  return { kind: 'incident.capture', key, payload, after_ms: 3_000 };
}

/** An undo that failed may be asked for again, so its key carries the revision; the others happen once. */
function effect(verb: 'execute' | 'verify' | 'undo', current: IncidentRecord, action: ContainmentRecord) {
  const again = verb === 'undo' ? `:${current.revision + 1}` : '';
  return {
    kind: `containment.${verb}`,
    key: `containment.${verb}:${action.id}${again}`,
    payload: { incident_id: current.id, action_id: action.id },
  };
}
