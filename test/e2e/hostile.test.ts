import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { actionIds, viewIds } from '../../src/slack/action-ids.ts';
import { openForm, openIncident, press, threadOf, untilSays } from './support/incident.ts';
import { liveParts, liveTags, textsIn } from './support/live-parts.ts';
import { isAcknowledged, type Reply } from './support/sandbox-client.ts';
import { argument, refusals } from './support/sandbox-record.ts';
import { channels, type Stack, startStack } from './support/stack.ts';
import { waitUntil } from './support/wait-until.ts';
import { exportTimeline, readPostmortem } from './support/walk.ts';

const bad = '<!channel> <@U0RESPOND> <http://evil.example|x> *b* {{constructor}} <script>alert(1)</script>';
const sessionId = 'ses_hostile<!channel>*b*{{constructor}}';
const long = 10 * 1_024 * 1_024;

/** As the card shows it: nothing in it is live. */
const shownId = 'ses_hostile&lt;!channel&gt;∗b∗{{constructor}}';
const huge = bad.repeat(long / bad.length);

/** Every field says something hostile; a completion, a tool's answer and a document are 10 MB long. */
function hostileEvents(from: number, to: number): string {
  const lines: string[] = [];
  for (let step = from; step <= to; step++) {
    const type =
      step === 1 ? 'user_message' : (['llm_call', 'tool_call', 'retrieval', 'llm_call', 'tool_call'][step % 5] ?? '');
    const id = `ord_${step}<!here>`;
    const text = `${bad} ${id}`;
    const own = {
      llm_call: {
        prompt: [{ role: bad, content: text }],
        completion: step === 1_000 ? huge : text,
        tools: [{ name: bad, description: bad }],
      },
      tool_call: {
        tool: `delete_${bad}`,
        args: { id, [bad]: text },
        response: { id, [bad]: step === 2_001 ? huge : text },
      },
      retrieval: { content: step === 3_002 ? huge : text },
    }[type];
    const event = {
      session_id: sessionId,
      step,
      type,
      timestamp: new Date(Date.UTC(2026, 10, 22) + step * 100).toISOString(),
      session_type: bad,
      agent: bad,
      goal: `${bad} ${step % 50}`,
      model: bad,
      summary: text,
      content: text,
      url: 'javascript:alert(1)//<!channel>',
      error: step % 7 === 0 ? bad : undefined,
      status: step % 7 === 0 ? bad : 'ok',
      flags: step % 11 === 0 ? ['ENTITY_HALLUCINATION', bad] : undefined,
      input_tokens: 100,
      output_tokens: 10,
      cost_usd: 0.001,
      ms: 5,
      ...own,
      [bad]: bad,
    };
    lines.push(`${JSON.stringify(event)}\n`);
  }
  return lines.join('');
}

/** What the bot answered to others while it was busy with the trace. */
const meanwhile: Reply[] = [];

/** Somebody asks for help every half second until it is done. */
async function askUntil(done: Promise<unknown>): Promise<void> {
  let over = false;
  const end = done.finally(() => {
    over = true;
  });
  while (!over) {
    meanwhile.push(await stack.sam.command(channels.general, 'help'));
    await sleep(500);
  }
  await end;
}

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
}, 300_000);
afterAll(() => stack?.stop());

describe('a trace whose every field is hostile, 5,000 steps long, with fields of 10 MB', () => {
  test('is taken in, analysed and shown; whatever is said of it is dead text within every limit', async () => {
    for (let from = 1; from <= 5_000; from += 1_000) {
      expect(await stack.ingest(hostileEvents(from, from + 999))).toBe(202);
    }
    const incident = await openIncident(stack, stack.riley, channels.incidents, sessionId, shownId);
    await askUntil(untilSays(stack, incident.card, /\*Steps\*/, 300));
    // Everything that shows trace text: the context, the actions, the timeline, a status.
    const text = await untilSays(stack, incident.checklist, /Accept: |Choose step/);
    if (/Context at step/.test(text)) {
      const view = await openForm(stack.riley, incident.checklist, actionIds.showContext, viewIds.context, {
        test: (each) => JSON.stringify(each.blocks).includes('What the model saw'),
      });
      expect(liveParts(view)).toEqual([]);
      await stack.riley.close();
    }
    const origin = await openForm(stack.riley, incident.checklist, actionIds.chooseOrigin, viewIds.chooseOrigin);
    expect(liveParts(origin)).toEqual([]);
    await stack.riley.close();
    await press(stack.riley, incident.checklist, actionIds.showBlastRadius);
    await waitUntil('the actions are shown', async () => {
      const state = await stack.sandbox.state(stack.riley.id);
      return state.channels.some(({ ephemerals }) => JSON.stringify(ephemerals).includes('Blast radius of incident'));
    });
    await press(stack.riley, incident.postmortem, actionIds.publishPostmortem);
    await untilSays(stack, incident.postmortem, /published, not distributed/);
    const entries = await exportTimeline(stack, incident);
    expect(entries.length).toBeGreaterThan(0);

    const page = await readPostmortem(stack, incident);
    expect(liveTags(page)).toEqual([]);
    const files = (await threadOf(stack, incident)).flatMap((message) => message.files ?? []);
    const trace = files.find(({ name }) => name.endsWith('.jsonl'));
    expect(trace?.size).toBeGreaterThan(3 * long);
    const document = files.find(({ name }) => name.endsWith('.md'));
    expect(document).toBeDefined();
    if (document !== undefined) {
      const markdown = await stack.sandbox.file(document);
      expect(markdown).not.toMatch(/<script|<!channel|\{\{|\]\(http:\/\/evil/);
    }
  }, 500_000);

  test('others are served meanwhile', () => {
    const late = meanwhile.filter((reply) => !isAcknowledged(reply)).length;
    // A figure to read: how many missed Slack's three seconds depends on what else the machine does.
    process.stdout.write(`${late} of ${meanwhile.length} commands were acknowledged late\n`);
    expect(meanwhile.some(isAcknowledged)).toBe(true);
  });

  test('no message, modal or answer holds anything live', () => {
    const shown = stack.record().flatMap((line) => {
      if (line.kind === 'response_url' || line.kind === 'answered') return [line.payload ?? line.reply];
      if (line.kind !== 'api' || !/^(chat|views)\./.test(line.method ?? '')) return [];
      return [{ text: line.args?.text, blocks: argument(line, 'blocks'), view: argument(line, 'view') }];
    });
    expect(textsIn(shown).some((text) => text.includes('alert(1)'))).toBe(true);
    expect(liveParts(shown)).toEqual([]);
  });

  test('Slack refused nothing: no limit was passed', () => {
    expect(refusals(stack.record())).toEqual([]);
  });
});
