import type { TraceEvent } from '../../../src/trace/event.ts';
import type { Example } from './example.ts';

const session = { session_id: 'ses_abc123', session_type: 'order-support' };
const model = 'claude-3-7-sonnet';

const events: TraceEvent[] = [
  {
    ...session,
    step: 1,
    type: 'llm_call',
    model,
    input_tokens: 847,
    output_tokens: 312,
    ms: 1240,
    summary: 'Initiated customer lookup by account id cust_789',
  },
  {
    ...session,
    step: 2,
    type: 'tool_call',
    tool: 'get_customer',
    args: { id: 'cust_789' },
    status: 'ok',
    summary: 'Returned Alice Chen, enterprise tier',
  },
  {
    ...session,
    step: 3,
    type: 'llm_call',
    model,
    input_tokens: 1123,
    output_tokens: 445,
    ms: 1890,
    summary: 'Referenced order ord_555, an order_id not present in prior context',
    flags: ['ENTITY_HALLUCINATION'],
  },
  {
    ...session,
    step: 4,
    type: 'tool_call',
    tool: 'get_order',
    args: { id: 'ord_555' },
    status: 'ok',
    summary: 'Order found, belongs to cust_012, not cust_789',
    flags: ['ENTITY_MISMATCH'],
  },
  {
    ...session,
    step: 5,
    type: 'llm_call',
    model,
    input_tokens: 1892,
    output_tokens: 223,
    ms: 1540,
    summary: 'Confirmed the order for cust_789',
  },
];

function withoutFlags({ flags: _flags, ...event }: TraceEvent): TraceEvent {
  return event;
}

const expected = { mode: 'hallucination_propagation', origin: 3 } as const;

/** The five-step session every document of this project refers to, as a backend with flags of its own delivers it. */
export const playbookSession: Example = {
  file: 'ses_abc123.jsonl',
  intro: [
    'An order agent confirms an order that belongs to another customer. Summaries only; the backend delivered flags.',
    'It went wrong at step 3: the model used ord_555, which nobody had said before.',
  ],
  events,
  expected,
  form: 'sparse',
};

/** The same session from a backend that delivers no flags: the verdict must not depend on them. */
export const playbookSessionUnflagged: Example = {
  file: 'ses_abc123-unflagged.jsonl',
  intro: [
    'The session of ses_abc123.jsonl as a backend without flags delivers it: summaries only.',
    'It went wrong at step 3 all the same: the model used ord_555, which nobody had said before.',
  ],
  events: events.map(withoutFlags),
  expected,
  form: 'sparse',
};
