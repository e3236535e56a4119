import type { PromptMessage, ToolDefinition, TraceEvent } from '../../src/trace/event.ts';

/** Any fields of an event a test wants to set beyond the usual ones. */
export type Extra = Partial<Omit<TraceEvent, 'step' | 'type'>>;

/** Builds the events of one session in order; ids and step numbers come by themselves. */
export interface SessionBuilder {
  user(content: string, extra?: Extra): SessionBuilder;
  /** The model's own words, fully captured. */
  llm(completion: string, extra?: Extra): SessionBuilder;
  /** A call with its captured response; `undefined` leaves the response out. */
  tool(name: string, args: unknown, response?: unknown, extra?: Extra): SessionBuilder;
  /** A call that the tool answered with an error. */
  fails(name: string, args: unknown, error: string, extra?: Extra): SessionBuilder;
  retrieval(content: string, extra?: Extra): SessionBuilder;
  memory(content: string, extra?: Extra): SessionBuilder;
  spawn(task: string, extra?: Extra): SessionBuilder;
  other(extra?: Extra): SessionBuilder;
  /** An LLM call of which only the summary is known. */
  llmSummary(summary: string, extra?: Extra): SessionBuilder;
  /** A call of which only the summary of its result is known. */
  toolSummary(name: string, args: unknown, summary: string, extra?: Extra): SessionBuilder;
  /** An LLM call with the prompt it was given. */
  prompted(prompt: PromptMessage[], completion: string, extra?: Extra): SessionBuilder;
  /** Tool definitions, offered with the next event. */
  offers(...definitions: ToolDefinition[]): SessionBuilder;
  /** The same part several times; `i` counts from 0. */
  times(count: number, part: (builder: SessionBuilder, i: number) => SessionBuilder): SessionBuilder;
  events(): TraceEvent[];
}

/**
 * A session under construction.
 * @param common fields every event carries, such as `agent`.
 * @param stride the distance between step numbers, which begin at it.
 */
export function session(common: Extra = {}, stride = 1): SessionBuilder {
  const events: TraceEvent[] = [];
  let pending: Extra = {};
  const add = (type: TraceEvent['type'], fields: Extra, extra: Extra = {}): SessionBuilder => {
    const step = (events.length + 1) * stride;
    events.push({ session_id: 'ses_built', ...common, ...pending, ...fields, ...extra, step, type });
    pending = {};
    return builder;
  };
  const builder: SessionBuilder = {
    user: (content, extra) => add('user_message', { content }, extra),
    llm: (completion, extra) => add('llm_call', { completion }, extra),
    tool: (tool, args, response, extra) =>
      add('tool_call', { tool, args, status: 'ok', ...(response === undefined ? {} : { response }) }, extra),
    fails: (tool, args, error, extra) => add('tool_call', { tool, args, status: 'error', error }, extra),
    retrieval: (content, extra) => add('retrieval', { content }, extra),
    memory: (content, extra) => add('memory_write', { content }, extra),
    spawn: (content, extra) => add('agent_spawn', { content }, extra),
    other: (extra) => add('other', {}, extra),
    llmSummary: (summary, extra) => add('llm_call', { summary }, extra),
    toolSummary: (tool, args, summary, extra) => add('tool_call', { tool, args, status: 'ok', summary }, extra),
    prompted: (prompt, completion, extra) => add('llm_call', { prompt, completion }, extra),
    offers: (...tools) => {
      pending = { ...pending, tools };
      return builder;
    },
    times: (count, part) => {
      for (let i = 0; i < count; i++) part(builder, i);
      return builder;
    },
    events: () => events,
  };
  return builder;
}

/** A tool definition with an object schema. */
export function toolOf(
  name: string,
  properties: Record<string, unknown>,
  required: string[] = [],
  extra: Partial<ToolDefinition> = {},
): ToolDefinition {
  return { name, parameters: { type: 'object', properties, required }, ...extra };
}
