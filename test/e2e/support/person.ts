import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Block,
  findElement,
  isAcknowledged,
  type Message,
  Refusal,
  type Reply,
  type SandboxClient,
  type Values,
  type View,
} from './sandbox-client.ts';
import { waitUntil } from './wait-until.ts';

/** A message, by the delivery id the bot gave it or by its place. */
export type Target = { deliveryId: string } | { channel: string; ts: string } | { view: string };

export interface Submitted {
  errors: Record<string, string>;
  problem: string | null;
}

/** One member of the workspace, doing what people do. */
export interface Person {
  id: string;
  /** Types `/agent-incident <text>`. */
  command(channel: string, text: string): Promise<Reply>;
  say(channel: string, text: string, threadTs?: string): Promise<string>;
  react(channel: string, ts: string, name: string, remove?: boolean): Promise<void>;
  /** Presses a button, once it is there; the choice is the target in the value of an option of a menu. */
  click(target: Target, actionId: string, choice?: string): Promise<Reply>;
  /** Uses a shortcut on a message. */
  shortcut(channel: string, ts: string, callbackId: string): Promise<Reply>;
  /** The topmost modal, once it has this callback id and the test holds. */
  modal(callbackId: string, test?: (view: View) => boolean, seconds?: number): Promise<View>;
  topModal(): Promise<View | null>;
  /** Sends the topmost form, with values by block id. */
  submit(view: View, values?: Record<string, string>): Promise<Submitted>;
  close(): Promise<void>;
  home(): Promise<void>;
}

export const slashCommand = '/agent-incident';

export function createPerson(sandbox: SandboxClient, id: string, explain: () => string): Person {
  const command = slashCommand;

  async function blocksOf(target: Target): Promise<{ blocks: Block[]; place: Record<string, string> } | null> {
    const state = await sandbox.state(id);
    if ('view' in target) {
      const view = [...state.modals, ...(state.home ? [state.home] : [])].find((each) => each.id === target.view);
      return view === undefined ? null : { blocks: view.blocks, place: { view_id: view.id } };
    }
    for (const channel of state.channels) {
      const isIt = (message: Message) =>
        'deliveryId' in target
          ? message.metadata?.event_payload.delivery_id === target.deliveryId
          : channel.id === target.channel && message.ts === target.ts;
      const message = [...channel.messages, ...channel.ephemerals].find(isIt);
      if (message) return { blocks: message.blocks ?? [], place: { channel: channel.id, message_ts: message.ts } };
    }
    return null;
  }

  async function topModal(): Promise<View | null> {
    return (await sandbox.state(id)).modals.at(-1) ?? null;
  }

  async function click(target: Target, actionId: string, choice?: string): Promise<Reply> {
    const what = `${id} can press ${actionId} on ${JSON.stringify(target)}`;
    return await waitUntil(
      what,
      async () => {
        const found = await blocksOf(target);
        const element = found && findElement(found.blocks, actionId);
        if (!found || !element) return null;
        const options = element.element.options ?? [];
        const value = choice && (options.find((each) => isChoice(each.value, choice))?.value ?? choice);
        try {
          const press = { user: id, ...found.place, block_id: element.block_id, action_id: actionId };
          const body = value === undefined ? press : { ...press, value };
          return (await sandbox.act<{ reply: Reply }>('interact', body)).reply;
        } catch (error) {
          // It was drawn anew between looking and pressing.
          if (error instanceof Refusal && error.code === 'action_not_found') return null;
          throw error;
        }
      },
      { explain },
    );
  }

  return {
    id,
    click,
    command: async (channel, text) =>
      (await sandbox.act<{ reply: Reply }>('command', { user: id, channel, command, text })).reply,
    say: async (channel, text, threadTs) => {
      const thread = threadTs === undefined ? {} : { thread_ts: threadTs };
      return (await sandbox.act<{ ts: string }>('message', { user: id, channel, text, ...thread })).ts;
    },
    react: async (channel, ts, name, remove = false) =>
      void (await sandbox.act('react', { user: id, channel, message_ts: ts, name, remove })),
    shortcut: async (channel, ts, callbackId) =>
      (
        await sandbox.act<{ reply: Reply }>('shortcut', {
          user: id,
          channel,
          message_ts: ts,
          callback_id: callbackId,
        })
      ).reply,
    modal: (callbackId, test = () => true, seconds = 60) =>
      waitUntil(
        `${id} sees the modal ${callbackId}`,
        async () => {
          const top = await topModal();
          return top?.callback_id === callbackId && test(top) ? top : null;
        },
        { seconds, explain: async () => `the modal is:\n${JSON.stringify(await topModal())}\n${explain()}` },
      ),
    topModal,
    submit: async (view, values = {}) => {
      const named: Values = {};
      for (const { type, block_id = '', element } of view.blocks) {
        const given = values[block_id];
        if (type === 'input' && given !== undefined) named[block_id] = { [element?.action_id ?? '']: given };
      }
      return await sandbox.act<Submitted>('view-submit', { user: id, view_id: view.id, values: named });
    },
    async close() {
      for (const view of (await sandbox.state(id)).modals.toReversed()) {
        await sandbox.act('view-close', { user: id, view_id: view.id });
      }
    },
    home: async () => void (await sandbox.act('home', { user: id })),
  };
}

/** The values of a menu name incident, revision and choice: `inc_1#4#resolve`. */
function isChoice(value: string, choice: string): boolean {
  return value === choice || value.endsWith(`#${choice}`);
}

/** Does it until the bot acknowledges it, as a person would whom the app did not answer. */
export async function untilAcknowledged(act: () => Promise<Reply>): Promise<Reply> {
  for (let attempt = 1; ; attempt++) {
    const reply = await act();
    if (isAcknowledged(reply) || attempt >= 60) return reply;
    await sleep(500);
  }
}
