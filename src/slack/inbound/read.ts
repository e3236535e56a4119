import type { z } from 'zod';
import type { Intake } from '../../flows/ports.ts';
import type { CommandPayload } from './payloads.ts';
import { ClickPayload, EventPayload, SubmissionPayload, type View } from './payloads.ts';
import type { ActionRecord, CommandRecord, EventRecord, ViewRecord } from './records.ts';

export type Delivery = Parameters<Intake['record']>[0];

/** A click as the listeners need it: what may be recorded, and what opens and changes views. */
export interface Click {
  record: ActionRecord;
  triggerId: string | null;
  view: View | null;
}

export function commandRecord(payload: z.infer<typeof CommandPayload>, now: Date): CommandRecord {
  const { user_id, channel_id, text, response_url } = payload;
  const where = { channel: channel_id, threadTs: null, responseUrl: response_url ?? null };
  return { user: user_id, ...where, at: now.toISOString(), text: text.slice(0, 4000) };
}

/** @throws ZodError when it is no click. */
export function readClick(body: unknown, now: Date): Click {
  const { user, channel, container, view, actions, trigger_id, response_url } = ClickPayload.parse(body);
  const [action] = actions;
  const messageTs = container?.message_ts ?? null;
  const threadTs = container?.thread_ts ?? null;
  const record: ActionRecord = {
    user: user.id,
    channel: channel?.id ?? null,
    threadTs: threadTs === messageTs ? null : threadTs,
    responseUrl: response_url ?? null,
    at: now.toISOString(),
    actionId: action?.action_id ?? '',
    value: action?.value ?? action?.selected_option?.value ?? '',
    messageTs,
    ephemeral: container?.is_ephemeral ?? false,
    viewId: view?.id ?? null,
  };
  return { record, triggerId: trigger_id ?? null, view: view ?? null };
}

/** @throws ZodError when it is no submission. */
export function readSubmission(body: unknown, now: Date): { record: ViewRecord; view: View } {
  const { user, view } = SubmissionPayload.parse(body);
  const { callback_id: callback, private_metadata: metadata } = view;
  const where = { channel: null, threadTs: null, responseUrl: null };
  const values = enteredIn(view);
  return {
    record: { user: user.id, ...where, at: now.toISOString(), callback, viewId: view.id, metadata, values },
    view,
  };
}

/** What was entered in a view, by the id of the input block. */
export function enteredIn({ state }: View): Record<string, string | null> {
  const blocks = Object.entries(state?.values ?? {});
  return Object.fromEntries(
    blocks.map(([block, elements]) => {
      const [entered] = Object.values(elements);
      return [block, entered?.value ?? entered?.selected_option?.value ?? entered?.selected_user ?? null];
    }),
  );
}

/** The bot's own user, as Slack says it beside every event. */
function ownUser({ authorizations }: EventPayload): string | null {
  return authorizations?.[0]?.user_id ?? null;
}

/**
 * What to write down of an event; null when there is nothing to do about it: others than the ones we know, another
 * reaction, anything the bot did itself.
 */
export function eventDelivery(body: unknown, timelineReaction: string, now: Date): Delivery | null {
  const parsed = EventPayload.safeParse(body);
  if (!parsed.success) return null;
  const { event, event_id } = parsed.data;
  const own = ownUser(parsed.data);
  const record = eventRecord(event, { own, timelineReaction, at: now.toISOString() });
  return record === null ? null : { kind: 'slack.event', key: `event:${event_id}`, payload: record, receivedAt: now };
}

function eventRecord(
  event: EventPayload['event'],
  { own, timelineReaction, at }: { own: string | null; timelineReaction: string; at: string },
): EventRecord | null {
  const nowhere = { responseUrl: null, at };
  if (event.type === 'app_mention') {
    const { user, bot_id, channel, ts, thread_ts } = event;
    if (!user || user === own || bot_id) return null;
    const text = event.text.slice(0, 4000);
    const place = { channel, ts, threadTs: thread_ts ?? ts, audience: 'thread' as const };
    return { event: 'mention', user, ...place, text, ...nowhere };
  }
  if (event.type === 'app_home_opened') return null;
  const { type, user, reaction, item, item_user } = event;
  const ours = user === own || (own !== null && item_user === own);
  if (ours || reaction !== timelineReaction || item.type !== 'message' || !item.channel || !item.ts) return null;
  const place = { channel: item.channel, ts: item.ts, threadTs: null };
  return { event: 'reaction', user, ...place, added: type === 'reaction_added', ...nowhere };
}

/** The person whose App Home opens; null for any other event. */
export function homeOpened(body: unknown): string | null {
  const { event } = EventPayload.safeParse(body).data ?? {};
  return event?.type === 'app_home_opened' && (event.tab ?? 'home') === 'home' ? event.user : null;
}
