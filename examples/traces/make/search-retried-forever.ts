import { defineTool } from './define-tool.ts';
import type { Example } from './example.ts';
import { createSession } from './session.ts';

const system = `You write short, sourced overviews for the policy desk.
- Search, read, then write. Every figure needs a source no older than 2024.
- For side questions you may start helper agents.
- Finish with the overview itself, one page at most.`;

const tools = [
  defineTool('web_search', 'read', 'Search the web. Returns titles and passages.', {
    query: 'What to search for',
    request_id: 'A fresh id for each request, chosen by the caller',
  }),
  defineTool('spawn_agent', 'write', 'Start a helper agent on a task of its own.', { task: 'What it shall do' }),
];

const session = createSession({
  sessionId: 'ses_research_2208',
  sessionType: 'research-report',
  agent: 'policy-researcher',
  model: 'claude-sonnet-4-5',
  startedAt: '2026-08-22T15:30:00.000Z',
  goal: 'Write a one-page overview of deposit systems for drinks cans in the Nordic countries',
  system,
  tools,
});

const passages: Record<string, string> = {
  Denmark:
    'The deposit scheme takes back drinks cans through supermarkets and collection points. The operator reports a return rate of 93 percent for 2024. Producers pay a fee per can, which depends on the material and on the cost of its recycling.',
  Sweden:
    'Cans have carried a deposit since the early years of the scheme, and juice cans joined later. The operator reports a return rate of 88 percent for 2024. The aim set by the government is 90 percent.',
  Norway:
    'Producers pay a lower environmental tax the more cans are returned, which is why the return rate has stayed high: 92 percent for 2024 by the report of the operator. Shops that sell cans must take them back.',
};

const deposits = (country: string) => `deposit system drinks cans return rate ${country} 2024`;
const requestId = (attempt: number) => `rq-${(0x5b3d + attempt * 0x1f35).toString(16)}`;

session.user(
  'Write a one-page overview of deposit systems for drinks cans in the Nordic countries: Denmark, Sweden, Norway, Finland. No source older than 2024.',
);
for (const [index, country] of ['Denmark', 'Sweden', 'Norway'].entries()) {
  session.call(
    `${index === 0 ? 'I will start with' : 'Next is'} ${country}.`,
    'web_search',
    { query: deposits(country), request_id: requestId(index) },
    { results: [{ title: `Drinks can deposit in ${country}`, passage: passages[country] }] },
  );
}

const impatience = [
  'Finland is the last country.',
  'Nothing on Finland yet, only its neighbours. I will send the search again.',
  'Still nothing for Finland. The index may be ready now, so once more.',
  'Nothing again. I will repeat the search for Finland.',
  'The search still knows no page on Finland. I will try again.',
  'The same three countries once more. I will send it again with a fresh request.',
  'Still no page on Finland. Another attempt.',
  'I need the figure for Finland before I can write. Searching again.',
];
// The index lacks Finland and answers with the neighbours instead, so each attempt makes the next prompt dearer.
const neighbours = Object.entries(passages).map(([country, passage]) => ({
  title: `Drinks can deposit in ${country}`,
  passage,
}));
const nothing = { results: neighbours, note: 'No page on Finland. The index is being rebuilt.' };
let attempt = 3;

function searchFinland(completion: string): void {
  session.call(completion, 'web_search', { query: deposits('Finland'), request_id: requestId(attempt) }, nothing);
  attempt += 1;
}

for (const completion of impatience) searchFinland(completion);

const helpers = [
  'Find the return rate of drinks cans in Finland for 2024 and start helpers of your own where needed.',
  'Find the return rate of drinks cans in Finland for 2024. The first helper is still searching.',
  'Find the return rate of drinks cans in Finland for 2024. Two helpers are still searching.',
  'Find the return rate of drinks cans in Finland for 2024. Three helpers are still searching.',
  'Find the return rate of drinks cans in Finland for 2024. Four helpers are still searching.',
];
for (const task of helpers) {
  session.spawn('A helper agent can look for the figure for Finland.', task, { status: 'started' });
  searchFinland('While the helper works I will repeat the search for Finland.');
}

/** Cost runaway: one search repeated with nothing new but its request id, helper upon helper, and no report. */
export const searchRetriedForever: Example = {
  file: 'search-retried-forever.jsonl',
  intro: [
    'A research agent repeats one search thirteen times, only the request id differs, and starts five helpers.',
    'It went wrong at step 9, the first search for Finland: the loop begins there and no overview is ever written.',
  ],
  events: session.events,
  expected: { mode: 'cost_runaway', origin: 9 },
  form: 'full',
};
