import { createHash } from 'node:crypto';

const nonceName =
  /^(?:nonce|salt|ts|timestamp|now|seq|attempt|retry|retries|retry_count|(?:request|trace|correlation|call|invocation)_?id|idempotency_?key)$/i;
const deepest = 32;

/**
 * A fingerprint that near-identical calls share: key order, white space, letter case, null fields and arguments that
 * only make a call look new (request ids, timestamps, attempts) do not count.
 *
 * @returns 64 hex digits.
 */
export function callKey(tool: string, args: unknown): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([tool, canonical(args, 0)]));
  return hash.digest('hex');
}

function canonical(value: unknown, depth: number): unknown {
  if (value === null || value === undefined) return null;
  if (depth > deepest) return '…';
  if (Array.isArray(value)) return value.map((item) => canonical(item, depth + 1));
  if (value instanceof Date) return String(value.getTime());
  if (typeof value === 'object') {
    // Pairs, not an object: a key such as `__proto__` stays a key.
    return Object.entries(value)
      .filter(([key, item]) => item !== null && item !== undefined && !nonceName.test(key))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, canonical(item, depth + 1)]);
  }
  return String(value).replace(/\s+/g, ' ').trim().toLowerCase();
}
