import type { ContainmentProvider, ContainmentRequest } from '../containment/provider.ts';
import { AppError } from '../errors.ts';
import type { ContainmentRecord, IncidentRecord } from '../incident/record.ts';
import { logEvent } from './apply-event.ts';
import { targetOf } from './containment-target.ts';
import type { Parts } from './parts.ts';

/** How long to wait for a confirmation before saying that there is none; looking goes on, more slowly. */
const confirmMs = 60_000;
const lookEveryMs = 2_000;
const laterEveryMs = 30_000;
const giveUpMs = 3_600_000;

interface Found {
  incident: IncidentRecord;
  action: ContainmentRecord;
  provider: ContainmentProvider;
  request: ContainmentRequest;
}

/** Carries out an action that was written down. After a crash it is carried out again under the same id. */
export async function executeContainment(parts: Parts, incidentId: string, actionId: string): Promise<void> {
  const found = await find(parts, incidentId, actionId);
  if (found === null || !['requested', 'approved', 'executing'].includes(found.action.state)) return;
  await logEvent(parts, incidentId, `executing:${actionId}`, { type: 'containment.executing', action_id: actionId });
  const now = (await parts.incidents.get(incidentId))?.containment.find(({ id }) => id === actionId);
  // Withdrawn in the meantime, or waiting for an approval.
  if (now?.state !== 'executing') return;
  try {
    const { detail } = await found.provider.execute(found.request);
    await logEvent(parts, incidentId, `executed:${actionId}`, {
      type: 'containment.executed',
      action_id: actionId,
      detail,
    });
  } catch (error) {
    const expired = parts.now().getTime() - Date.parse(found.action.requested_at) > confirmMs * 5;
    if (!(error instanceof AppError) || (error.retryable && !expired)) throw error;
    await logEvent(parts, incidentId, `failed:${actionId}`, {
      type: 'containment.failed',
      action_id: actionId,
      detail: error.message,
    });
  }
}

/** Looks whether an action took effect, and writes down what it saw. */
export async function verifyContainment(parts: Parts, incidentId: string, actionId: string, look = 0): Promise<void> {
  const found = await find(parts, incidentId, actionId);
  if (found === null || !['executed', 'executing', 'unconfirmed'].includes(found.action.state)) return;
  const { action, provider, request } = found;
  const seen = await provider.verify(request).catch((error: unknown) => {
    if (!(error instanceof AppError)) throw error;
    return { state: 'pending' as const, detail: error.message };
  });
  if (seen.state === 'effective') {
    await logEvent(parts, incidentId, `effective:${actionId}`, {
      type: 'containment.effective',
      action_id: actionId,
      detail: seen.detail,
    });
    return;
  }
  const waitedMs = parts.now().getTime() - Date.parse(action.requested_at);
  if (action.state !== 'unconfirmed' && (waitedMs >= confirmMs || seen.state === 'unknown')) {
    const type = 'containment.unconfirmed';
    await logEvent(parts, incidentId, `unconfirmed:${actionId}`, { type, action_id: actionId, detail: seen.detail });
  }
  if (waitedMs < giveUpMs) await lookAgain(parts, incidentId, actionId, look + 1, waitedMs);
}

/** A guard spoke: whoever waits for it looks now, not at the next turn. */
export async function onAcknowledged(parts: Parts, actionId: string): Promise<void> {
  const incidentId = await parts.incidents.findByAction(actionId);
  if (incidentId !== null) await verifyContainment(parts, incidentId, actionId, Number.NaN);
}

/** Undoes an action that was asked to be undone. */
export async function undoAction(parts: Parts, incidentId: string, actionId: string): Promise<void> {
  const found = await find(parts, incidentId, actionId);
  if (found === null || found.action.undo_requested_by === null) return;
  const { action, provider, request } = found;
  const revision = found.incident.revision;
  try {
    if (provider.undo === undefined) throw new AppError('containment.no-undo', 'This provider cannot undo it.');
    const { detail } = await provider.undo({ ...request, by: action.undo_requested_by ?? request.by });
    const event = { type: 'containment.undone', action_id: actionId, detail } as const;
    await logEvent(parts, incidentId, `undone:${actionId}`, event);
  } catch (error) {
    if (!(error instanceof AppError) || error.retryable) throw error;
    const event = { type: 'containment.undo_failed', action_id: actionId, detail: error.message } as const;
    await logEvent(parts, incidentId, `undo-failed:${actionId}:${revision}`, event);
  }
}

async function find(parts: Parts, incidentId: string, actionId: string): Promise<Found | null> {
  const incident = await parts.incidents.get(incidentId);
  const action = incident?.containment.find(({ id }) => id === actionId);
  if (incident === null || incident === undefined || action === undefined) return null;
  const provider = parts.routing.provider(action.provider);
  if (provider === null) {
    const message = `The provider ${action.provider} is not configured any more. Configure it again, or act by hand.`;
    throw new AppError('containment.provider-gone', message, { retryable: true });
  }
  const request = {
    actionId,
    kind: action.kind,
    target: await targetOf(parts, incident),
    limitPerMinute: action.limit_per_minute,
    by: action.requested_by,
    reason: `incident ${incident.number}`,
    at: new Date(action.requested_at),
  };
  return { incident, action, provider, request };
}

async function lookAgain(
  { effects, now }: Parts,
  incidentId: string,
  actionId: string,
  look: number,
  waitedMs: number,
) {
  // The look after an acknowledgement is one more; the regular ones go on without it.
  if (Number.isNaN(look)) return;
  const dueAt = new Date(now().getTime() + (waitedMs < confirmMs ? lookEveryMs : laterEveryMs));
  const payload = { incident_id: incidentId, action_id: actionId, look };
  await effects.add([{ kind: 'containment.verify', key: `containment.verify:${actionId}:${look}`, payload, dueAt }]);
}
