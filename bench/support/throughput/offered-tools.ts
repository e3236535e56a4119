import type { ToolDefinition } from '../../../src/trace/event.ts';

const text = (description: string): Record<string, string> => ({ type: 'string', description });

function takes(properties: Record<string, Record<string, string>>): Record<string, unknown> {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
}

/** The tools of the generated sessions. */
export const offeredTools: readonly ToolDefinition[] = [
  {
    name: 'get_order',
    description: 'Read an order with the ids of its parts.',
    parameters: takes({ order_id: text('The order') }),
    annotations: { readOnlyHint: true },
  },
  {
    name: 'get_part',
    description: 'Read one part of an order.',
    parameters: takes({ part_id: text('The part') }),
    annotations: { readOnlyHint: true },
  },
  {
    name: 'add_note',
    description: 'Put a note on a part of an order.',
    parameters: takes({ part_id: text('The part'), note: text('The text') }),
    annotations: { readOnlyHint: false, destructiveHint: false },
  },
];
