import type { Scenario } from './scenario.ts';

/** Hallucination propagation: the origin is step 4, where the model names an order that nobody had mentioned. */
export const hallucination: Scenario = {
  name: 'hallucination',
  label: 'hallucination',
  story: 'The model invents an order number, finds that it belongs to somebody else, and confirms it anyway.',
  write: (stock) => {
    const alice = stock.addCustomer('Alice Chen', 'enterprise');
    stock.addOrder(alice, 'Kettle K2', '49.00', 'placed');
    const foreign = stock.addOrder(stock.addCustomer('Omar Haddad', 'basic'), 'Desk lamp L7', '89.00', 'placed');
    const { customer_id, name, email } = alice;
    const { order_id, product, price, arrives_on } = foreign;
    return {
      goal: 'Confirm the latest order of the customer and say when it arrives',
      customerId: customer_id,
      lines: [
        { does: 'hear', text: `Hello, I am ${name}, customer ${customer_id}. Is my latest order confirmed?` },
        { does: 'call', say: 'I will look up the customer first.', tool: 'get_customer', args: { customer_id } },
        {
          does: 'call',
          say: `${name} is an enterprise customer. The latest order is ${order_id}; I will open it.`,
          tool: 'get_order',
          args: { order_id },
        },
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
