/** What containment can do to an agent. */
export const containmentKinds = ['kill', 'revoke', 'rate_limit'] as const;
export type ContainmentKind = (typeof containmentKinds)[number];

/** Whom it is about. Ids and names come from traces: text from outside. */
export interface ContainmentTarget {
  sessionId: string;
  /** With its children, the session first. */
  sessions: string[];
  /** Null where the trace does not say. */
  agent: string | null;
  sessionType: string | null;
}

/** One containment action, the same at every attempt to carry it out. */
export interface ContainmentRequest {
  actionId: string;
  kind: ContainmentKind;
  target: ContainmentTarget;
  /** Calls per minute; of `rate_limit` only. */
  limitPerMinute: number | null;
  /** Slack user id. */
  by: string;
  reason: string | null;
  /** When it was asked for: an order dated earlier never replaces a later one. */
  at: Date;
}

/** A request that nobody has confirmed yet. */
export type ContainmentDraft = Omit<ContainmentRequest, 'actionId'>;

/** `effective`: seen to be so. `pending`: may still become so. `unknown`: nothing here can tell. */
export interface Verification {
  state: 'effective' | 'pending' | 'unknown';
  /** One sentence or less, for people. */
  detail: string;
}

/** What an attempt brought; `detail` is for people and may hold text from outside. */
export interface Outcome {
  detail: string | null;
}

/**
 * A way to contain an agent. `execute` and `undo` may be called again for the same action at any time, after a crash
 * for instance, and then change nothing more. That they return says "accepted", never "effective".
 */
export interface ContainmentProvider {
  name: string;
  kinds: readonly ContainmentKind[];
  canUndo(kind: ContainmentKind): boolean;
  /** What it will touch, one exact sentence each, without touching it; the same words while nothing has changed. */
  plan(request: ContainmentDraft): Promise<string[]>;
  /** @throws AppError, `retryable` where the same call may succeed later. */
  execute(request: ContainmentRequest): Promise<Outcome>;
  /** @throws AppError as `execute` does. */
  verify(request: ContainmentRequest): Promise<Verification>;
  /** @throws AppError as `execute` does. */
  undo?(request: ContainmentRequest): Promise<Outcome>;
}
