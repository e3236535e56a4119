import { expect, vi } from 'vitest';
import type { Message } from '../../src/flows/messages.ts';
import { renderMessage } from '../../src/slack/render-message.ts';
import { incidents, responder, type startBot } from './bot.ts';
import { fullIncident, now, runningIncident } from './models.ts';

/** Waits for what follows an acknowledgement; a machine may be busy. */
export const eventually = (check: () => unknown) => vi.waitFor(check, { timeout: 15_000, interval: 20 });

export type Bot = Awaited<ReturnType<typeof startBot>>;

/** Shows a message of ours in the incident channel, as the outbox would. */
export async function show(bot: Bot, message: Message, thread_ts?: string): Promise<string> {
  const thread = thread_ts === undefined ? {} : { thread_ts };
  const answer = await bot.api('chat.postMessage', { channel: incidents, ...renderMessage(message), ...thread });
  if (!answer.ok) throw new Error(JSON.stringify(answer));
  return answer.ts;
}

/** Presses what has this id, in a message or in the view that is open. */
export async function press(bot: Bot, actionId: string, where: { ts: string } | { view: true }, more: object = {}) {
  const { user = responder } = more as { user?: string };
  const view = 'view' in where ? bot.modal(user) : undefined;
  const message = 'ts' in where ? find(bot, where.ts) : undefined;
  const block = (view ?? message)?.blocks?.find((entry) => JSON.stringify(entry).includes(`"action_id":"${actionId}"`));
  if (block === undefined) throw new Error(`nothing has the id ${actionId}`);
  const place = 'ts' in where ? { channel: incidents, message_ts: where.ts } : { view_id: view?.id };
  return await bot.act('interact', { user, ...place, block_id: block.block_id, action_id: actionId, ...more });
}

function find(bot: Bot, ts: string) {
  const { messages, ephemerals } = bot.channel(incidents);
  return [...messages, ...ephemerals].find((message) => message.ts === ts);
}

export const submit = (bot: Bot, values: object = {}, user = responder) =>
  bot.act('view-submit', { user, view_id: bot.modal(user)?.id, values });

export const cardMessage: Message = { kind: 'card', incident: runningIncident, now, traceUrl: null };
export const checklistMessage: Message = {
  kind: 'checklist',
  incident: fullIncident,
  now,
  undoable: ['kill'],
  captures: [],
};

export const shown = (bot: Bot, user = responder) => JSON.stringify(bot.modal(user));

export async function openModal(bot: Bot, actionId: string, ts: string, more: object = {}): Promise<void> {
  await press(bot, actionId, { ts }, more);
  await eventually(() => {
    expect(bot.modal()).toBeDefined();
    expect(shown(bot)).not.toContain('⏳');
  });
}
