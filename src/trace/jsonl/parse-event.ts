import { describeValue, InvalidTrace, type TracePlace } from '../errors.ts';
import { eventTypes, TraceEvent } from '../event.ts';
import { createPromptLog, type PromptLog } from '../prompt-log.ts';
import { invalidField, wrongField } from './explain-issue.ts';
import { explainJson } from './explain-json.ts';
import { limitDepth } from './limit-depth.ts';
import { createToolLog, type ToolLog } from './tool-log.ts';

/** What earlier lines of the same input have shown already. */
export interface TraceMemory {
  prompts: PromptLog;
  tools: ToolLog;
}

export function createTraceMemory(): TraceMemory {
  return { prompts: createPromptLog(), tools: createToolLog() };
}

/** Everything but the two parts that captures repeat in every call: those are checked where they are new. */
const EventHead = TraceEvent.omit({ prompt: true, tools: true });
const optionalFields = new Set(Object.keys(TraceEvent.shape));
for (const required of ['session_id', 'step', 'type']) optionalFields.delete(required);
const knownTypes: ReadonlySet<string> = new Set(eventTypes);

/**
 * Reads one line as an event. A null on an optional field means absent; an unknown `type` becomes `other` and stays
 * under `original_type`; unknown fields stay; `args` sent as a JSON string becomes its object; nesting is limited and
 * `__proto__` keys are removed (see `limitDepth`). Messages and tool definitions are shared through `memory`.
 * Throws InvalidTrace.
 */
export function parseEvent(text: string, place: TracePlace, memory: TraceMemory = createTraceMemory()): TraceEvent {
  const event = settle(parseObject(text, place));
  const head = EventHead.safeParse(event);
  if (!head.success) throw invalidField(head.error, event, place);
  const stream = `${head.data.session_id}\n${head.data.agent ?? ''}`;
  const { prompt, tools } = event;
  if (prompt !== undefined) {
    if (!Array.isArray(prompt)) throw wrongField('prompt', prompt, place);
    event.prompt = memory.prompts.intern(prompt, place, stream);
  }
  if (tools !== undefined) {
    if (!Array.isArray(tools)) throw wrongField('tools', tools, place);
    event.tools = memory.tools.intern(tools, place, stream);
  }
  // Zod's copy is dropped: it would cost memory, and what was parsed is what was checked.
  return event as TraceEvent;
}

function parseObject(text: string, place: TracePlace): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const { field, expected, actual } = explainJson(text);
    throw new InvalidTrace({ ...place, field, expected, actual, cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const actual = `found ${describeValue(value)}`;
    throw new InvalidTrace({ ...place, field: null, expected: 'one JSON object per line', actual });
  }
  return value as Record<string, unknown>;
}

/** Brings what vendors do differently into our form, in place unless a key has to go. */
function settle(raw: Record<string, unknown>): Record<string, unknown> {
  let drop = false;
  for (const key in raw) {
    const value = raw[key];
    if (key === '__proto__' || (value === null && optionalFields.has(key))) drop = true;
    else if (typeof value === 'object' && key !== 'prompt' && key !== 'tools') raw[key] = limitDepth(value);
  }
  const event = drop ? withoutDropped(raw) : raw;
  if (typeof event.args === 'string') event.args = limitDepth(parseArguments(event.args));
  if (typeof event.type === 'string' && !knownTypes.has(event.type)) {
    event.original_type = event.type;
    event.type = 'other';
  }
  return event;
}

/** A copy, because `delete` would leave V8 with a slow object for the life of the trace. */
function withoutDropped(raw: Record<string, unknown>): Record<string, unknown> {
  const event: Record<string, unknown> = {};
  for (const key in raw) {
    const value = raw[key];
    if (key !== '__proto__' && !(value === null && optionalFields.has(key))) event[key] = value;
  }
  return event;
}

/** Providers send arguments as a JSON string; what is not an object stays as it was sent: that is evidence. */
function parseArguments(text: string): unknown {
  if (!text.trimStart().startsWith('{')) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
