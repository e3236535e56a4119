import { z } from 'zod';

/** What happened at a step. A type we do not know is read as `other`. */
export const eventTypes = [
  'llm_call',
  'tool_call',
  'user_message',
  'retrieval',
  'memory_write',
  'agent_spawn',
  'other',
] as const;
export type EventType = (typeof eventTypes)[number];

/** The five structured anomaly flags. */
export const flagTypes = [
  'ENTITY_HALLUCINATION',
  'TOOL_ARG_MISMATCH',
  'CONTEXT_DRIFT',
  'LOOP_DETECTED',
  'ENTITY_MISMATCH',
] as const;
export type FlagType = (typeof flagTypes)[number];

/** One message of a captured prompt; `content` is a string, or parts as providers send them. */
export const PromptMessage = z.looseObject({ role: z.string(), content: z.unknown().optional() });
export type PromptMessage = z.infer<typeof PromptMessage>;

/** A tool as it was offered to the model: `parameters` is a JSON Schema, `annotations` are MCP's. */
export const ToolDefinition = z.looseObject({
  name: z.string(),
  description: z.string().optional(),
  parameters: z.looseObject({}).optional(),
  annotations: z
    .looseObject({
      readOnlyHint: z.boolean().optional(),
      destructiveHint: z.boolean().optional(),
      idempotentHint: z.boolean().optional(),
      openWorldHint: z.boolean().optional(),
    })
    .optional(),
});
export type ToolDefinition = z.infer<typeof ToolDefinition>;

const count = z.int().nonnegative();

/**
 * One step of an agent session, whatever backend it came from. Only `session_id`, `step` and `type` are required: a
 * sparse trace has summaries, a full capture has prompts, completions, arguments and responses. Unknown keys are kept.
 * Units: `ms` milliseconds, `cost_usd` US dollars, tokens as the provider counts them (`input_tokens` with cache).
 */
export const TraceEvent = z.looseObject({
  session_id: z.string().min(1),
  step: z.int().min(1),
  type: z.enum(eventTypes),
  model: z.string().optional(),
  input_tokens: count.optional(),
  output_tokens: count.optional(),
  ms: z.number().nonnegative().optional(),
  summary: z.string().optional(),
  flags: z.array(z.string()).optional(),
  tool: z.string().optional(),
  args: z.unknown().optional(),
  status: z.string().optional(),
  timestamp: z.string().optional(),
  agent: z.string().optional(),
  parent_step: z.int().optional(),
  goal: z.string().optional(),
  session_type: z.string().optional(),
  prompt: z.array(PromptMessage).optional(),
  completion: z.string().optional(),
  response: z.unknown().optional(),
  content: z.string().optional(),
  parent_session_id: z.string().optional(),
  error: z.string().optional(),
  cost_usd: z.number().nonnegative().optional(),
  tools: z.array(ToolDefinition).optional(),
  url: z.string().optional(),
});
export type TraceEvent = z.infer<typeof TraceEvent>;
