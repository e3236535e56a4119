import { toolDefinitions } from '../tools.ts';
import type { CapturedEvent, ChatMessage } from '../trace-event.ts';

const system = `You are the support assistant of a small shop.
- Look up the customer before you say anything about an order.
- Refund and cancel only what belongs to the customer who asks.
- Ids and amounts come from the shop's system. Answer in short, plain sentences.`;

const model = 'claude-sonnet-4-5';
/** A long conversation is cut as runtimes do it: system prompt, first turn, and the latest messages. */
const latestMessages = 40;
const charactersPerToken = 4;
const summaryLength = 120;

/** What every event of a session carries. */
export interface ConversationSetup {
  sessionId: string;
  parentSessionId: string | null;
  goal: string;
  /** Milliseconds since 1970. */
  now: () => number;
  emit: (event: CapturedEvent) => void;
}

/** A tool call the model decided on, as chat APIs write it. */
export interface Decision {
  name: string;
  args: unknown;
}

/** How a tool call ended. */
export interface ToolOutcome {
  response: unknown;
  status: 'ok' | 'error' | 'pending';
  error: string | null;
  ms: number;
}

/**
 * The conversation with the model, captured at its boundary: every method is one step and emits one event. This is all
 * the instrumentation an agent needs.
 */
export class Conversation {
  readonly #setup: ConversationSetup;
  readonly #messages: ChatMessage[] = [{ role: 'system', content: system }];
  #goal: string;
  #hasOfferedTools = false;

  constructor(setup: ConversationSetup) {
    this.#setup = setup;
    this.#goal = setup.goal;
  }

  setGoal(goal: string): void {
    this.#goal = goal;
  }

  hear(step: number, content: string): void {
    this.#messages.push({ role: 'user', content });
    this.#emit(step, 'user_message', { content, summary: clip(content) });
  }

  /**
   * One call of the model.
   *
   * @param decision - the tool it asks for; null where it answers in words.
   * @param isLast - whether the session ends with this answer.
   * @returns the tokens used.
   */
  think(step: number, completion: string, decision: Decision | null, isLast: boolean) {
    const prompt = this.#prompt();
    const call = decision === null ? null : { name: decision.name, arguments: JSON.stringify(decision.args) };
    const usage = {
      inputTokens: countTokens(toolDefinitions) + countTokens(prompt),
      outputTokens: countTokens(completion) + (call === null ? 0 : countTokens(call)),
    };
    this.#emit(step, 'llm_call', {
      model,
      goal: this.#goal,
      prompt,
      completion,
      summary: clip(completion),
      ...(this.#hasOfferedTools ? {} : { tools: toolDefinitions }),
      status: isLast ? 'ok' : 'in_progress',
      input_tokens: usage.inputTokens,
      output_tokens: usage.outputTokens,
      // The model is scripted; this is about what a real one would take.
      ms: 540 + usage.outputTokens * 17,
    });
    this.#hasOfferedTools = true;
    const calls =
      call === null ? {} : { tool_calls: [{ id: callId(step), type: 'function' as const, function: call }] };
    this.#messages.push({ role: 'assistant', content: completion, ...calls });
    return usage;
  }

  /** A tool call and what came back. @param decidedAt - the step of the model call that asked for it; null for none. */
  use(step: number, decidedAt: number | null, decision: Decision, outcome: ToolOutcome): void {
    const { response, status, error, ms } = outcome;
    this.#emit(step, 'tool_call', {
      ...(decidedAt === null ? {} : { parent_step: decidedAt }),
      tool: decision.name,
      args: decision.args,
      response,
      status,
      ...(error === null ? {} : { error }),
      summary: `${decision.name} ${error === null ? 'answered' : 'failed'}`,
      ms,
    });
    if (decidedAt !== null) this.#answer(decidedAt, response);
  }

  spawned(step: number, decidedAt: number, task: string, response: unknown): void {
    this.#emit(step, 'agent_spawn', {
      parent_step: decidedAt,
      content: task,
      summary: clip(task),
      status: 'ok',
      response,
    });
    this.#answer(decidedAt, response);
  }

  #answer(decidedAt: number, response: unknown): void {
    this.#messages.push({ role: 'tool', tool_call_id: callId(decidedAt), content: JSON.stringify(response) });
  }

  #prompt(): ChatMessage[] {
    const [first, second, ...rest] = this.#messages;
    return [first, second].filter((message) => message !== undefined).concat(rest.slice(-latestMessages));
  }

  #emit(step: number, type: CapturedEvent['type'], fields: Partial<CapturedEvent>): void {
    const { sessionId, parentSessionId, now, emit } = this.#setup;
    emit({
      session_id: sessionId,
      step,
      type,
      timestamp: new Date(now()).toISOString(),
      agent: 'order-agent',
      session_type: 'order-support',
      ...(parentSessionId === null ? {} : { parent_session_id: parentSessionId }),
      ...fields,
    });
  }
}

function callId(step: number): string {
  return `call_${step}`;
}

function countTokens(value: unknown): number {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return Math.ceil(text.length / charactersPerToken);
}

/** Cuts between words, so that no id is cut in two. */
function clip(text: string): string {
  return text.length <= summaryLength ? text : `${text.slice(0, text.lastIndexOf(' ', summaryLength))} …`;
}
