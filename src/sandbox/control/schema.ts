import { z } from 'zod';
import { disconnectReasons } from '../socket/sockets.ts';

const user = z.string();
const channel = z.string();
const text = z.string().max(40_000);
const chosen = z.union([z.string(), z.array(z.string()), z.null()]);
const values = z.record(z.string(), z.record(z.string(), chosen)).default({});

/** What a person can do, by the last part of the address under `/_sandbox/`. */
export const Say = z.strictObject({ user, channel, text: text.min(1), thread_ts: z.string().optional() });
export const Command = z.strictObject({
  user,
  channel,
  command: z.string().regex(/^\/\S+$/),
  text: text.default(''),
});
export const Interact = z.strictObject({
  user,
  channel: channel.optional(),
  message_ts: z.string().optional(),
  view_id: z.string().optional(),
  block_id: z.string(),
  action_id: z.string(),
  value: chosen.optional(),
  values,
});
export const Submit = z.strictObject({ user, view_id: z.string(), values });
export const Close = z.strictObject({ user, view_id: z.string(), all: z.boolean().default(false) });
/** On a message, or, without `channel` and `message_ts`, a global one. */
export const Shortcut = z.strictObject({
  user,
  channel: channel.optional(),
  message_ts: z.string().optional(),
  callback_id: z.string(),
});
export const React = z.strictObject({
  user,
  channel,
  message_ts: z.string(),
  name: z.string(),
  remove: z.boolean().default(false),
});
export const Home = z.strictObject({ user });
export const Dismiss = z.strictObject({ user, id: z.string() });
export const Disconnect = z.strictObject({ reason: z.enum(disconnectReasons).default('refresh_requested') });
export const PanelAction = z.strictObject({ panel: z.string(), action: z.string() });
