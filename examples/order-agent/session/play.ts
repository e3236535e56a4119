import { type Clock, type Guard, systemClock } from '../../../src/guard/index.ts';
import type { AgentRecord } from '../record.ts';
import type { Script, ScriptLine } from '../scenarios/scenario.ts';
import type { ToolArgs } from '../tools.ts';
import type { Conversation, ToolOutcome } from './conversation.ts';
import type { SessionFacts } from './session.ts';
import type { StoreReply } from './store-client.ts';

/** What one session needs to play its script. */
export interface Play {
  facts: SessionFacts;
  script: Script;
  /** After the script, go on looking into the customer's inbox until stopped. */
  hold: boolean;
  conversation: Conversation;
  guard: Guard;
  record: AgentRecord;
  clock: Clock;
  /** Between two steps, in milliseconds. */
  paceMs: number;
  /** Aborts when the whole agent shuts down. */
  signal: AbortSignal;
  callStore(step: number, tool: string, args: ToolArgs): Promise<StoreReply>;
  /** Starts a helper session and returns its id. */
  spawn(script: Script): string;
}

/** How a session came to its own end. Being stopped is an error of the guard instead. */
export type Ending = 'finished' | 'failed';

const inboxTool = 'check_inbox';
/** Calls that wait for somebody repeat by nature. */
export const waitingTools: readonly string[] = [inboxTool];

/**
 * Plays the script, each step behind the guard.
 *
 * @throws AgentStopped when a responder, or the guard by itself, ends the session; the signal's reason on shutdown.
 */
export async function play(session: Play): Promise<Ending> {
  const { script, hold } = session;
  for (const [index, line] of script.lines.entries()) {
    const isLast = !hold && script.forever === undefined && index === script.lines.length - 1;
    if (await playLine(session, line, isLast)) continue;
    // Without its key the session can do nothing more; who holds on may get it back.
    if (hold || script.forever !== undefined) break;
    const step = await begin(session, 'llm_call', null);
    session.conversation.think(
      step,
      'The shop refuses my access, so I cannot go on. Please contact us again.',
      null,
      true,
    );
    return 'failed';
  }
  if (script.forever !== undefined) {
    for (let round = 1; ; round++) for (const line of script.forever(round)) await playLine(session, line, false);
  }
  if (hold) await waitForCustomer(session);
  return 'finished';
}

/** @returns false when the store refused the session's key. */
async function playLine(session: Play, line: ScriptLine, isLast: boolean): Promise<boolean> {
  const { conversation, guard } = session;
  if ('goal' in line && line.goal !== undefined) conversation.setGoal(line.goal);
  if (line.does === 'hear') {
    conversation.hear(await begin(session, 'user_message', null), line.text);
    return true;
  }
  const thinking = await begin(session, 'llm_call', null);
  if (line.does === 'say') {
    guard.afterLlmCall(conversation.think(thinking, line.text, null, isLast));
    return true;
  }
  if (line.does === 'spawn') {
    const decision = { name: 'spawn_agent', args: { task: line.task } };
    guard.afterLlmCall(conversation.think(thinking, line.say, decision, false));
    const step = await begin(session, 'agent_spawn', null);
    conversation.spawned(step, thinking, line.task, { session_id: session.spawn(line.script), status: 'started' });
    return true;
  }
  const { tool, args } = line;
  guard.afterLlmCall(conversation.think(thinking, line.say, { name: tool, args }, false));
  return (await useTool(session, thinking, tool, args)).status !== 401;
}

/** Small, harmless calls without end, each with the cursor that the one before returned. */
async function waitForCustomer(session: Play): Promise<never> {
  let after = 1;
  for (;;) {
    const reply = await useTool(session, null, inboxTool, { customer_id: session.script.customerId, after });
    const next = reply.body.next_after;
    if (typeof next === 'number') after = next;
  }
}

async function useTool(session: Play, decidedAt: number | null, tool: string, args: ToolArgs): Promise<StoreReply> {
  const { facts, guard } = session;
  const step = await begin(session, 'tool_call', tool);
  await guard.beforeToolCall({ tool, args });
  const startedAt = systemClock.elapsed();
  const reply = await session.callStore(step, tool, args);
  facts.text = `step ${step} · ${tool} → ${reply.status}`;
  const ms = Math.round(systemClock.elapsed() - startedAt);
  session.conversation.use(step, decidedAt, { name: tool, args }, { ...toOutcome(tool, reply), ms });
  return reply;
}

function toOutcome(tool: string, reply: StoreReply): Omit<ToolOutcome, 'ms'> {
  const response = reply.body;
  if (reply.status >= 200 && reply.status < 300)
    return { response, status: tool === inboxTool ? 'pending' : 'ok', error: null };
  return {
    response,
    status: 'error',
    error: `the store answered ${reply.status}: ${reply.body.error ?? 'no reason given'}`,
  };
}

/** Waits for the pace and the guard, then writes down that the step begins, before anything of it happens. */
async function begin(session: Play, type: string, tool: string | null): Promise<number> {
  const { facts, guard, record, clock, paceMs, signal } = session;
  if (facts.steps.length > 0 && paceMs > 0) await clock.wait(paceMs, signal);
  signal.throwIfAborted();
  const step = facts.steps.length + 1;
  await guard.beforeStep({ step });
  const at = new Date(clock.now()).toISOString();
  facts.steps.push({ step, type, tool, at });
  facts.text = `step ${step} · ${tool ?? type}`;
  record.write('step_begun', { session_id: facts.session_id, step, step_type: type, tool });
  return step;
}
