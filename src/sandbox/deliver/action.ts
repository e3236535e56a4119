import { newResponseUrl } from '../api/response-url.ts';
import { showView } from '../api/views.ts';
import { elementsOf } from '../blocks/elements-of.ts';
import type { Block } from '../blocks/schema.ts';
import type { Core } from '../core.ts';
import { SlackFailure } from '../failure.ts';
import type { Channel, Message } from '../workspace.ts';
import { envelope, newTrigger, post } from './post.ts';
import { isAcknowledged, type Reply } from './reply.ts';
import { pick, toState, type Values } from './state.ts';

/** Where a person pressed something. */
export type Place = { message: Message; channel: Channel; ephemeral: boolean } | { viewId: string };

export interface Press {
  user: string;
  block_id: string;
  action_id: string;
  /** The chosen value or values; not needed for a button. */
  value?: string | readonly string[] | null | undefined;
  values: Values;
}

/** Presses a button or chooses something: https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
export async function deliverAction(core: Core, place: Place, press: Press): Promise<Reply> {
  const { user } = press;
  const where = 'viewId' in place ? inView(core, place.viewId, press) : inMessage(core, place, press);
  const action = toAction(core, where.blocks, press);
  const trigger_id = newTrigger(core, user, 'viewId' in place ? place.viewId : null);
  const payload = { type: 'block_actions', ...envelope(core, user), trigger_id, ...where.fields, actions: [action] };
  const reply = await post(core, { kind: 'interactive', payload });
  if (!isAcknowledged(reply)) {
    core.notice(user, where.channel, 'This app did not respond to what you pressed. Try again, or look at its log.');
  }
  return reply;
}

function inView(core: Core, viewId: string, { values }: Press) {
  const view = core.workspace.views.get(viewId);
  if (view === undefined) throw new SlackFailure('view_not_found');
  const state = { values: toState(view.blocks, values) };
  const fields = { container: { type: 'view', view_id: view.id }, view: { ...showView(view), state } };
  return { blocks: view.blocks, channel: null, fields };
}

function inMessage(core: Core, { message, channel, ephemeral }: Extract<Place, { message: Message }>, press: Press) {
  const blocks = message.blocks ?? [];
  const thread = message.thread_ts === undefined ? {} : { thread_ts: message.thread_ts };
  const container = {
    type: 'message',
    message_ts: message.ts,
    channel_id: channel.id,
    is_ephemeral: ephemeral,
    ...thread,
  };
  const target = { channel: channel.id, user: press.user, messageTs: message.ts, threadTs: message.thread_ts ?? null };
  const fields = {
    container,
    channel: { id: channel.id, name: channel.is_im ? 'directmessage' : channel.name },
    ...(ephemeral ? {} : { message }),
    state: { values: toState(blocks, press.values) },
    response_url: newResponseUrl(core, target),
  };
  return { blocks, channel: channel.id, fields };
}

function toAction(core: Core, blocks: readonly Block[], press: Press): Record<string, unknown> {
  const block = blocks.find(({ block_id }) => block_id === press.block_id);
  const element = block && elementsOf(block).find(({ action_id }) => action_id === press.action_id);
  if (element === undefined) throw new SlackFailure('action_not_found');
  const text = element.type === 'button' ? { text: element.text } : {};
  const { block_id, action_id } = press;
  return { type: element.type, block_id, action_id, ...text, ...pick(element, press.value), action_ts: core.newTs() };
}
