import { createHash, type Hash } from 'node:crypto';

/**
 * SHA-256, hex, of a JSON value in canonical form: keys sorted, as JSON would carry it. Texts and keys go through
 * `clean` first, so that a value has the digest it will have when it is read back from where only clean text is stored.
 */
export function digestOf(value: unknown, clean: (text: string) => string): string {
  const hash = createHash('sha256');
  const writer: Writer = { hash, pending: '', clean };
  write(writer, value);
  return hash.update(writer.pending).digest('hex');
}

interface Writer {
  hash: Hash;
  /** Collected, since many small updates cost more than the hash. */
  pending: string;
  clean: (text: string) => string;
}

const flushAt = 64 * 1024;

function put(writer: Writer, text: string): void {
  writer.pending += text;
  if (writer.pending.length < flushAt) return;
  writer.hash.update(writer.pending);
  writer.pending = '';
}

function write(writer: Writer, value: unknown): void {
  if (Array.isArray(value)) {
    put(writer, '[');
    for (const item of value) {
      write(writer, item);
      put(writer, ',');
    }
    put(writer, ']');
  } else if (typeof value === 'object' && value !== null) {
    const entries = new Map(Object.entries(value).map(([key, item]) => [writer.clean(key), item]));
    put(writer, '{');
    for (const key of [...entries.keys()].sort()) {
      const item: unknown = entries.get(key);
      if (item === undefined) continue;
      put(writer, `${JSON.stringify(key)}:`);
      write(writer, item);
      put(writer, ',');
    }
    put(writer, '}');
  } else {
    // What JSON cannot carry becomes null there, too.
    put(writer, JSON.stringify(typeof value === 'string' ? writer.clean(value) : value) ?? 'null');
  }
}
