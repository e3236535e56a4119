import { z } from 'zod';
import { AppError } from '../errors.ts';
import { analyzeSession } from './analyze-session.ts';
import type { Flows } from './api.ts';
import { captureSession } from './capture-session.ts';
import { executeContainment, onAcknowledged, undoAction, verifyContainment } from './carry-out-containment.ts';
import { type Extra, planExtras, runExtra } from './extras.ts';
import { learnSession } from './learn-session.ts';
import type { Parts } from './parts.ts';
import { sendStatus } from './post-status.ts';
import { askToRenew, openPostmortem, renewDocument } from './postmortem-document.ts';
import { remindPostmortem } from './remind-postmortem.ts';
import { releaseOrders } from './resolve-incident.ts';
import { showIncident } from './show-incident.ts';
import { showPostmortem, uploadPostmortem } from './show-postmortem.ts';
import { showDetails, uploadCapture } from './thread-messages.ts';

type Effect = Parameters<Flows['runEffect']>[0];
type Handler = (parts: Parts, effect: Effect) => Promise<void>;

/** A handler of effects whose payload has this form; another form is a defect, and is not tried again. */
function on<Payload>(
  form: z.ZodType<Payload>,
  run: (parts: Parts, payload: Payload, effect: Effect) => Promise<void>,
): Handler {
  return async (parts, effect) => {
    const read = form.safeParse(effect.payload);
    if (!read.success)
      throw new AppError('effect.malformed', `The effect ${effect.kind} has a payload we do not know.`);
    await run(parts, read.data, effect);
  };
}

const OfIncident = z.object({ incident_id: z.string() });
const OfAction = OfIncident.extend({ action_id: z.string() });

/** Every kind of effect and what brings it about. */
const handlers: Readonly<Record<string, Handler>> = {
  'incident.opened': on(OfIncident, async (parts, { incident_id }) => {
    const key = `incident.capture:${incident_id}:opened`;
    const dueAt = parts.now();
    const payload = { incident_id, by: 'bot', request_key: key };
    await parts.effects.add([
      { kind: 'incident.capture', key, payload, dueAt },
      { kind: 'postmortem.open', key: `postmortem.open:${incident_id}`, payload: { incident_id }, dueAt },
    ]);
    await planExtras(parts, incident_id);
  }),
  'incident.card': on(
    OfIncident.extend({ tick: z.boolean().optional(), revision: z.int().optional() }),
    async (parts, { incident_id, tick, revision }) => {
      await showIncident(parts, incident_id, { tick: tick === true, revision: revision ?? null });
      // Whatever changed the card may stand in the postmortem, too.
      if (tick !== true) await askToRenew(parts, incident_id);
    },
  ),
  'incident.capture': on(
    OfIncident.extend({ request_key: z.string(), by: z.string() }),
    (parts, { incident_id, request_key, by }) => captureSession(parts, incident_id, request_key, by),
  ),
  'incident.analyze': on(OfIncident, (parts, { incident_id }, { key }) => analyzeSession(parts, incident_id, key)),
  'incident.details': on(OfIncident, (parts, { incident_id }) => showDetails(parts, incident_id)),
  'incident.extra': on(OfIncident.extend({ extra: z.string() }), (parts, { incident_id, extra }) =>
    runExtra(parts, incident_id, extra as Extra),
  ),
  'incident.resolved': on(OfIncident, async (parts, { incident_id }) => {
    await releaseOrders(parts, incident_id);
    await renewDocument(parts, incident_id);
  }),
  'incident.reopened': on(OfIncident, (parts, { incident_id }) => renewDocument(parts, incident_id)),
  'capture.upload': on(OfIncident.extend({ number: z.int() }), (parts, { incident_id, number }) =>
    uploadCapture(parts, incident_id, number),
  ),
  'containment.execute': on(OfAction, (parts, { incident_id, action_id }) =>
    executeContainment(parts, incident_id, action_id),
  ),
  'containment.verify': on(OfAction.extend({ look: z.int().optional() }), (parts, { incident_id, action_id, look }) =>
    verifyContainment(parts, incident_id, action_id, look),
  ),
  'containment.acknowledged': on(z.object({ action_id: z.string() }), (parts, { action_id }) =>
    onAcknowledged(parts, action_id),
  ),
  'containment.undo': on(OfAction, (parts, { incident_id, action_id }) => undoAction(parts, incident_id, action_id)),
  'session.ended': on(z.object({ session_id: z.string() }), (parts, { session_id }) => learnSession(parts, session_id)),
  'status.post': on(OfIncident.extend({ text: z.string(), by: z.string(), key: z.string() }), (parts, payload) =>
    sendStatus(parts, { ...payload, incidentId: payload.incident_id }),
  ),
  'postmortem.open': on(OfIncident, (parts, { incident_id }) => openPostmortem(parts, incident_id)),
  'postmortem.renew': on(OfIncident, (parts, { incident_id }) => renewDocument(parts, incident_id)),
  'postmortem.changed': on(OfIncident, (parts, { incident_id }) => showPostmortem(parts, incident_id)),
  'postmortem.file': on(OfIncident.extend({ key: z.string() }), (parts, { incident_id, key }) =>
    uploadPostmortem(parts, incident_id, key),
  ),
  'reminder.send': on(OfIncident.extend({ step: z.string() }), (parts, { incident_id, step }) =>
    remindPostmortem(parts, incident_id, step),
  ),
};

/** Brings one effect of the outbox about. @throws AppError; `retryable` ones are tried again. */
export async function runEffect(parts: Parts, effect: Effect): Promise<void> {
  const handler = handlers[effect.kind];
  if (handler === undefined) {
    throw new AppError('effect.unknown', `There is no handler for ${effect.kind}. Is an older version running?`);
  }
  await handler(parts, effect);
}
