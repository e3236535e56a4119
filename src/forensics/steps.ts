import type { EventType, PromptMessage, ToolDefinition, TraceEvent } from '../trace/event.ts';
import { type Heard, hear, heardIn } from './heard.ts';
import { createPaths, type Leaf, leavesOf, type PathNode, textOf, toStructured } from './provenance/values.ts';

/** A trace event as the engine reads it: what the model heard, said and got back, in causal order within the step. */
export interface Step {
  /** Position in the session, 0-based; all engine-internal references are indices. */
  index: number;
  /** The input's own number. */
  step: number;
  type: EventType;
  agent: string;
  event: TraceEvent;
  /** New context that arrives before the model speaks. */
  heard: Heard[];
  /** The model's own words: completion, memory note, task for another agent; the summary where these are not captured. */
  said: string;
  /** Tool arguments, flattened. */
  args: Leaf[];
  tool: string | null;
  definition: ToolDefinition | null;
  /** What a tool gave back; `captured` is false when only a summary is known, `isWhole` when that was cut off. `text` is empty for structured values. */
  returned: { value: unknown; text: string; leaves: Leaf[]; captured: boolean; isWhole: boolean } | null;
  failed: boolean;
  /** Index of the llm_call right before that decided this step; its own index where none was captured. */
  decidedBy: number;
  /** False once a result before was cut off or not captured: what the model read then, nobody can say. */
  isContextWhole: boolean;
  /** True when a person spoke to the agent since the step before. */
  userTurn: boolean;
}

/** How much of the model's input the trace holds; sparse traces support weaker claims. */
export interface Capture {
  /** Is the user's or system's input known at all? */
  input: boolean;
  /** Is a system prompt? A chat agent's policy lives there. */
  system: boolean;
  /** Definitions of the tools that were offered, by name. */
  definitions: Map<string, ToolDefinition>;
}

/** The session as the detectors see it. */
export interface Session {
  steps: Step[];
  capture: Capture;
}

const memoryTool =
  /(?:^|[._-])(?:memory|memories|remember|memorize|note_to_self|scratchpad)(?:$|[._-])|^(?:save|add|store|write)_?memory|memory_?(?:save|add|store|write|set|update)/i;

/** Is this call a note the agent makes to itself, whatever the runtime calls the tool? */
export function isMemoryNote(step: Step): boolean {
  return (
    step.type === 'memory_write' ||
    (step.type === 'tool_call' &&
      step.tool !== null &&
      memoryTool.test(step.tool) &&
      !/read|get|search|list|recall|load/i.test(step.tool))
  );
}

/** Reads the events of one session, in order, into steps. */
export function toSession(events: readonly TraceEvent[]): Session {
  const definitions = new Map<string, ToolDefinition>();
  const seenMessages = new Set<PromptMessage>();
  const seenTexts = new Set<string>();
  const promptedAgents = new Set<string>();
  const paths = createPaths();
  let input = false;
  let system = false;
  let isContextWhole = true;
  // Results captured as events come back as messages of the next prompts; they are not read twice.
  let resultsToCome = 0;
  let lastTools = '';

  const steps = events.map((event, index): Step => {
    const agent = event.agent ?? '';
    if (event.tools !== undefined) {
      // Captures repeat the same definitions on every call; one object per definition keeps compiled schemas few.
      const text = JSON.stringify(event.tools);
      if (text !== lastTools) for (const tool of event.tools) definitions.set(tool.name, tool);
      lastTools = text;
    }
    const heard: Heard[] = [];
    if (event.prompt !== undefined) {
      const isFirst = !promptedAgents.has(agent);
      promptedAgents.add(agent);
      for (const message of event.prompt) {
        if (seenMessages.has(message)) continue;
        seenMessages.add(message);
        for (const part of heardIn(message, isFirst, paths)) {
          if (part.role === 'tool' && resultsToCome > 0) {
            resultsToCome--;
            continue;
          }
          if (seenTexts.has(part.text)) continue;
          seenTexts.add(part.text);
          heard.push(part);
        }
      }
    }
    const own = ownWords(event);
    if (event.type === 'user_message' || event.type === 'retrieval') {
      const role = event.type === 'user_message' ? 'user' : 'retrieval';
      if (!(role === 'user' && seenTexts.has(own) && heard.length === 0 && repeatsPrompt(events, index, own)))
        heard.push(hear(role, own, paths));
      seenTexts.add(own);
    }
    if (event.type === 'llm_call') seenTexts.add(own);
    if (heard.some((h) => h.role === 'user' || h.role === 'system')) input = true;
    if (heard.some((h) => h.role === 'system')) system = true;
    const isWholeBefore = isContextWhole;
    const returned = returnedBy(event, paths);
    if (event.type === 'tool_call' && returned?.isWhole !== true) isContextWhole = false;
    if (returned?.captured === true) resultsToCome++;
    return {
      index,
      step: event.step,
      type: event.type,
      agent,
      event,
      heard,
      said: event.type === 'llm_call' || event.type === 'memory_write' || event.type === 'agent_spawn' ? own : '',
      args: event.type === 'tool_call' ? leavesOf(toStructured(event.args), paths) : [],
      tool: event.type === 'tool_call' ? (event.tool ?? '') : null,
      definition: event.type === 'tool_call' ? (definitions.get(event.tool ?? '') ?? null) : null,
      returned,
      failed: hasFailed(event, returned),
      decidedBy: decidedBy(events, index),
      isContextWhole: isWholeBefore,
      userTurn: heard.some((h) => h.role === 'user'),
    };
  });
  return { steps, capture: { input, system, definitions } };
}

