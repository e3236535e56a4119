import type { z } from 'zod';
import { describeValue, fieldPath, InvalidTrace, type TracePlace } from '../errors.ts';

const wholeFromZero = 'a whole number of 0 or more';
const fromZero = 'a number of 0 or more';
const expectations: Record<string, string> = {
  session_id: 'a string that is not empty',
  step: 'a whole number of 1 or more',
  type: 'a string such as llm_call or tool_call',
  input_tokens: wholeFromZero,
  output_tokens: wholeFromZero,
  ms: fromZero,
  cost_usd: fromZero,
  parent_step: 'a whole number',
  flags: 'an array of strings',
  prompt: 'an array of messages',
  tools: 'an array of tool definitions',
};
const kinds: Record<string, string> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'an array',
  object: 'an object',
};

/** Turns the first issue of a failed validation of `root` into an error that names the field. */
export function invalidField(
  error: z.ZodError,
  root: unknown,
  place: TracePlace,
  prefix: readonly PropertyKey[] = [],
): InvalidTrace {
  const issue = error.issues[0];
  const path = [...prefix, ...(issue?.path ?? [])];
  const name = path.length === 1 ? String(path[0]) : '';
  const known = Object.hasOwn(expectations, name) ? expectations[name] : undefined;
  const kind = issue?.code === 'invalid_type' ? kinds[issue.expected] : undefined;
  return new InvalidTrace({
    ...place,
    field: fieldPath(path),
    expected: known ?? kind ?? issue?.message ?? 'another value',
    actual: `found ${describeValue(valueAt(root, issue?.path ?? []))}`,
  });
}

/** The same error for a field checked by hand. */
export function wrongField(name: 'prompt' | 'tools', value: unknown, place: TracePlace): InvalidTrace {
  const expected = expectations[name] ?? 'an array';
  return new InvalidTrace({ ...place, field: name, expected, actual: `found ${describeValue(value)}` });
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root;
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[part];
  }
  return value;
}
