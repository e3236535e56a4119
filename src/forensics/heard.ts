import type { PromptMessage } from '../trace/event.ts';
import { type Leaf, leavesOf, type PathNode, textOf, toStructured } from './provenance/values.ts';

/** Who a piece of context came from. `history` is what the model had said before the capture began. */
export type SourceRole = 'system' | 'user' | 'tool' | 'retrieval' | 'memory' | 'history';

/** Something that entered the context from outside the model. */
export interface Heard {
  role: SourceRole;
  value: unknown;
  text: string;
  /** The scalars in `value`; for text the text itself. */
  leaves: Leaf[];
}

const roles: Record<string, SourceRole> = {
  system: 'system',
  developer: 'system',
  user: 'user',
  human: 'user',
  tool: 'tool',
  function: 'tool',
  observation: 'tool',
  ipython: 'tool',
};

/**
 * What a prompt message brings in from outside. Anthropic's API carries tool results in the user's role as
 * `tool_result` parts: those are the tool's words, not the user's. The model's own messages count only as history.
 */
export function heardIn(message: PromptMessage, isFirstPrompt: boolean, paths: PathNode): Heard[] {
  const role = roles[message.role.toLowerCase()] ?? (isFirstPrompt ? 'history' : null);
  if (role === null) return [];
  const content = message.content ?? message.parts ?? '';
  const parts: unknown[] = Array.isArray(content) ? content : [content];
  return parts.map((part) => heardPart(part, role, paths)).filter((heard) => heard.text !== '');
}

function heardPart(part: unknown, role: SourceRole, paths: PathNode): Heard {
  if (typeof part !== 'object' || part === null) return hear(role, part, paths);
  const { type, text, content } = part as { type?: unknown; text?: unknown; content?: unknown };
  const isResult = type === 'tool_result' || type === 'tool-result' || type === 'function_call_output';
  return hear(isResult ? 'tool' : role, typeof text === 'string' ? text : (flattenText(content) ?? part), paths);
}

/** One source's words or data; what tools return is read as the structure it is. */
export function hear(role: SourceRole, raw: unknown, paths: PathNode): Heard {
  const value = role === 'tool' ? toStructured(raw) : raw;
  return { role, value, text: textOf(raw), leaves: leavesOf(value, paths) };
}

/** `[{ type: 'text', text }]` is its text; anything else stays as it is. */
function flattenText(content: unknown): unknown {
  if (!Array.isArray(content)) return content;
  const texts = content.map((part: unknown) =>
    typeof part === 'object' && part !== null ? (part as { text?: unknown }).text : part,
  );
  return texts.every((text) => typeof text === 'string') ? texts.join('\n') : content;
}
