import type { PromptMessage, ToolDefinition, TraceEvent } from '../../../src/trace/event.ts';

/** What is the same for every step of one example session. */
export interface SessionSetup {
  sessionId: string;
  sessionType: string;
  agent: string;
  model: string;
  /** ISO 8601; every later time is computed from it. */
  startedAt: string;
  goal: string;
  system: string;
  tools: ToolDefinition[];
}

/** How one tool call ended; `ok` unless it says otherwise. */
export interface CallOutcome {
  status?: string;
  error?: string;
}

/** Writes a session down step by step as a recorder at the model boundary would have captured it. */
export interface SessionScript {
  user(content: string): void;
  /** The model answers in words. */
  say(completion: string): void;
  /** The model decides on a tool, and the tool answers: two steps. */
  call(completion: string, tool: string, args: object, response: unknown, outcome?: CallOutcome): void;
  /** The model starts a helper agent: two steps. */
  spawn(completion: string, task: string, response: unknown): void;
  retrieval(content: string): void;
  /** The goal the agent states from its next call on. */
  setGoal(goal: string): void;
  readonly events: TraceEvent[];
}

const summaryLength = 120;
const charactersPerToken = 4;

/** Starts the script of one session. Same calls, same events: no clock and no random. */
export function createSession(setup: SessionSetup): SessionScript {
  const events: TraceEvent[] = [];
  const messages: PromptMessage[] = [{ role: 'system', content: setup.system }];
  const toolTokens = countTokens(setup.tools);
  let goal = setup.goal;
  let now = Date.parse(setup.startedAt);

  function push(type: TraceEvent['type'], ms: number, fields: Partial<TraceEvent>): number {
    now += ms;
    const step = events.length + 1;
    const { sessionId: session_id, sessionType: session_type, agent } = setup;
    const timestamp = new Date(now).toISOString();
    events.push({ session_id, step, type, timestamp, session_type, agent, ...fields });
    return step;
  }

  function think(completion: string, call: { name: string; arguments: string } | null): number {
    const prompt = [...messages];
    const output_tokens = countTokens(completion) + (call ? countTokens(call) : 0);
    const ms = 540 + output_tokens * 17 + ((events.length * 37) % 211);
    const step = push('llm_call', ms, {
      model: setup.model,
      goal,
      input_tokens: toolTokens + countTokens(prompt),
      output_tokens,
      ms,
      summary: clip(completion),
      prompt,
      completion,
      ...(events.some((event) => event.type === 'llm_call') ? {} : { tools: setup.tools }),
    });
    const tool_calls = call ? { tool_calls: [{ id: `call_${step}`, type: 'function', function: call }] } : {};
    messages.push({ role: 'assistant', content: completion, ...tool_calls });
    return step;
  }

  function answer(step: number, response: unknown): void {
    const content = typeof response === 'string' ? response : JSON.stringify(response);
    messages.push({ role: 'tool', tool_call_id: `call_${step}`, content });
  }

  return {
    events,
    setGoal(next) {
      goal = next;
    },
    user(content) {
      // A person reads and types: some 60 ms for each character.
      push('user_message', 9_000 + content.length * 60, { content, summary: clip(content) });
      messages.push({ role: 'user', content });
    },
    say(completion) {
      think(completion, null);
    },
    call(completion, tool, args, response, outcome = {}) {
      const parent_step = think(completion, { name: tool, arguments: JSON.stringify(args) });
      const { status = 'ok', error } = outcome;
      const ms = 90 + ((events.length * 53) % 307);
      const summary = status === 'ok' ? `${tool} answered` : `${tool} failed`;
      const failure = error === undefined ? {} : { error };
      push('tool_call', ms, { parent_step, tool, args, status, ms, summary, response, ...failure });
      answer(parent_step, response);
    },
    spawn(completion, task, response) {
      const parent_step = think(completion, { name: 'spawn_agent', arguments: JSON.stringify({ task }) });
      push('agent_spawn', 40, { parent_step, content: task, status: 'ok', summary: clip(task), response });
      answer(parent_step, response);
    },
    retrieval(content) {
      push('retrieval', 120, { content, status: 'ok', summary: clip(content) });
      messages.push({ role: 'system', content: `From the knowledge base:\n${content}` });
    },
  };
}

function countTokens(value: unknown): number {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return Math.ceil(text.length / charactersPerToken);
}

/** Cuts between words, so that no id is ever cut in two. */
function clip(text: string): string {
  if (text.length <= summaryLength) return text;
  return `${text.slice(0, text.lastIndexOf(' ', summaryLength))} …`;
}
