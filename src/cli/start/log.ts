import { pino } from 'pino';
import type { Log } from '../../flows/ports.ts';

/** What tokens look like, whoever issued them. */
const tokens =
  /xox[a-z]-[\w-]+|xapp-[\w-]+|whsec_[A-Za-z0-9+/=]+|Bearer\s+\S+|(?<=:\/\/[^\s:@/]{0,200}:)[^\s@/]+(?=@)|\bsk-[\w-]{16,}/g;

/**
 * JSON lines on standard output. Secrets never get in: neither those that are given here, nor what looks like a token.
 * @param level as pino names them.
 */
export function createLog(level: string, secrets: readonly string[], write?: { write(line: string): void }): Log {
  const known = secrets.filter((secret) => secret.length >= 8);
  const scrub = (text: string): string => {
    let clean = text.replace(tokens, '[redacted]');
    for (const secret of known) clean = clean.replaceAll(secret, '[redacted]');
    return clean;
  };
  const options = { level, formatters: { log: (facts: Record<string, unknown>) => scrubFacts(facts, scrub) } };
  const logger = write === undefined ? pino(options) : pino(options, write);
  return {
    info: (facts, what) => logger.info(facts, scrub(what)),
    warn: (facts, what) => logger.warn(facts, scrub(what)),
    error: (facts, what) => logger.error(facts, scrub(what)),
  };
}

function scrubFacts(facts: Record<string, unknown>, scrub: (text: string) => string): Record<string, unknown> {
  const clean = (value: unknown, above: readonly object[]): unknown => {
    if (typeof value === 'string') return scrub(value);
    if (typeof value === 'bigint') return String(value);
    if (value instanceof Error) return scrub(value.message);
    if (typeof value !== 'object' || value === null) return value;
    if ('toJSON' in value && typeof value.toJSON === 'function') return clean(value.toJSON(), above);
    if (above.includes(value)) return '[circular]';
    const below = [...above, value];
    if (Array.isArray(value)) return value.map((part) => clean(part, below));
    // Names, too: a secret may sit anywhere.
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [scrub(name), clean(part, below)]));
  };
  return clean(facts, []) as Record<string, unknown>;
}
