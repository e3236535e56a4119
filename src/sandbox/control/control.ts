import type { z } from 'zod';
import { findMessage, react, unreact } from '../api/items.ts';
import { findChannel, findUser } from '../api/method.ts';
import { showView } from '../api/views.ts';
import { addMessage, type Core, openDirect } from '../core.ts';
import { deliverAction, type Place } from '../deliver/action.ts';
import { deliverCommand } from '../deliver/command.ts';
import { verifyUrl } from '../deliver/events.ts';
import { deliverShortcut } from '../deliver/shortcut.ts';
import { closeView, submitView } from '../deliver/view.ts';
import { SlackFailure } from '../failure.ts';
import { Fault } from '../faults.ts';
import type { Panels } from '../panels/panels.ts';
import type { Channel, Message } from '../workspace.ts';
import type { Notices } from './notices.ts';
import {
  Close,
  Command,
  Disconnect,
  Dismiss,
  Home,
  Interact,
  PanelAction,
  React,
  Say,
  Shortcut,
  Submit,
} from './schema.ts';

/** What the controls work on. */
interface Desk {
  core: Core;
  notices: Notices;
  panels: Panels;
}

/** Does what a person, a test or the page asks for. @throws SlackFailure, ZodError */
export async function control({ core, notices, panels }: Desk, name: string, body: unknown): Promise<unknown> {
  switch (name) {
    case 'message':
      return sayAs(core, Say.parse(body));
    case 'command': {
      const { user, channel, command, text } = Command.parse(body);
      findUser(core, user);
      return { reply: await deliverCommand(core, { user, channel: visible(core, user, channel), command, text }) };
    }
    case 'interact': {
      const { channel, message_ts, view_id, ...press } = Interact.parse(body);
      findUser(core, press.user);
      return { reply: await deliverAction(core, findPlace(core, press.user, channel, message_ts, view_id), press) };
    }
    case 'view-submit': {
      const { user, view_id, values } = Submit.parse(body);
      return submitView(core, user, view_id, values);
    }
    case 'view-close': {
      const { user, view_id, all } = Close.parse(body);
      await closeView(core, user, view_id, all);
      return {};
    }
    case 'shortcut': {
      const { user, channel: id, message_ts, callback_id } = Shortcut.parse(body);
      findUser(core, user);
      if (id === undefined) return { reply: await deliverShortcut(core, { user, place: null, callback_id }) };
      const channel = visible(core, user, id);
      const message = findMessage(channel, message_ts ?? '');
      return { reply: await deliverShortcut(core, { user, place: { channel, message }, callback_id }) };
    }
    case 'react': {
      const { user, channel: id, message_ts, name: reaction, remove } = React.parse(body);
      const channel = visible(core, user, id);
      (remove ? unreact : react)(core, channel, findMessage(channel, message_ts), user, reaction);
      return {};
    }
    case 'home': {
      const { user } = Home.parse(body);
      findUser(core, user);
      const channel = openDirect(core, user);
      const view = core.workspace.views.get(core.workspace.homes.get(user) ?? '');
      const shown = view === undefined ? {} : { view: showView(view) };
      core.emit({ type: 'app_home_opened', user, channel: channel.id, tab: 'home', ...shown, event_ts: core.newTs() });
      return { channel: channel.id };
    }
    case 'dismiss': {
      const { user, id } = Dismiss.parse(body);
      notices.dismiss(user, id);
      core.changed();
      return {};
    }
    case 'verify-url':
      return { verified: await verifyUrl(core) };
    case 'panel': {
      const { panel, action } = PanelAction.parse(body);
      const done = await panels.act(panel, action);
      if (done === null) throw new SlackFailure('action_not_found');
      return done;
    }
    case 'disconnect':
      core.sockets.disconnect(Disconnect.parse(body).reason);
      return {};
    case 'faults':
      core.faults.add(Fault.parse(body));
      core.changed();
      return { faults: core.faults.list() };
    default:
      throw new SlackFailure('unknown_control');
  }
}

function sayAs(core: Core, { user, channel: id, text, thread_ts }: z.infer<typeof Say>) {
  findUser(core, user);
  const channel = visible(core, user, id);
  if (thread_ts !== undefined) findMessage(channel, thread_ts);
  const thread = thread_ts === undefined ? {} : { thread_ts };
  const message: Message = { type: 'message', ts: core.newTs(), user, text, ...thread };
  if (!channel.members.includes(user)) channel.members.push(user);
  addMessage(core, channel, message);
  return { ts: message.ts };
}

function findPlace(
  core: Core,
  user: string,
  channel: string | undefined,
  ts: string | undefined,
  viewId: string | undefined,
): Place {
  if (viewId !== undefined) {
    const { modals, homes } = core.workspace;
    if (modals.get(user)?.at(-1) !== viewId && homes.get(user) !== viewId) throw new SlackFailure('view_not_found');
    return { viewId };
  }
  const found = visible(core, user, channel ?? '');
  const ephemeral = found.ephemerals.find((message) => message.ts === ts && message.to === user);
  return { message: ephemeral ?? findMessage(found, ts ?? ''), channel: found, ephemeral: ephemeral !== undefined };
}

/** @throws SlackFailure `channel_not_found` also for private channels the person is not in. */
export function visible(core: Core, user: string, id: string): Channel {
  const channel = findChannel(core, id);
  if (channel.is_private && !channel.members.includes(user)) throw new SlackFailure('channel_not_found');
  return channel;
}
