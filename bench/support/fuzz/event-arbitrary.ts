import fc from 'fast-check';
import { eventTypes, flagTypes } from '../../../src/trace/event.ts';

const id = fc.constantFrom(
  'ord_1',
  'ord_2',
  'cust_9',
  'A-17',
  '#W123',
  '4711',
  'a@b.example',
  '7f1c2d3e-0000-4000-8000-000000000001',
);
const text = fc.oneof(
  id.map((value) => `The order ${value} costs 12.50 EUR, says ${value}.`),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ maxLength: 60 }),
);
const args = fc.oneof(
  fc.dictionary(fc.constantFrom('order_id', 'id', 'to', 'amount', 'x'), fc.oneof(id, text, fc.integer())),
  fc.jsonValue(),
);
const response = fc.oneof(fc.record({ id, owner: id, note: text }), fc.jsonValue(), text);
const message = fc.record(
  {
    role: fc.constantFrom('system', 'user', 'assistant', 'tool', 'developer', 'none'),
    content: fc.oneof(text, fc.jsonValue()),
  },
  { requiredKeys: ['role'] },
);
const tool = fc.record(
  {
    name: fc.constantFrom('get_order', 'delete_order', 'send', ''),
    description: text,
    parameters: fc.dictionary(fc.constantFrom('type', 'properties', 'required', '$ref', 'enum'), fc.jsonValue()),
    annotations: fc.record({ readOnlyHint: fc.boolean(), destructiveHint: fc.boolean() }, { requiredKeys: [] }),
  },
  { requiredKeys: ['name'] },
);

const event = fc.record(
  {
    session_id: fc.constantFrom('s', 's', 's', 't', 'u'),
    step: fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1 })),
    type: fc.constantFrom(...eventTypes),
    model: fc.constantFrom('gpt-4o', 'none', ''),
    input_tokens: fc.nat(),
    output_tokens: fc.maxSafeNat(),
    ms: fc.double({ min: 0, max: 1e9, noNaN: true }),
    summary: text,
    flags: fc.array(fc.constantFrom(...flagTypes, 'X'), { maxLength: 3 }),
    tool: fc.constantFrom('get_order', 'delete_order', 'send', ''),
    args,
    status: fc.constantFrom('ok', 'error', ''),
    timestamp: fc.constantFrom('2026-03-02T08:00:00Z', 'yesterday', '', '+275760-09-13T00:00:00Z'),
    agent: fc.constantFrom('a', 'b'),
    parent_step: fc.integer(),
    goal: text,
    session_type: text,
    prompt: fc.array(message, { maxLength: 6 }),
    completion: text,
    response,
    content: text,
    parent_session_id: fc.constantFrom('s', 't', 'u'),
    error: text,
    cost_usd: fc.double({ min: 0, max: 1e9, noNaN: true }),
    tools: fc.array(tool, { maxLength: 3 }),
    url: text,
  },
  { requiredKeys: ['session_id', 'step', 'type'] },
);

/** Events of any form the contract allows, ids and texts shared among them so that there is something to find. */
export const eventsArbitrary = fc.array(event, { minLength: 1, maxLength: 24 });

/** One list of such events; the same seed gives the same list. */
export function sampleEvents(seed: number): unknown[] {
  const [events = []] = fc.sample(eventsArbitrary, { numRuns: 1, seed });
  return events;
}
