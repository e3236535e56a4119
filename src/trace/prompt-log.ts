import type { TracePlace } from './errors.ts';
import { PromptMessage } from './event.ts';
import { invalidField } from './jsonl/explain-issue.ts';
import { limitDepth } from './jsonl/limit-depth.ts';
import { hashText, sameJson } from './jsonl/same-json.ts';

/** Remembers the messages of earlier prompts, so that one repeated in a thousand prompts is held and checked once. */
export interface PromptLog {
  /**
   * Replaces each message, in place, by the equal one of an earlier prompt, and returns the same array; equal messages
   * are therefore the same object. `stream` names the conversation (session and agent) whose last prompt is the likely
   * neighbour. Only messages not seen before are validated. Throws InvalidTrace naming `prompt[i]…`.
   */
  intern(messages: unknown[], place: TracePlace, stream: string): PromptMessage[];
}

/** How far ahead in the last prompt a message is searched: a window that moved on, or messages left out. */
const lookAhead = 256;

export function createPromptLog(): PromptLog {
  const lastPrompts = new Map<string, PromptMessage[]>();
  const find = createMessageIndex();

  function intern(messages: unknown[], place: TracePlace, stream: string): PromptMessage[] {
    const last = lastPrompts.get(stream) ?? [];
    let expected = 0;
    for (let i = 0; i < messages.length; i += 1) {
      const raw = messages[i];
      const neighbour = last[expected];
      if (neighbour !== undefined && sameMessage(raw, neighbour)) {
        messages[i] = neighbour;
        expected += 1;
        continue;
      }
      const { message, fresh } = find(raw, place, i);
      messages[i] = message;
      // A fresh message in the middle replaced its neighbour; a known one shows how far the window moved.
      expected = fresh ? expected + 1 : indexAfter(last, message, expected);
    }
    const prompt = messages as PromptMessage[];
    lastPrompts.set(stream, prompt);
    return prompt;
  }

  return { intern };
}

/** All messages seen so far: by role and text where that is all they are, else by the hash of their JSON. */
function createMessageIndex() {
  const plain = new Map<string, Map<string, PromptMessage>>();
  const others = new Map<number, PromptMessage[]>();

  return (raw: unknown, place: TracePlace, index: number): { message: PromptMessage; fresh: boolean } => {
    const safe = limitDepth(raw);
    if (isPlain(safe)) {
      const texts = plain.get(safe.role) ?? new Map<string, PromptMessage>();
      if (texts.size === 0) plain.set(safe.role, texts);
      const known = texts.get(safe.content);
      if (known === undefined) texts.set(safe.content, safe);
      return { message: known ?? safe, fresh: known === undefined };
    }
    const checked = PromptMessage.safeParse(safe);
    if (!checked.success) throw invalidField(checked.error, safe, place, ['prompt', index]);
    const message = safe as PromptMessage;
    const hash = hashText(JSON.stringify(message));
    const bucket = others.get(hash);
    const known = bucket?.find((candidate) => sameJson(message, candidate));
    if (known !== undefined) return { message: known, fresh: false };
    if (bucket === undefined) others.set(hash, [message]);
    else bucket.push(message);
    return { message, fresh: true };
  };
}

function isPlain(value: unknown): value is { role: string; content: string } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { role, content } = value as PromptMessage;
  return typeof role === 'string' && typeof content === 'string' && keyCount(value) === 2;
}

function sameMessage(raw: unknown, known: PromptMessage): boolean {
  if (typeof raw !== 'object' || raw === null) return false;
  const candidate = raw as Record<string, unknown>;
  if (candidate.role !== known.role) return false;
  if (typeof known.content !== 'string') return sameJson(candidate, known);
  if (candidate.content !== known.content) return false;
  const keys = keyCount(candidate);
  return keys === keyCount(known) && (keys === 2 || sameJson(candidate, known));
}

function keyCount(value: object): number {
  let keys = 0;
  for (const _ in value) keys += 1;
  return keys;
}

function indexAfter(prompt: PromptMessage[], message: PromptMessage, from: number): number {
  const end = Math.min(prompt.length, from + lookAhead);
  for (let i = from; i < end; i += 1) if (prompt[i] === message) return i + 1;
  return from;
}
