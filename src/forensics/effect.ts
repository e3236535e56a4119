import type { ToolDefinition } from '../trace/event.ts';
import { firstVerb, verbClass, wordsOf } from './words.ts';

/** What a call does to the world outside the session. */
export type Effect = 'read' | 'write' | 'unknown';

/**
 * What a tool does: MCP annotations first (`readOnlyHint`, `destructiveHint`), then the verb of its name, then the
 * leading verb of its description. For generic tools (HTTP, SQL) the arguments decide.
 */
export function effectOf(tool: string, definition: ToolDefinition | null, args: unknown): Effect {
  const hints = definition?.annotations;
  if (hints?.readOnlyHint === true) return 'read';
  if (hints?.destructiveHint === true || hints?.readOnlyHint === false) return 'write';
  const byArgs = effectOfArgs(args);
  if (byArgs !== null) return byArgs;
  const verb = firstVerb(tool);
  const byName = verb === null ? null : effectOfVerb(verb);
  if (byName !== null && byName !== 'unknown') return byName;
  const description = definition?.description ?? '';
  if (/^\s*returns?\b/i.test(description)) return 'read';
  for (const word of wordsOf(description.slice(0, 200)).slice(0, 12)) {
    const kind = verbClass(word);
    if (kind !== null && kind !== 'run') return kind === 'read' ? 'read' : 'write';
  }
  return 'unknown';
}

function effectOfVerb(verb: string): Effect {
  const kind = verbClass(verb);
  if (kind === null || kind === 'run') return 'unknown';
  return kind === 'read' ? 'read' : 'write';
}

function effectOfArgs(args: unknown): Effect | null {
  if (typeof args !== 'object' || args === null) return null;
  const { method, http_method: httpMethod, sql, query } = args as Record<string, unknown>;
  const verb = method ?? httpMethod;
  if (typeof verb === 'string' && /^(?:get|head|options)$/i.test(verb)) return 'read';
  if (typeof verb === 'string' && /^(?:post|put|patch|delete)$/i.test(verb)) return 'write';
  const statement = typeof sql === 'string' ? sql : typeof query === 'string' ? query : '';
  if (/^\s*(?:insert|update|delete|drop|alter|truncate|create|grant)\b/i.test(statement))
    return typeof sql === 'string' || /\b(?:from|into|set|table)\b/i.test(statement) ? 'write' : null;
  if (/^\s*(?:select|with|explain|show)\b[\s\S]*\bfrom\b/i.test(statement)) return 'read';
  return null;
}
