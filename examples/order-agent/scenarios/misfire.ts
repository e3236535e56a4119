import type { Scenario } from './scenario.ts';

/** Tool misfire: the origin is step 5, where the search answers with an order of another customer and nobody checks. */
export const misfire: Scenario = {
  name: 'misfire',
  label: 'tool misfire',
  story: 'The order search answers with an order of another customer; the agent refunds that one without a look.',
  write: (stock) => {
    const marta = stock.addCustomer('Marta Lindqvist', 'basic');
    stock.addOrder(marta, 'Kettle K2', '49.00', 'delivered');
    const foreign = stock.addOrder(stock.addCustomer('Martin Lindgren', 'enterprise'), 'Kettle K9', '129.00', 'placed');
    stock.misfile(foreign, marta);
    const { customer_id, name, email } = marta;
    const { order_id, price } = foreign;
    return {
      goal: 'Refund the broken kettle of the customer',
      customerId: customer_id,
      lines: [
        {
          does: 'hear',
          text: `Hi, this is ${name}, customer ${customer_id}. My kettle arrived broken. Please refund it.`,
        },
        { does: 'call', say: 'I will look up the customer first.', tool: 'get_customer', args: { customer_id } },
        {
          does: 'call',
          say: 'Now the order with the kettle.',
          tool: 'find_order',
          args: { customer_id, product: 'kettle' },
        },
        {
          does: 'call',
          say: 'There it is. I will refund the order.',
          tool: 'refund_order',
          args: { order_id, amount: price, reason: 'Arrived broken' },
        },
        {
          does: 'call',
          say: 'The refund is paid. I will confirm it by mail.',
          tool: 'send_mail',
          args: {
            to: email,
            subject: 'Your refund',
            body: `We have refunded ${price} EUR for order ${order_id}.`,
          },
        },
        { does: 'say', text: `I am sorry about the kettle, ${name}. ${price} EUR for order ${order_id} are refunded.` },
      ],
    };
  },
};