/** A user_message event that repeats what the prompt before it already held is not a second turn. */
function repeatsPrompt(events: readonly TraceEvent[], index: number, text: string): boolean {
  return events[index - 1]?.prompt?.some((message) => message.role === 'user' && message.content === text) ?? false;
}

/** A call belongs to the LLM call right before it; after a user's turn or another call the deciding one was not captured. */
function decidedBy(events: readonly TraceEvent[], index: number): number {
  const event = events[index];
  const before = events[index - 1];
  const isDecision = before?.type === 'llm_call' && event?.type !== 'llm_call' && before.agent === event?.agent;
  return isDecision ? index - 1 : index;
}

function ownWords(event: TraceEvent): string {
  switch (event.type) {
    case 'llm_call':
      return event.completion ?? event.summary ?? '';
    case 'tool_call':
      return '';
    default:
      return event.content ?? event.completion ?? event.summary ?? '';
  }
}

function returnedBy(event: TraceEvent, paths: PathNode): Step['returned'] {
  if (event.type !== 'tool_call') return null;
  const captured = event.response !== undefined;
  const raw = captured ? event.response : (event.error ?? withoutToolName(event));
  if (raw === undefined) return null;
  const value = toStructured(raw);
  return {
    value,
    text: typeof raw === 'string' ? raw : '',
    leaves: leavesOf(value, paths),
    captured,
    isWhole: captured || isWholeText(raw, value),
  };
}

/** Summaries are cut off with an ellipsis, or in the middle of their JSON. */
function isWholeText(raw: unknown, value: unknown): boolean {
  if (typeof raw !== 'string') return true;
  return !/(?:…|\.\.\.)\s*$/.test(raw) && !(typeof value === 'string' && /^\s*[{[]/.test(value));
}

/** The text of what a call returned: as it came, or its JSON. Made when asked for, since few ask. */
export function returnedText(step: Step): string {
  if (step.returned === null) return '';
  return step.returned.text === '' ? textOf(step.returned.value) : step.returned.text;
}

/** Summaries tend to begin with the tool's name: "get_order: …", "get_order returned …". */
function withoutToolName(event: TraceEvent): string | undefined {
  const { summary, tool } = event;
  if (summary === undefined || tool === undefined || !summary.startsWith(tool)) return summary;
  return summary.slice(tool.length).replace(/^\s*(?:returned|answered|gave|says?|->|→|:)?\s*/i, '');
}

const failure =
  /^\W{0,3}(?:error|exception|failed|failure|traceback|fatal|denied|forbidden|unauthorized|timeout|timed out|not found|invalid|bad request)\b/i;

function hasFailed(event: TraceEvent, returned: Step['returned']): boolean {
  if (event.error !== undefined && event.error !== '') return true;
  const status = event.status?.toLowerCase();
  if (status !== undefined && /err|fail|exception|denied|timeout|refused|cancel|not_found|4\d\d|5\d\d/.test(status))
    return true;
  if (status !== undefined && event.type !== 'tool_call') return false;
  return returned !== null && typeof returned.value === 'string' && failure.test(returned.value);
}
