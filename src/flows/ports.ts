import type { IncidentListing, Message } from './messages.ts';

/** Facts for a log line; never trace text or secrets. */
export interface Log {
  info(facts: Readonly<Record<string, unknown>>, what: string): void;
  warn(facts: Readonly<Record<string, unknown>>, what: string): void;
  error(facts: Readonly<Record<string, unknown>>, what: string): void;
}

/** A message in Slack. */
export interface MessageRef {
  channel: string;
  ts: string;
}

export interface Posting {
  channel: string;
  /** The message whose thread it goes to; null for the channel itself. */
  threadTs: string | null;
  message: Message;
  /** Goes into the message's metadata; by it the message is found again. */
  deliveryId: string;
  /** An earlier attempt may have reached Slack: look for it before posting. */
  mayExist: boolean;
}

export interface Upload {
  channel: string;
  threadTs: string | null;
  /** Unique for what is uploaded: a file of this name is not uploaded twice. */
  name: string;
  title: string;
  content: Uint8Array;
  mayExist: boolean;
}

/**
 * What the bot does in Slack. Throws AppError `slack.unavailable` (retryable; `details.retryAfterMs` where Slack said
 * so) when it may work later, `slack.refused` (`details.error` is Slack's word, such as `not_in_channel`) when not.
 */
export interface Notifier {
  post(posting: Posting): Promise<MessageRef>;
  update(ref: MessageRef, message: Message): Promise<void>;
  /** To one person, in the direct conversation with the bot. */
  direct(user: string, posting: Omit<Posting, 'channel' | 'threadTs'>): Promise<MessageRef>;
  /** Resolves to a link that opens it in Slack, null where Slack gives none. */
  upload(upload: Upload): Promise<string | null>;
  permalink(ref: MessageRef): Promise<string | null>;
  /** Can the bot post there? Joins a public channel when it may. Never throws. */
  canPost(channel: string): Promise<boolean>;
  /** Resolves to the new channel's id, or that of an earlier attempt with the same name made by the bot. */
  createChannel(name: string, topic: string): Promise<string>;
  invite(channel: string, users: readonly string[]): Promise<void>;
  pin(ref: MessageRef): Promise<void>;
  bookmark(channel: string, title: string, url: string): Promise<void>;
  /** Members of a user group, by Slack user id. */
  listGroup(group: string): Promise<string[]>;
  /** The name people read; the id itself when Slack does not tell. */
  userName(user: string): Promise<string>;
  publishHome(user: string, listing: IncidentListing): Promise<void>;
}

/** An effect to bring about later; `key` makes it one effect however often it is asked for. */
export interface Effect {
  kind: string;
  key: string;
  payload: Record<string, unknown>;
  dueAt: Date;
}

/** Effects that do not come with a change of an incident: clock ticks, retries of extras. */
export interface Effects {
  add(effects: readonly Effect[]): Promise<void>;
}

/** Writes down what came in, before it is acknowledged. Resolves to false when it was recorded before. */
export interface Intake {
  record(delivery: { kind: string; key: string; payload: unknown; receivedAt: Date }): Promise<boolean>;
}
