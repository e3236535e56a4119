import { z } from 'zod';

/** Where what came of it is told: to the person who asked, where they asked. */
const Asked = z.object({
  /** Slack user id, from Slack's own payload only. */
  user: z.string().min(1),
  channel: z.string().nullable(),
  threadTs: z.string().nullable(),
  responseUrl: z.string().nullable(),
  /** `thread`: said where everybody in the thread sees it; else to this person alone. */
  audience: z.enum(['person', 'thread']).default('person'),
  /** When it came in, ISO 8601 in UTC. */
  at: z.string(),
});
export type Asked = z.input<typeof Asked>;

export const CommandRecord = Asked.extend({ text: z.string() });
export type CommandRecord = z.input<typeof CommandRecord>;

/** A click. */
export const ActionRecord = Asked.extend({
  actionId: z.string(),
  /** Of the button, or of the option that was chosen. */
  value: z.string(),
  /** The message it stands on; null in a view. */
  messageTs: z.string().nullable(),
  /** The message is seen by this person alone. */
  ephemeral: z.boolean(),
  viewId: z.string().nullable(),
});
export type ActionRecord = z.input<typeof ActionRecord>;

/** A form that was sent. */
export const ViewRecord = Asked.extend({
  callback: z.string(),
  viewId: z.string(),
  metadata: z.string(),
  /** What was entered, by the id of the input block; null where nothing was. */
  values: z.record(z.string(), z.string().nullable()),
});
export type ViewRecord = z.input<typeof ViewRecord>;

export const EventRecord = z.discriminatedUnion('event', [
  Asked.extend({ event: z.literal('mention'), text: z.string(), channel: z.string(), ts: z.string() }),
  Asked.extend({ event: z.literal('reaction'), channel: z.string(), ts: z.string(), added: z.boolean() }),
]);
export type EventRecord = z.input<typeof EventRecord>;
