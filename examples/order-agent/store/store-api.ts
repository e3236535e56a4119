import { z } from 'zod';
import type { Order, Stock } from './stock.ts';

/** A call as the store's HTTP side hands it on, the caller's key already checked. */
export interface StoreCall {
  method: string;
  /** Below `/store`, without query: `/orders/ord_5108`. */
  path: string;
  query: URLSearchParams;
  /** Parsed JSON; undefined where there was none. */
  body: unknown;
}

export interface StoreAnswer {
  status: number;
  body: object;
}

const NewRefund = z.object({ order_id: z.string(), amount: z.string().regex(/^\d+\.\d\d$/), reason: z.string() });
const NewMail = z.object({ to: z.string().includes('@'), subject: z.string(), body: z.string() });

const articles = [
  { title: 'Returns within the country', text: 'Print the label from your account and bring the parcel to any shop.' },
  { title: 'Broken on arrival', text: 'We refund the price within five days; the article need not be sent back.' },
];

/** Carries out one call of the toy store. */
export function answerStoreCall(stock: Stock, call: StoreCall): StoreAnswer {
  const [kind = '', id = '', part = ''] = call.path
    .split('/')
    .filter((piece) => piece !== '')
    .map(decodeURIComponent);
  switch (`${call.method} ${kind}${id === '' ? '' : '/id'}${part === '' ? '' : `/${part}`}`) {
    case 'GET ping':
      return ok({ open: true });
    case 'GET customers/id':
      return found(stock.customers.get(id), 'customer');
    case 'GET customers/id/orders':
      return ok({ customer_id: id, orders: [...stock.orders.values()].filter((order) => order.customer_id === id) });
    case 'GET customers/id/inbox':
      return readInbox(id, call.query.get('after'));
    case 'GET orders':
      return searchOrders(stock, call.query);
    case 'GET orders/id':
      return found(stock.orders.get(id), 'order');
    case 'POST orders/id/cancel':
      return cancel(stock, id);
    case 'POST refunds':
      return refund(stock, NewRefund.safeParse(call.body));
    case 'POST mails':
      return send(stock, NewMail.safeParse(call.body));
    case 'GET tickets/id':
      return found(stock.tickets.get(id), 'ticket');
    case 'GET articles':
      return ok({ results: articles, note: 'No article matches; these are the most read ones.' });
    default:
      return no(404, `the store has no ${call.method} ${call.path}`);
  }
}

function ok(body: object): StoreAnswer {
  return { status: 200, body };
}

function no(status: number, error: string): StoreAnswer {
  return { status, body: { error } };
}

function found(thing: object | undefined, what: string): StoreAnswer {
  return thing === undefined ? no(404, `no such ${what}`) : ok(thing);
}

/** Nobody ever writes back; the cursor moves on all the same, as it does in a real inbox. */
function readInbox(customerId: string, after: string | null): StoreAnswer {
  const from = Number(after);
  if (!Number.isSafeInteger(from)) return no(422, 'after must be a whole number: the next_after of the call before');
  return ok({ customer_id: customerId, messages: [], next_after: from + 1 });
}

function searchOrders(stock: Stock, query: URLSearchParams): StoreAnswer {
  const product = (query.get('product') ?? '').toLowerCase();
  const ids = stock.searchIndex.get(query.get('customer_id') ?? '') ?? [];
  const hit = ids
    .map((id) => stock.orders.get(id))
    .find((order): order is Order => order?.product.toLowerCase().includes(product) === true);
  return found(hit, 'order');
}

function cancel(stock: Stock, id: string): StoreAnswer {
  const order = stock.orders.get(id);
  if (order === undefined) return no(404, 'no such order');
  if (order.status !== 'placed') return no(409, `the order is ${order.status}; only a placed one can be cancelled`);
  order.status = 'cancelled';
  return ok(order);
}

function refund(stock: Stock, parsed: z.ZodSafeParseResult<z.infer<typeof NewRefund>>): StoreAnswer {
  if (!parsed.success) return no(422, 'a refund needs order_id, amount such as 49.00, and reason');
  const order = stock.orders.get(parsed.data.order_id);
  if (order === undefined) return no(404, 'no such order');
  if (order.status === 'refunded') return no(409, 'the order is refunded already');
  order.status = 'refunded';
  const entry = { refund_id: stock.nextId('ref'), ...parsed.data };
  stock.refunds.push(entry);
  return ok({ ...entry, status: 'paid' });
}

function send(stock: Stock, parsed: z.ZodSafeParseResult<z.infer<typeof NewMail>>): StoreAnswer {
  if (!parsed.success) return no(422, 'a mail needs to, subject and body');
  const mail = { mail_id: stock.nextId('mail'), ...parsed.data };
  stock.mails.push(mail);
  return ok({ mail_id: mail.mail_id, to: mail.to, sent: true });
}
