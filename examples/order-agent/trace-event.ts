/** A tool as the model is offered it: `parameters` is a JSON Schema, `annotations` are MCP's. */
export interface ToolDefinition {
  name: string;
  description: string;
  parameters: object;
  annotations: { readOnlyHint: boolean; destructiveHint: boolean; openWorldHint: boolean };
}

/** One message of the conversation, in the form chat APIs use. */
export interface ChatMessage {
  role: 'system' | 'user' | 'assistant' | 'tool';
  content: string;
  tool_call_id?: string;
  tool_calls?: { id: string; type: 'function'; function: { name: string; arguments: string } }[];
}

/** One step as this agent reports it, a full capture; the fields of `agent-incident`'s trace format. */
export interface CapturedEvent {
  session_id: string;
  /** From 1, one higher with each event of the session. */
  step: number;
  type: 'user_message' | 'llm_call' | 'tool_call' | 'agent_spawn';
  /** ISO 8601. */
  timestamp: string;
  agent: string;
  session_type: string;
  parent_session_id?: string;
  parent_step?: number;
  goal?: string;
  summary?: string;
  content?: string;
  model?: string;
  prompt?: ChatMessage[];
  completion?: string;
  tools?: ToolDefinition[];
  tool?: string;
  args?: unknown;
  response?: unknown;
  /** `in_progress` and `pending` say that the session goes on; a final answer has `ok`. */
  status?: 'ok' | 'error' | 'pending' | 'in_progress';
  error?: string;
  input_tokens?: number;
  output_tokens?: number;
  ms?: number;
}
