/** Somebody who buys in the toy store. */
export interface Customer {
  customer_id: string;
  name: string;
  email: string;
  tier: 'basic' | 'enterprise';
}

export interface Order {
  order_id: string;
  customer_id: string;
  product: string;
  /** EUR, two decimals. */
  price: string;
  status: 'placed' | 'delivered' | 'cancelled' | 'refunded';
  arrives_on: string;
}

export interface Ticket {
  ticket_id: string;
  customer_id: string;
  text: string;
}

/** A write of an agent: what the store cannot take back by itself. */
export interface Refund {
  refund_id: string;
  order_id: string;
  amount: string;
  reason: string;
}

export interface Mail {
  mail_id: string;
  to: string;
  subject: string;
  body: string;
}

/** Everything the toy store holds, in memory. Each session begins with customers and orders of its own. */
export interface Stock {
  readonly customers: Map<string, Customer>;
  readonly orders: Map<string, Order>;
  readonly tickets: Map<string, Ticket>;
  readonly refunds: Refund[];
  readonly mails: Mail[];
  /** What the order search finds for a customer, first hit first. An index can be wrong; that is one of the scenarios. */
  readonly searchIndex: Map<string, string[]>;
  addCustomer(name: string, tier: Customer['tier']): Customer;
  addOrder(customer: Customer, product: string, price: string, status: Order['status']): Order;
  addTicket(customer: Customer, text: string): Ticket;
  /** Puts somebody else's order first in what the search finds for this customer. */
  misfile(order: Order, under: Customer): void;
  /** The next id of a kind: `ref_3001`. */
  nextId(prefix: string): string;
}

const firstIds: Readonly<{ [prefix: string]: number }> = { cust: 2041, ord: 5108, tic: 811, ref: 3001, mail: 9001 };

/** An empty store. */
export function createStock(): Stock {
  const numbers = new Map<string, number>();
  const nextId = (prefix: string): string => {
    const number = numbers.get(prefix) ?? firstIds[prefix] ?? 1;
    // Not the neighbour: an id one digit off reads like a typing error, which none of the scenarios is about.
    numbers.set(prefix, number + 37);
    return `${prefix}_${number}`;
  };
  const stock: Stock = {
    customers: new Map(),
    orders: new Map(),
    tickets: new Map(),
    refunds: [],
    mails: [],
    searchIndex: new Map(),
    nextId,
    addCustomer: (name, tier) => {
      const email = `${name.toLowerCase().replaceAll(' ', '.')}@mail.example`;
      const customer: Customer = { customer_id: nextId('cust'), name, email, tier };
      stock.customers.set(customer.customer_id, customer);
      return customer;
    },
    addOrder: ({ customer_id }, product, price, status) => {
      const order: Order = { order_id: nextId('ord'), customer_id, product, price, status, arrives_on: '2026-12-04' };
      stock.orders.set(order.order_id, order);
      stock.searchIndex.set(customer_id, [...(stock.searchIndex.get(customer_id) ?? []), order.order_id]);
      return order;
    },
    addTicket: ({ customer_id }, text) => {
      const ticket: Ticket = { ticket_id: nextId('tic'), customer_id, text };
      stock.tickets.set(ticket.ticket_id, ticket);
      return ticket;
    },
    misfile: (order, { customer_id }) => {
      stock.searchIndex.set(customer_id, [order.order_id, ...(stock.searchIndex.get(customer_id) ?? [])]);
    },
  };
  return stock;
}
