import { createHash } from 'node:crypto';
import type { Flows, Outcome } from './api.ts';
import { applyEvent } from './apply-event.ts';
import { notFound, refused } from './outcome.ts';
import type { Parts } from './parts.ts';
import { planNow } from './plan-containment.ts';

/** Writes down a confirmed containment; carrying it out follows from that. Only for what the person saw. */
export async function requestContainment(
  parts: Parts,
  input: Parameters<Flows['requestContainment']>[0],
): Promise<Outcome> {
  const { incidentId, kind, digest, limitPerMinute, cardRevision, by } = input;
  const may = await parts.authorizer.check(by);
  if (!may.allowed) return refused('not_allowed', may.message);
  const incident = await parts.incidents.get(incidentId);
  if (incident === null) return notFound(incidentId);
  const actionId = actionIdOf(input.requestKey);
  // The same submission, delivered again, after its plan may have changed.
  if (incident.containment.some(({ id }) => id === actionId)) return { ok: true };
  const planned = await planNow(parts, incident, kind, by, limitPerMinute);
  if (planned === null) return refused('invalid', 'Nothing is configured that could do this. Stop it by hand.');
  if (planned.plan.digest !== digest) {
    return refused('conflict', 'What this would touch has changed since you looked. Read it again, then confirm.');
  }
  return await applyEvent(parts, input, {
    type: 'containment.requested',
    action_id: actionId,
    kind,
    target: incident.session_id,
    card_revision: cardRevision,
    provider: planned.plan.provider,
    plan: planned.plan.lines,
    limit_per_minute: limitPerMinute,
    needs_approval: parts.routing.needsApproval(kind),
  });
}

export async function approveContainment(
  parts: Parts,
  input: Parameters<Flows['approveContainment']>[0],
): Promise<Outcome> {
  const may = await parts.authorizer.check(input.by);
  if (!may.allowed) return refused('not_allowed', may.message);
  return await applyEvent(parts, input, { type: 'containment.approved', action_id: input.actionId });
}

export async function withdrawContainment(
  parts: Parts,
  input: Parameters<Flows['withdrawContainment']>[0],
): Promise<Outcome> {
  const may = await parts.authorizer.check(input.by);
  if (!may.allowed) return refused('not_allowed', may.message);
  return await applyEvent(parts, input, { type: 'containment.withdrawn', action_id: input.actionId });
}

/** Asks for the undo of the latest action of a kind. */
export async function undoContainment(parts: Parts, input: Parameters<Flows['undoContainment']>[0]): Promise<Outcome> {
  const may = await parts.authorizer.check(input.by);
  if (!may.allowed) return refused('not_allowed', may.message);
  const incident = await parts.incidents.get(input.incidentId);
  if (incident === null) return notFound(input.incidentId);
  const action = incident.containment.findLast(({ kind }) => kind === input.kind);
  if (action === undefined) return refused('not_found', 'There is nothing to undo.');
  const provider = parts.routing.provider(action.provider);
  if (provider?.undo === undefined || !provider.canUndo(action.kind)) {
    return refused('invalid', `${action.provider} cannot undo this. Reverse it by hand and note it in the timeline.`);
  }
  return await applyEvent(parts, input, { type: 'containment.undo_requested', action_id: action.id });
}

/** The same request is the same action, however often it is delivered. */
function actionIdOf(requestKey: string): string {
  return `act_${createHash('sha256').update(requestKey).digest('hex').slice(0, 24)}`;
}
