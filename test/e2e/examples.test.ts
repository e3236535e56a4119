import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openIncident, untilSays } from './support/incident.ts';
import { findDelivery, textOf } from './support/sandbox-client.ts';
import { refusals } from './support/sandbox-record.ts';
import { channels, type Stack, startStack } from './support/stack.ts';
import { waitUntil } from './support/wait-until.ts';

/** What examples/traces/README.md says of them. */
const examples = [
  { session: 'ses_abc123', mode: /Hallucination propagation/, origin: 3 },
  { session: 'ses_tel_4471', mode: /Hallucination propagation/, origin: 12 },
  { session: 'ses_clinic_0930', mode: /Tool misfire/, origin: 7 },
  { session: 'ses_proc_7716', mode: /Context poisoning/, origin: 9 },
  { session: 'ses_research_2208', mode: /Cost runaway/, origin: 9 },
  { session: 'ses_hotel_3812', mode: /No fault found/, origin: null },
] as const;

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
}, 300_000);
afterAll(() => stack?.stop());

async function ephemerals(user: string): Promise<string[]> {
  const { channels: seen } = await stack.sandbox.state(user);
  return seen.flatMap((channel) => channel.ephemerals.map((message) => textOf(message.blocks) || message.text));
}

describe('the command in a channel', () => {
  test('answers at once, then shows the report of each example session with its mode and origin', async () => {
    const opened = await Promise.all(
      examples.map(({ session }) => openIncident(stack, stack.riley, channels.incidents, session)),
    );
    for (const [at, { mode, origin }] of examples.entries()) {
      const { card } = opened[at] ?? { card: { deliveryId: '' } };
      const text = await untilSays(stack, card, mode);
      if (origin === null) expect(text).not.toMatch(/\*Origin:\*/);
      else expect(text).toMatch(new RegExp(`\\*Origin:\\* step ${origin} of`));
    }
    expect(await ephemerals(stack.riley.id)).toContainEqual(expect.stringMatching(/Fetching.*ses_abc123/));
    const found = await findDelivery(stack.sandbox, stack.riley.id, opened[0]?.card.deliveryId ?? '');
    expect(found?.channel.id).toBe(channels.incidents);
  });

  test('opens one incident per session: a second command leads to the first', async () => {
    await stack.sam.command(channels.general, 'ses_abc123');
    await waitUntil('Sam is told where it is', async () =>
      (await ephemerals(stack.sam.id)).some((text) => /Incident #\d+.*is open already/s.test(text)),
    );
    const posted = stack.record().filter(({ method }) => method === 'chat.postMessage');
    const cards = posted.filter(
      ({ args }) => /"card:/.test(JSON.stringify(args)) && /ses_abc123/.test(JSON.stringify(args)),
    );
    expect(cards).toHaveLength(1);
  });

  test('suggests an id that is like the one that nobody knows, and opens nothing', async () => {
    await stack.riley.command(channels.incidents, 'ses_abc124');
    const said = await waitUntil('an answer', async () =>
      (await ephemerals(stack.riley.id)).find(
        (text) => text.includes('ses_abc124') && text.includes('No trace source'),
      ),
    );
    expect(said).toContain('/agent-incident ses_abc123');
  });

  test.each([
    ['help', /opens the incident of a session/],
    ['list', /ses_abc123/],
    ['status ses_clinic_0930', /Tool misfire/],
    ['--wrong-output', /--wrong-output takes the number/],
  ])('answers %s', async (text, said) => {
    await stack.sam.command(channels.general, text);
    await waitUntil(`an answer to ${text}`, async () =>
      (await ephemerals(stack.sam.id)).some((each) => said.test(each)),
    );
  });

  test('nothing the bot asked of Slack was refused', () => {
    expect(refusals(stack.record())).toEqual([]);
  });
});
