import type { PromptMessage, TraceEvent } from '../trace/event.ts';
import { textOf } from './provenance/values.ts';

/** One message as the model saw it; `step` is where it came from, null when only the prompt tells. */
export interface ContextMessage {
  step: number | null;
  role: 'user' | 'assistant' | 'tool' | 'retrieval' | 'memory' | 'system';
  name?: string;
  text: string;
}

/** What the model had before it when it took a step. */
export interface ContextAtStep {
  step: number;
  model: string | null;
  goal: string | null;
  system: string[];
  messages: ContextMessage[];
  tools: string[];
  /** True when the prompt itself was captured; false when it is rebuilt from the events before. */
  captured: boolean;
}

/**
 * Reconstructs the context at a step. For a step that is no LLM call, the context of the call that decided it, and for
 * one with a captured prompt exactly that prompt; else everything said, returned and retrieved before.
 * @throws RangeError when the session has no such step.
 */
export function contextAt(events: readonly TraceEvent[], step: number): ContextAtStep {
  const index = events.findIndex((event) => event.step === step);
  const event = events[index];
  if (event === undefined) throw new RangeError(`The session has no step ${step}.`);
  const deciding = event.type === 'llm_call' ? event : findDeciding(events, index);
  const before = events.slice(0, deciding === undefined ? index : events.indexOf(deciding));
  const prompt = deciding?.prompt ?? [];
  const captured = prompt.some((message) => message.role !== 'system') || before.length === 0;
  const system = systemTexts(prompt.length > 0 ? [prompt] : events.slice(0, index + 1).map((e) => e.prompt ?? []));
  const tools = lastTools(events.slice(0, index + 1));
  return {
    step,
    model: deciding?.model ?? event.model ?? null,
    goal: lastGoal(events.slice(0, index + 1)),
    system: system.length > 0 ? system : systemTexts(before.map((e) => e.prompt ?? [])),
    messages:
      captured && prompt.length > 0 ? prompt.filter((m) => !isSystem(m)).map(fromPrompt) : before.flatMap(fromEvent),
    tools,
    captured: captured && prompt.length > 0,
  };
}

function findDeciding(events: readonly TraceEvent[], index: number): TraceEvent | undefined {
  const agent = events[index]?.agent;
  for (let i = index - 1; i >= 0; i--) {
    const event = events[i];
    if (event?.type === 'llm_call' && event.agent === agent) return event;
  }
  return undefined;
}

function isSystem(message: PromptMessage): boolean {
  return message.role === 'system' || message.role === 'developer';
}

function systemTexts(prompts: readonly (readonly PromptMessage[])[]): string[] {
  return [...new Set(prompts.flatMap((prompt) => prompt.filter(isSystem).map((message) => textOf(message.content))))];
}

function fromPrompt(message: PromptMessage): ContextMessage {
  const role =
    message.role === 'tool' || message.role === 'function'
      ? 'tool'
      : message.role === 'user' || message.role === 'human'
        ? 'user'
        : 'assistant';
  const calls = message.tool_calls === undefined ? '' : `\n${textOf(message.tool_calls)}`;
  const name = typeof message.name === 'string' ? { name: message.name } : {};
  return { step: null, role, ...name, text: `${textOf(message.content)}${calls}`.trim() };
}

function fromEvent(event: TraceEvent): ContextMessage[] {
  const step = event.step;
  switch (event.type) {
    case 'user_message':
      return [{ step, role: 'user', text: event.content ?? event.summary ?? '' }];
    case 'retrieval':
      return [{ step, role: 'retrieval', text: event.content ?? textOf(event.response) ?? event.summary ?? '' }];
    case 'memory_write':
      return [{ step, role: 'memory', text: event.content ?? event.summary ?? '' }];
    case 'tool_call': {
      const name = event.tool ?? 'tool';
      return [
        { step, role: 'assistant', name, text: `calls ${name}(${textOf(event.args)})` },
        {
          step,
          role: 'tool',
          name,
          text: event.response === undefined ? (event.error ?? event.summary ?? '') : textOf(event.response),
        },
      ];
    }
    case 'llm_call': {
      const text = event.completion ?? event.summary ?? '';
      return text === ''
        ? []
        : [{ step, role: 'assistant', ...(event.agent === undefined ? {} : { name: event.agent }), text }];
    }
    default:
      return [{ step, role: 'assistant', text: event.content ?? event.summary ?? '' }];
  }
}

function lastTools(events: readonly TraceEvent[]): string[] {
  for (let i = events.length - 1; i >= 0; i--) {
    const tools = events[i]?.tools;
    if (tools !== undefined && tools.length > 0) return tools.map((tool) => tool.name);
  }
  return [];
}

function lastGoal(events: readonly TraceEvent[]): string | null {
  for (let i = events.length - 1; i >= 0; i--) {
    const goal = events[i]?.goal;
    if (goal !== undefined) return goal;
  }
  return null;
}
