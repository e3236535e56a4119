import { z } from 'zod';

/**
 * What the bot reads of Slack's payloads; the rest is left alone. Sources: https://docs.slack.dev/interactivity,
 * https://docs.slack.dev/reference/interaction-payloads
 */
export const CommandPayload = z.object({
  user_id: z.string(),
  channel_id: z.string(),
  command: z.string(),
  text: z.string().default(''),
  trigger_id: z.string(),
  response_url: z.string().nullish(),
});

const Chosen = z.object({ value: z.string() }).nullish();

const Element = z.object({
  action_id: z.string(),
  action_ts: z.string().nullish(),
  value: z.string().nullish(),
  selected_option: Chosen,
});

/** What was typed or chosen in one element. */
const Entered = z.object({
  value: z.string().nullish(),
  selected_option: Chosen,
  selected_user: z.string().nullish(),
});

const View = z.object({
  id: z.string(),
  hash: z.string().nullish(),
  callback_id: z.string().default(''),
  private_metadata: z.string().default(''),
  state: z.object({ values: z.record(z.string(), z.record(z.string(), Entered)) }).nullish(),
});
export type View = z.infer<typeof View>;

const User = z.object({ id: z.string() });

export const ClickPayload = z.object({
  user: User,
  trigger_id: z.string().nullish(),
  response_url: z.string().nullish(),
  channel: z.object({ id: z.string() }).nullish(),
  container: z
    .object({ message_ts: z.string().nullish(), thread_ts: z.string().nullish(), is_ephemeral: z.boolean().nullish() })
    .nullish(),
  view: View.nullish(),
  actions: z.array(Element).min(1),
});

export const SubmissionPayload = z.object({ user: User, view: View });

export const ShortcutPayload = z.object({
  user: User,
  trigger_id: z.string(),
  channel: z.object({ id: z.string() }).nullish(),
  message: z
    .object({
      text: z.string().nullish(),
      ts: z.string().nullish(),
      thread_ts: z.string().nullish(),
      blocks: z.unknown().optional(),
      attachments: z.unknown().optional(),
    })
    .nullish(),
});

const Mention = z.object({
  type: z.literal('app_mention'),
  user: z.string().nullish(),
  bot_id: z.string().nullish(),
  text: z.string().default(''),
  channel: z.string(),
  ts: z.string(),
  thread_ts: z.string().nullish(),
});

const Reaction = z.object({
  type: z.enum(['reaction_added', 'reaction_removed']),
  user: z.string(),
  reaction: z.string(),
  item_user: z.string().nullish(),
  item: z.object({ type: z.string(), channel: z.string().nullish(), ts: z.string().nullish() }),
});

const Home = z.object({ type: z.literal('app_home_opened'), user: z.string(), tab: z.string().nullish() });

export const EventPayload = z.object({
  event_id: z.string(),
  authorizations: z.array(z.object({ user_id: z.string().nullish() })).nullish(),
  event: z.discriminatedUnion('type', [Mention, Reaction, Home]),
});
export type EventPayload = z.infer<typeof EventPayload>;
