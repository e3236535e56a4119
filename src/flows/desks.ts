import type { Outcome } from './api.ts';

/** What `POST /v1/events` does with a body. Throws AppError `trace.invalid` that names line and field, or
 * `trace.too-large`; all of the body is taken or none. */
export interface IngestDesk {
  add(body: Uint8Array): Promise<{ accepted: number; repeated: number }>;
}

/** An order as docs/guard.md describes it, ready to be sent as JSON. */
export interface OrderBody {
  state: 'run' | 'kill' | 'pause' | 'limit';
  revision: number;
  limit_per_minute?: number;
  by: string;
  reason: string | null;
  at: string;
}

/** What the control endpoints of docs/guard.md do. */
export interface ControlDesk {
  /** The order in force when its revision is not `since`; else waits for one, null when `waitMs` is over. */
  poll(sessionId: string, since: number, waitMs: number, signal: AbortSignal): Promise<OrderBody | null>;
  /** `body` is the parsed JSON of the request, of any shape. */
  acknowledge(
    sessionId: string,
    body: unknown,
    signature: string | undefined,
  ): Promise<'accepted' | 'repeated' | 'forged' | 'stale' | 'mismatch' | 'malformed'>;
}

/** What a signed link allows; the link itself says for whom and until when. */
export interface LinkGrant {
  incidentId: string;
  use: 'read' | 'edit';
  /** Slack user id; null for a link that everybody in the channel sees. */
  user: string | null;
}

/** The postmortem in a browser. */
export interface PostmortemDesk {
  /** What a link's token allows; null when it is forged or has run out. */
  verify(token: string): LinkGrant | null;
  /** The document as a page; null when there is none. `nonce` allows its style under a strict CSP. */
  page(grant: LinkGrant, nonce: string): Promise<string | null>;
  editor(grant: LinkGrant, nonce: string, saved?: { ok: boolean; message: string }): Promise<string | null>;
  /** `form` holds `revision`, `section:<name>` texts, and `tick:<item>` where a box was ticked. */
  save(grant: LinkGrant, form: Readonly<Record<string, string>>): Promise<Outcome>;
}

/** Is everything there that the bot needs? For `/readyz`. */
export interface HealthDesk {
  check(): Promise<{ ready: boolean; parts: { name: string; ok: boolean; problem: string | null }[] }>;
}
