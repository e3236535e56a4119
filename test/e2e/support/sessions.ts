import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './child.ts';

type Event = Record<string, unknown>;

/** The playbook's session under another id: an order agent that confirms an order of another customer. */
export function faultySession(sessionId: string): Event[] {
  const text = readFileSync(join(root, 'examples/traces/ses_abc123-unflagged.jsonl'), 'utf8');
  const lines = text.split('\n').filter((line) => line.startsWith('{'));
  return lines.map((line) => ({ ...(JSON.parse(line) as Event), session_id: sessionId }));
}

/** A session without any fault that has ended; its cost in US dollars and its tokens are `times` those of the others. */
export function cleanSession(sessionId: string, { times = 1, at = Date.now() - 3_600_000 } = {}): Event[] {
  const order = `ord_${sessionId.replace(/\D/g, '') || '1'}`;
  const common = { session_id: sessionId, session_type: 'order-status', agent: 'order-agent' };
  const model = {
    model: 'claude-3-7-sonnet',
    input_tokens: 400 * times,
    output_tokens: 100 * times,
    cost_usd: 0.01 * times,
  };
  const tools = [{ name: 'get_order', annotations: { readOnlyHint: true } }];
  const events: Event[] = [
    { type: 'user_message', content: `Where is my order ${order}?` },
    { type: 'llm_call', ...model, tools, completion: `I will look up ${order}.` },
    {
      type: 'tool_call',
      tool: 'get_order',
      args: { order_id: order },
      response: { order_id: order, status: 'shipped' },
      status: 'ok',
    },
    { type: 'llm_call', ...model, completion: `Your order ${order} is shipped.` },
    { type: 'other', summary: 'session ended' },
  ];
  return events.map((event, index) => ({
    ...common,
    ...event,
    step: index + 1,
    ms: 500,
    timestamp: new Date(at + index * 1_000).toISOString(),
  }));
}
