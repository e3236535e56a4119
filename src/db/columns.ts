import { customType, timestamp } from 'drizzle-orm/pg-core';

const unstorable = /\p{Surrogate}/gu;

/** Replaces what PostgreSQL cannot store: NUL, and halves of surrogate pairs. */
export function toStorableText(text: string): string {
  return text.replaceAll('\0', '\ufffd').replace(unstorable, '\ufffd');
}

function toStorableNode(_key: string, value: unknown): unknown {
  if (typeof value === 'string') return toStorableText(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value);
  if (entries.every(([key]) => toStorableText(key) === key)) return value;
  return Object.fromEntries(entries.map(([key, item]) => [toStorableText(key), item]));
}

/** JSON text of a value that PostgreSQL accepts as `jsonb`, whatever strings a trace put into it. */
export function toStorableJson(value: unknown): string {
  return JSON.stringify(value, toStorableNode);
}

/** A `text` column for words from outside. */
export const words = customType<{ data: string; driverData: string }>({
  dataType: () => 'text',
  toDriver: toStorableText,
});

const jsonb = customType<{ data: unknown; driverData: unknown }>({
  dataType: () => 'jsonb',
  toDriver: toStorableJson,
});

/** A `jsonb` column holding `T`; the keys of objects come back in PostgreSQL's order, not in ours. */
export function json<T>(name: string) {
  return jsonb(name).$type<T>();
}

/** A moment, to the millisecond, as `Date`. */
export function moment(name: string) {
  return timestamp(name, { withTimezone: true, precision: 3 });
}

/** A `bytea` column. */
export const bytes = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'bytea' });
