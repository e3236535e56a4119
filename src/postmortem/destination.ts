/** A postmortem to publish. */
export interface PostmortemDocument {
  incidentId: string;
  /** Of the incident. */
  number: number;
  sessionId: string;
  title: string;
  markdown: string;
}

/**
 * A place postmortems are published to. Publishing again under the same `key` replaces what was published before; it is
 * never a second document, whatever was cut off half way.
 */
export interface PostmortemDestination {
  readonly name: string;
  /** @throws AppError `postmortem.not-published`, retryable when it may work later. */
  publish(document: PostmortemDocument, key: string): Promise<{ url: string }>;
}
