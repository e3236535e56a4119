import { renderStatusUpdate } from '../postmortem/messages.ts';
import type { Flows, Outcome } from './api.ts';
import { applyEvent } from './apply-event.ts';
import { refused } from './outcome.ts';
import type { Parts } from './parts.ts';
import { showMessage } from './show-message.ts';

/** Puts a status update into the timeline; posting it to the stakeholders follows from that. */
export async function postStatus(parts: Parts, input: Parameters<Flows['postStatus']>[0]): Promise<Outcome> {
  const text = input.text.trim();
  if (text === '') return refused('invalid', 'Say what the stakeholders should know.');
  const key = `status.post:${input.incidentId}:${input.requestKey}`;
  const payload = { incident_id: input.incidentId, text, by: input.by, key };
  return await applyEvent(parts, input, {
    type: 'logged',
    entry: 'status.posted',
    text: `Status: ${text}`,
    effects: [{ kind: 'status.post', key, payload }],
  });
}

/** Posts a status update where stakeholders read it: their channel, else the incident's thread. */
export async function sendStatus(
  parts: Parts,
  { incidentId, text, by, key }: { incidentId: string; text: string; by: string; key: string },
): Promise<void> {
  const incident = await parts.incidents.get(incidentId);
  if (incident === null) return;
  const place = await parts.posts.place(incidentId);
  const { stakeholders } = parts.config.channels;
  const channel = stakeholders ?? place?.channelId ?? null;
  if (channel === null) return;
  const { id, number, session_id, status } = incident;
  const at = parts.now().toISOString();
  const subject = { id, number, session_id };
  const threadTs = stakeholders === null ? (place?.threadTs ?? null) : null;
  const actions = (await parts.reversals.list(incidentId)).filter(({ entry }) => entry.effect !== 'read');
  const said = renderStatusUpdate(
    {
      ...{ number, session_id, status, text },
      mode: incident.mode_override?.mode ?? incident.report?.classification.mode ?? null,
      origin_step: incident.origin_override?.step ?? incident.report?.origin?.step ?? null,
      containment: incident.containment.map(({ kind, state }) => `${kind}: ${state}`),
      actions: incident.report === null ? null : actions.length,
      actions_open: incident.report === null ? null : actions.filter(({ done }) => done === null).length,
    },
    parts.templates,
  );
  const message = { kind: 'status_update', incident: subject, by, at, text: said, status } as const;
  await showMessage(parts, { deliveryId: key, incidentId, channel, threadTs, message, revision: null });
}
