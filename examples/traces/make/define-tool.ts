import type { ToolDefinition } from '../../../src/trace/event.ts';

type Effect = 'read' | 'write' | 'destructive' | 'send';

const hints: Record<Effect, NonNullable<ToolDefinition['annotations']>> = {
  read: { readOnlyHint: true, openWorldHint: false },
  write: { readOnlyHint: false, destructiveHint: false, openWorldHint: false },
  destructive: { readOnlyHint: false, destructiveHint: true, openWorldHint: false },
  send: { readOnlyHint: false, destructiveHint: false, openWorldHint: true },
};

/**
 * A tool as a model is offered it.
 *
 * @param fields - argument name to its description, or to a whole JSON Schema where it is no plain string. All are required.
 */
export function defineTool(
  name: string,
  effect: Effect,
  description: string,
  fields: Record<string, string | object>,
): ToolDefinition {
  const properties = Object.fromEntries(
    Object.entries(fields).map(([key, field]) => [
      key,
      typeof field === 'string' ? { type: 'string', description: field } : field,
    ]),
  );
  const parameters = { type: 'object', properties, required: Object.keys(fields), additionalProperties: false };
  return { name, description, parameters, annotations: hints[effect] };
}
