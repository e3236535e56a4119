import { AppError } from '../errors.ts';
import type { IncidentRecord } from '../incident/record.ts';
import { captureFacts } from './capture-facts.ts';
import { findChannel } from './find-channel.ts';
import type { Message } from './messages.ts';
import type { Parts } from './parts.ts';
import { showMessage } from './show-message.ts';

const tickMs = 30_000;
/** How long the clock of the first five minutes goes on being drawn. */
const tickForMs = 15 * 60_000;

/** Delivery ids of the messages of an incident. */
export const deliveryIds = {
  card: (incidentId: string) => `card:${incidentId}`,
  ownCard: (incidentId: string) => `card-own:${incidentId}`,
  checklist: (incidentId: string) => `checklist:${incidentId}`,
  details: (incidentId: string) => `details:${incidentId}`,
  postmortem: (incidentId: string) => `postmortem:${incidentId}`,
} as const;

/** Why a card is drawn: a stroke of the clock, or a revision that asked for it. */
export interface Occasion {
  tick: boolean;
  revision: number | null;
}

/** Draws the card and the checklist of an incident from its present state. */
export async function showIncident(
  parts: Parts,
  incidentId: string,
  { tick, revision: asked }: Occasion,
): Promise<void> {
  const incident = await parts.incidents.get(incidentId);
  // Each revision asks for a card: what was asked for by an older one is drawn by the newest.
  if (incident === null || (asked !== null && asked < incident.revision)) return;
  const place = await parts.posts.place(incidentId);
  const channel = place?.channelId ?? (await findChannel(parts, place?.askedIn ?? null));
  if (channel === null) {
    const message = 'No channel to post in: invite the bot where the command is used, or set INCIDENT_CHANNEL.';
    throw new AppError('slack.no-channel', message, { retryable: true, details: { retryAfterMs: 60_000 } });
  }
  const { revision } = incident;
  const message = await cardOf(parts, incident);
  const deliveryId = deliveryIds.card(incidentId);
  const shown = { incidentId, revision, again: tick };
  const card = await showMessage(parts, { ...shown, deliveryId, channel, threadTs: null, message });
  await parts.posts.setPlace(incidentId, { channelId: card.channel, threadTs: card.ts });
  await showMessage(parts, {
    ...shown,
    deliveryId: deliveryIds.checklist(incidentId),
    channel: card.channel,
    threadTs: card.ts,
    message: await checklistOf(parts, incident),
  });
  if (place?.ownChannelId != null) {
    const own = { deliveryId: deliveryIds.ownCard(incidentId), channel: place.ownChannelId, threadTs: null, message };
    await showMessage(parts, { ...shown, ...own }).catch((error: unknown) => {
      if (!(error instanceof AppError) || error.retryable) throw error;
      parts.log.warn({ incident: incidentId, code: error.code }, 'the card in the incident channel was not drawn');
    });
  }
  await scheduleTick(parts, incident);
}

async function cardOf({ now, source }: Parts, incident: IncidentRecord): Promise<Message> {
  const traceUrl = source.link?.(incident.session_id) ?? null;
  return { kind: 'card', incident, now: now().toISOString(), traceUrl };
}

async function checklistOf({ now, archive, routing }: Parts, incident: IncidentRecord): Promise<Message> {
  const undoable = (['kill', 'revoke', 'rate_limit'] as const).filter((kind) => {
    const action = incident.containment.findLast((each) => each.kind === kind);
    const provider = action === undefined ? null : routing.provider(action.provider);
    return provider?.undo !== undefined && provider.canUndo(kind);
  });
  const captures = (await archive.list(incident.id)).map(captureFacts);
  return { kind: 'checklist', incident, now: now().toISOString(), undoable, captures };
}

/** The next stroke of the clock, while it matters; one per half minute however often it is asked for. */
async function scheduleTick({ effects, now }: Parts, { id, opened_at, status, checklist }: IncidentRecord) {
  const opened = Date.parse(opened_at);
  const elapsed = now().getTime() - opened;
  const isOver = checklist.every(({ state }) => state === 'done' || state === 'skipped');
  if (status !== 'open' || isOver || elapsed >= tickForMs) return;
  const stroke = Math.floor(elapsed / tickMs) + 1;
  await effects.add([
    {
      kind: 'incident.card',
      key: `incident.card:${id}:tick:${stroke}`,
      payload: { incident_id: id, tick: true },
      dueAt: new Date(opened + stroke * tickMs),
    },
  ]);
}
