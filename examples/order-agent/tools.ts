import type { ToolDefinition } from './trace-event.ts';

/** The HTTP request to the store that a tool call turns into; `path` is below `/store`. */
export interface StoreRequest {
  method: 'GET' | 'POST';
  path: string;
  body?: object;
}

export type ToolArgs = Readonly<{ [name: string]: string | number }>;

/** A tool of the agent: what the model is told, and what calling it does. */
export interface Tool {
  definition: ToolDefinition;
  toRequest(args: ToolArgs): StoreRequest;
}

type Effect = 'read' | 'write' | 'destructive' | 'send';

const hints: { [effect in Effect]: ToolDefinition['annotations'] } = {
  read: { readOnlyHint: true, destructiveHint: false, openWorldHint: false },
  write: { readOnlyHint: false, destructiveHint: false, openWorldHint: false },
  destructive: { readOnlyHint: false, destructiveHint: true, openWorldHint: false },
  send: { readOnlyHint: false, destructiveHint: false, openWorldHint: true },
};

type Fields = Readonly<{ [name: string]: { type: 'string' | 'integer'; description: string } }>;

function defineTool(
  name: string,
  effect: Effect,
  description: string,
  properties: Fields,
  toRequest: Tool['toRequest'],
): [string, Tool] {
  const parameters = { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
  return [name, { definition: { name, description, parameters, annotations: hints[effect] }, toRequest }];
}

function text(description: string): { type: 'string'; description: string } {
  return { type: 'string', description };
}

function get(...parts: (string | number | undefined)[]): StoreRequest {
  return { method: 'GET', path: pathOf(parts) };
}

function pathOf(parts: (string | number | undefined)[]): string {
  return `/${parts.map((part) => encodeURIComponent(String(part ?? ''))).join('/')}`;
}

function queryOf(args: ToolArgs, ...names: string[]): string {
  return new URLSearchParams(names.map((name): [string, string] => [name, String(args[name] ?? '')])).toString();
}

const customer_id = text('The customer');
const order_id = text('The order');

/** All tools by name. */
export const tools: ReadonlyMap<string, Tool> = new Map([
  defineTool('get_customer', 'read', 'Read the record of a customer.', { customer_id }, (args) =>
    get('customers', args.customer_id),
  ),
  defineTool('list_orders', 'read', 'List the orders of a customer.', { customer_id }, (args) =>
    get('customers', args.customer_id, 'orders'),
  ),
  defineTool(
    'find_order',
    'read',
    'Find the order of a customer by product.',
    { customer_id, product: text('A word of the product name') },
    (args) => ({ method: 'GET', path: `/orders?${queryOf(args, 'customer_id', 'product')}` }),
  ),
  defineTool('get_order', 'read', 'Read one order.', { order_id }, (args) => get('orders', args.order_id)),
  defineTool('read_ticket', 'read', 'Read the text of a ticket.', { ticket_id: text('The ticket') }, (args) =>
    get('tickets', args.ticket_id),
  ),
  defineTool('search_articles', 'read', 'Search the help articles.', { query: text('What to search for') }, (args) => ({
    method: 'GET',
    path: `/articles?${queryOf(args, 'query')}`,
  })),
  defineTool(
    'refund_order',
    'write',
    'Refund an order. The money is paid at once.',
    { order_id, amount: text('EUR with two decimals'), reason: text('Why it is refunded') },
    (args) => ({ method: 'POST', path: '/refunds', body: args }),
  ),
  defineTool('cancel_order', 'destructive', 'Cancel an order that is not delivered yet.', { order_id }, (args) => ({
    method: 'POST',
    path: pathOf(['orders', args.order_id, 'cancel']),
  })),
  defineTool(
    'send_mail',
    'send',
    'Send a mail from the support address.',
    { to: text('The recipient'), subject: text('The subject'), body: text('The text') },
    (args) => ({ method: 'POST', path: '/mails', body: args }),
  ),
  defineTool(
    'check_inbox',
    'read',
    'See whether the customer has written since.',
    { customer_id, after: { type: 'integer', description: 'next_after of the call before, 1 at first' } },
    (args) => ({
      method: 'GET',
      path: `${pathOf(['customers', args.customer_id, 'inbox'])}?${queryOf(args, 'after')}`,
    }),
  ),
]);

/** What the model is offered, in one order. */
export const toolDefinitions: ToolDefinition[] = [...tools.values()].map((tool) => tool.definition);
