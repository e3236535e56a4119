import type { ContainmentKind } from '../provider.ts';

export interface WebhookSettings {
  name: string;
  /** May hold a token in its path or query: only its host is ever shown. */
  url: string;
  /** `whsec_` and the base64 of 24 to 64 bytes. */
  secret: string;
  kinds: readonly ContainmentKind[];
  /** For one request with its answer; 5,000 unless told. */
  timeoutMs?: number;
  /** Allows plain HTTP and addresses that are not public. */
  allowPrivate?: boolean;
  /** Whether the receiver can take back what it did. */
  canUndo?: boolean;
}

/** What is wrong with a webhook's URL, without quoting it; null when nothing is. */
export function checkWebhookUrl(text: string, allowPrivate: boolean): string | null {
  if (!URL.canParse(text)) return 'must be a URL';
  const { protocol, username, password } = new URL(text);
  if (protocol !== 'https:' && protocol !== 'http:') return 'must begin with https://';
  if (protocol === 'http:' && !allowPrivate) return 'must begin with https:// (http:// needs allow_private: true)';
  return username === '' && password === '' ? null : 'must not hold a user or password: requests are signed';
}

/** Source: Standard Webhooks, "Signature scheme". */
export function isWebhookSecret(secret: string): boolean {
  const encoded = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret)?.[1];
  if (encoded === undefined || encoded.length % 4 !== 0) return false;
  const bytes = Buffer.from(encoded, 'base64').length;
  return bytes >= 24 && bytes <= 64;
}
