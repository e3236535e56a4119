import { AppError } from '../errors.ts';
import type { IncidentRecord } from '../incident/record.ts';
import { logEvent } from './apply-event.ts';
import type { Parts } from './parts.ts';
import { placeOf } from './place-of.ts';
import { deliveryIds } from './show-incident.ts';
import { cardPlace, noCard, showInThread } from './thread-messages.ts';

/** What is nice to have around an incident, and what a workspace must allow for it. */
export type Extra = 'pin' | 'channel' | 'invite' | 'own-pin' | 'bookmark';

const extraNames: Record<Extra, string> = {
  pin: 'pin the card',
  channel: 'create the incident channel',
  invite: 'invite the responders',
  'own-pin': 'pin the card in the incident channel',
  bookmark: 'bookmark the postmortem',
};

/** Asks for the extras of a new incident, each by itself: one that fails stops nothing. */
export async function planExtras({ effects, config, now }: Parts, incidentId: string): Promise<void> {
  const wanted: Extra[] = config.channels.own ? ['pin', 'channel'] : ['pin'];
  await addExtras({ effects, now }, incidentId, wanted);
}

async function addExtras({ effects, now }: Pick<Parts, 'effects' | 'now'>, incidentId: string, extras: Extra[]) {
  await effects.add(
    extras.map((extra) => ({
      kind: 'incident.extra',
      key: `incident.extra:${incidentId}:${extra}`,
      payload: { incident_id: incidentId, extra },
      dueAt: now(),
    })),
  );
}

/** Does one extra. What Slack refuses is said once in the thread; what may work later is tried again. */
export async function runExtra(parts: Parts, incidentId: string, extra: Extra): Promise<void> {
  const incident = await parts.incidents.get(incidentId);
  if (incident === null) return;
  try {
    await doExtra(parts, incident, extra);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'slack.refused') throw error;
    const why = String(error.details.error ?? 'refused');
    const lines = [`I could not ${extraNames[extra]} (${why}). Everything else goes on.`];
    const message = { kind: 'notice', symbol: 'warning', lines } as const;
    await showInThread(parts, incidentId, { deliveryId: `extra:${incidentId}:${extra}`, message, revision: null });
  }
}

async function doExtra(parts: Parts, incident: IncidentRecord, extra: Extra): Promise<void> {
  const { notifier, posts, authorizer } = parts;
  const place = await cardPlace(parts, incident.id);
  const own = place.ownChannelId;
  switch (extra) {
    case 'pin':
      return await notifier.pin({ channel: place.channelId, ts: place.threadTs });
    case 'channel': {
      const topic = `Incident #${incident.number} · AI agent session · opened ${incident.opened_at.slice(0, 16).replace('T', ' ')} UTC`;
      const channel = await notifier.createChannel(channelName(incident), topic);
      await posts.setOwnChannel(incident.id, channel);
      await addExtras(parts, incident.id, ['invite', 'own-pin', 'bookmark']);
      await logEvent(parts, incident.id, 'own-channel', {
        type: 'logged',
        entry: 'channel.created',
        text: `Incident channel created: ${channelName(incident)}.`,
      });
      return;
    }
    case 'invite': {
      if (own === null) return;
      const people = [...new Set([...(await authorizer.responders()), incident.opened_by])];
      return await notifier.invite(
        own,
        people.filter((id) => id !== 'bot'),
      );
    }
    case 'own-pin': {
      const card = await posts.get(deliveryIds.ownCard(incident.id));
      if (card === null || card.ts === null) throw noCard();
      return await notifier.pin({ channel: card.channelId, ts: card.ts });
    }
    case 'bookmark': {
      if (own === null) return;
      const card = await placeOf(parts, incident.id);
      if (card?.permalink != null) await notifier.bookmark(own, `Incident #${incident.number}`, card.permalink);
    }
  }
}

/** Not the session id: channel names are public, and ids may say more than a name should. */
function channelName({ number, opened_at }: IncidentRecord): string {
  return `inc-${number}-${opened_at.slice(0, 10).replaceAll('-', '')}`;
}
