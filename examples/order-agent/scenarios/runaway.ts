import type { Scenario, Script, ScriptLine } from './scenario.ts';

const query = 'return label for a kettle from abroad';

const impatience = [
  'I will search the help articles.',
  'That does not say how it works from abroad. I will search again.',
  'Still only the general articles. I will send the search once more.',
  'The right article must be there. Another attempt.',
  'No answer for parcels from abroad yet. I will repeat the search.',
];

function searchAgain(round: number): ScriptLine[] {
  const say = impatience[(round - 1) % impatience.length] ?? '';
  return [{ does: 'call', say, tool: 'search_articles', args: { query } }];
}

/** Cost runaway: the origin is step 5, the first of a search that is repeated until somebody stops it. */
export const runaway: Scenario = {
  name: 'runaway',
  label: 'cost runaway',
  story: 'The agent repeats one search for ever and starts a helper that does the same.',
  write: (stock) => {
    const customer = stock.addCustomer('Jonas Weber', 'basic');
    stock.addOrder(customer, 'Kettle K2', '49.00', 'delivered');
    const { customer_id } = customer;
    const task = 'Find out how a kettle is returned from abroad.';
    const helper: Script = {
      goal: task,
      customerId: customer_id,
      lines: [{ does: 'hear', text: task }],
      forever: searchAgain,
    };
    return {
      goal: 'Tell the customer how to return the kettle from abroad',
      customerId: customer_id,
      lines: [
        { does: 'hear', text: `Customer ${customer_id}. I am abroad, how do I return the kettle?` },
        { does: 'call', say: 'I will look up the customer first.', tool: 'get_customer', args: { customer_id } },
        ...[1, 2, 3].flatMap(searchAgain),
        { does: 'spawn', say: 'A helper can search at the same time.', task, script: helper },
      ],
      forever: (round) => searchAgain(round + 3),
    };
  },
};
