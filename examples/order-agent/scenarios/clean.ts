import type { Scenario } from './scenario.ts';

/** Nothing goes wrong here. */
export const clean: Scenario = {
  name: 'clean',
  label: 'clean session',
  story: 'The agent finds the right order and confirms it.',
  write: (stock) => {
    const elena = stock.addCustomer('Elena Rossi', 'basic');
    const { order_id, product, price, arrives_on } = stock.addOrder(elena, 'Reading chair C3', '219.00', 'placed');
    const { customer_id, name, email } = elena;
    return {
      goal: 'Confirm the latest order of the customer and say when it arrives',
      customerId: customer_id,
      lines: [
        { does: 'hear', text: `Hello, I am ${name}, customer ${customer_id}. Is my latest order confirmed?` },
        { does: 'call', say: 'I will look up the customer first.', tool: 'get_customer', args: { customer_id } },
        { does: 'call', say: 'Now the orders.', tool: 'list_orders', args: { customer_id } },
        { does: 'call', say: `There is one, ${order_id}. I will open it.`, tool: 'get_order', args: { order_id } },
        {
          does: 'say',
          text: `Yes, ${name}, your order ${order_id} is confirmed: the ${product} for ${price} EUR arrives on ${arrives_on}.`,
        },
        { does: 'hear', text: 'Thank you. Please send me that by mail, too.' },
        {
          does: 'call',
          say: 'I will send the confirmation.',
          tool: 'send_mail',
          args: {
            to: email,
            subject: `Order ${order_id} is confirmed`,
            body: `Your order ${order_id}, ${product}, arrives on ${arrives_on}.`,
          },
        },
        { does: 'say', text: `Done. The confirmation of order ${order_id} went to ${email}.` },
      ],
    };
  },
};
