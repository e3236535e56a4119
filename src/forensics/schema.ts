import { Ajv, type ValidateFunction } from 'ajv';

const maxNodes = 5_000;
const maxDepth = 12;

/** Checks arguments against a JSON Schema; null when they match or the schema cannot be used. */
export type Validate = (parameters: object, args: unknown) => string | null;

/**
 * A validator for captured tool definitions, compiled once per definition. Schemas come from traces, so they are cut
 * down to the keywords whose cost is bounded: no `$ref`, no formats, no regular expressions.
 */
export function createValidator(): Validate {
  const ajv = new Ajv({
    strict: false,
    allErrors: false,
    validateSchema: false,
    logger: false,
    messages: true,
    unicodeRegExp: false,
  });
  const compiled = new Map<object, { check: ValidateFunction; closed: Set<string> | null } | null>();
  return (parameters, args) => {
    let entry = compiled.get(parameters);
    if (entry === undefined) {
      entry = compile(ajv, parameters);
      compiled.set(parameters, entry);
    }
    if (entry === null) return null;
    if (args === null || args === undefined) return null;
    if (typeof args !== 'object') return `expected an object with named arguments, got ${typeof args}`;
    if (!entry.check(args)) {
      const error = entry.check.errors?.[0];
      if (error === undefined) return null;
      const at = error.instancePath === '' ? 'arguments' : error.instancePath.slice(1).replaceAll('/', '.');
      return `${at} ${error.message ?? 'do not match the schema'}`;
    }
    const unknown = entry.closed === null ? undefined : Object.keys(args).find((key) => !entry.closed?.has(key));
    return unknown === undefined ? null : `${unknown} is not an argument of this tool`;
  };
}

function compile(ajv: Ajv, parameters: object): { check: ValidateFunction; closed: Set<string> | null } | null {
  const budget = { nodes: 0 };
  const safe = toSafeSchema(parameters, 0, budget);
  if (budget.nodes > maxNodes || typeof safe !== 'object') return null;
  try {
    return { check: ajv.compile(safe), closed: namesOf(parameters) };
  } catch {
    return null;
  }
}

/** The declared argument names where the schema lists them and does not say that others are welcome. */
function namesOf(parameters: object): Set<string> | null {
  const { properties, additionalProperties, patternProperties, allOf, anyOf, oneOf } = parameters as Record<
    string,
    unknown
  >;
  if (typeof properties !== 'object' || properties === null || patternProperties !== undefined) return null;
  if (additionalProperties !== undefined && additionalProperties !== false) return null;
  if (allOf !== undefined || anyOf !== undefined || oneOf !== undefined) return null;
  const names = Object.keys(properties);
  return names.length === 0 ? null : new Set(names);
}

const scalars = new Set([
  'type',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
  'const',
  'nullable',
]);
const lists = new Set(['anyOf', 'oneOf', 'allOf']);

function toSafeSchema(schema: unknown, depth: number, budget: { nodes: number }): object | boolean {
  if (typeof schema === 'boolean') return schema;
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema) || depth > maxDepth) return {};
  if (++budget.nodes > maxNodes) return {};
  const safe: Record<string, unknown> = {};
  const source = schema as Record<string, unknown>;
  if ('$ref' in source) return {};
  for (const [key, value] of Object.entries(source)) {
    if (scalars.has(key)) safe[key] = typeof value === 'object' && key !== 'type' ? undefined : value;
    else if (key === 'enum' && Array.isArray(value) && value.length > 0 && value.length <= 1000)
      safe.enum = [...new Set(value.filter((v) => typeof v !== 'object' || v === null))];
    else if (key === 'required' && Array.isArray(value))
      safe.required = [...new Set(value.filter((name) => typeof name === 'string'))];
    else if (lists.has(key) && Array.isArray(value) && value.length > 0)
      safe[key] = value.map((inner) => toSafeSchema(inner, depth + 1, budget));
    else if (key === 'items' || key === 'not' || key === 'additionalProperties')
      safe[key] = toSafeSchema(value, depth + 1, budget);
    else if (key === 'properties' && typeof value === 'object' && value !== null) {
      safe.properties = Object.fromEntries(
        Object.entries(value)
          .filter(([name]) => name !== '__proto__')
          .map(([name, inner]) => [name, toSafeSchema(inner, depth + 1, budget)]),
      );
    }
  }
  for (const key of Object.keys(safe)) if (safe[key] === undefined) delete safe[key];
  return safe;
}
