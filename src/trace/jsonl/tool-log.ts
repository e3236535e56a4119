import { z } from 'zod';
import type { TracePlace } from '../errors.ts';
import { ToolDefinition } from '../event.ts';
import { invalidField } from './explain-issue.ts';
import { limitDepth } from './limit-depth.ts';
import { sameJson } from './same-json.ts';

const ToolDefinitions = z.array(ToolDefinition);

/** Remembers the tool definitions of each conversation: captures repeat them in every call. */
export interface ToolLog {
  /** The same array as last time where the definitions are equal. Throws InvalidTrace naming `tools[i]…`. */
  intern(tools: unknown[], place: TracePlace, stream: string): ToolDefinition[];
}

export function createToolLog(): ToolLog {
  const last = new Map<string, ToolDefinition[]>();
  return {
    intern(tools, place, stream) {
      const known = last.get(stream);
      if (known !== undefined && sameJson(tools, known)) return known;
      limitDepth(tools);
      for (const tool of tools) dropNulls(tool);
      const checked = ToolDefinitions.safeParse(tools);
      if (!checked.success) throw invalidField(checked.error, tools, place, ['tools']);
      const definitions = tools as ToolDefinition[];
      if (known !== undefined && sameJson(definitions, known)) return known;
      last.set(stream, definitions);
      return definitions;
    },
  };
}

/** Vendors write null for "no description"; that is the same as leaving it out. */
function dropNulls(tool: unknown): void {
  if (typeof tool !== 'object' || tool === null) return;
  const definition = tool as Record<string, unknown>;
  for (const key of ['description', 'parameters', 'annotations']) if (definition[key] === null) delete definition[key];
  const annotations = definition.annotations;
  if (typeof annotations !== 'object' || annotations === null) return;
  for (const [key, hint] of Object.entries(annotations)) {
    if (hint === null) delete (annotations as Record<string, unknown>)[key];
  }
}
