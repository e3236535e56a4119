import { InvalidTrace } from '../../../src/trace/errors.ts';
import type { ReadOptions, ReadResult } from '../../../src/trace/jsonl/read-sessions.ts';
import { readSessions } from '../../../src/trace/jsonl/read-sessions.ts';

/** A valid event as a line's object; `fields` override. */
export function event(step: number, fields: Record<string, unknown> = {}): Record<string, unknown> {
  return { session_id: 'ses_1', step, type: 'llm_call', ...fields };
}

/** Events as JSONL text. */
export function jsonl(...events: Record<string, unknown>[]): string {
  return events.map((one) => `${JSON.stringify(one)}\n`).join('');
}

export async function* chunksOf(
  bytes: Uint8Array | string,
  size = Number.POSITIVE_INFINITY,
): AsyncGenerator<Uint8Array> {
  const all = Buffer.from(bytes);
  for (let from = 0; from < all.length; from += size) yield all.subarray(from, Math.min(all.length, from + size));
}

export function read(input: Uint8Array | string, options: Partial<ReadOptions> = {}): Promise<ReadResult> {
  return readSessions(chunksOf(input), { file: 'trace.jsonl', ...options });
}

/** The error of a promise that has to fail with InvalidTrace. */
export async function rejection(promise: Promise<unknown>): Promise<InvalidTrace> {
  const outcome = await promise.then(
    () => new Error('it was accepted'),
    (error: unknown) => error,
  );
  if (outcome instanceof InvalidTrace) return outcome;
  throw outcome;
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
