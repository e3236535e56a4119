import type { ContainmentAction, Incident } from './incident.ts';

/** A containment action as it is kept: what it acts on, and what makes it one action. */
export interface ContainmentRecord extends ContainmentAction {
  /** What it acts on, as the provider names it: a session id, a key's id. Never a secret. */
  target: string;
  /** Revision of the card that was clicked: the same button on the same card is the same action. */
  card_revision: number;
  /** Name of the provider that carries it out. */
  provider: string;
  /** For a rate limit: calls per minute; null otherwise. */
  limit_per_minute: number | null;
  needs_approval: boolean;
  approved_by: string | null;
  /** Who asked for the undo that is under way; null when none is. */
  undo_requested_by: string | null;
}

/** An incident as it is kept. `revision` goes up by one with every change of any part of it. */
export interface IncidentRecord extends Incident {
  revision: number;
  containment: ContainmentRecord[];
}

/** An effect to bring about once the change is durable; `key` makes it one effect however often it is asked for. */
export interface OutboxMessage {
  kind: string;
  key: string;
  payload: Record<string, unknown>;
  /** ISO 8601 in UTC. */
  due_at: string;
}
