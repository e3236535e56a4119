import { z } from 'zod';
import { prepareView, replaceView, showView, stackView } from '../api/views.ts';
import type { Core } from '../core.ts';
import { SlackFailure } from '../failure.ts';
import type { StoredView } from '../workspace.ts';
import { envelope, newTrigger, post } from './post.ts';
import { findMissing, toState, type Values } from './state.ts';

/** https://docs.slack.dev/surfaces/modals#updating_response */
const ResponseAction = z.discriminatedUnion('response_action', [
  z.object({ response_action: z.literal('errors'), errors: z.record(z.string(), z.string()) }),
  z.object({ response_action: z.literal('update'), view: z.unknown() }),
  z.object({ response_action: z.literal('push'), view: z.unknown() }),
  z.object({ response_action: z.literal('clear') }),
]);

/** What the person sees after pressing Submit: errors by block id, or a sentence when the app failed. */
export interface Submitted {
  errors: Record<string, string>;
  problem: string | null;
}

/** Submits the topmost modal of a person. @throws SlackFailure `view_not_found` */
export async function submitView(core: Core, user: string, viewId: string, values: Values): Promise<Submitted> {
  const view = findModal(core, user, viewId);
  const missing = findMissing(view.blocks, values);
  if (Object.keys(missing).length > 0) return { errors: missing, problem: null };
  const payload = {
    type: 'view_submission',
    ...envelope(core, user),
    trigger_id: newTrigger(core, user, view.id),
    view: { ...showView(view), state: { values: toState(view.blocks, values) } },
    response_urls: [],
  };
  const reply = await post(core, { kind: 'interactive', payload });
  if (reply.kind !== 'answered' || reply.status !== 200) {
    const why = reply.kind === 'timeout' ? 'The app did not respond.' : 'The app could not be reached.';
    return { errors: {}, problem: `We had some trouble connecting. ${why} Try again?` };
  }
  try {
    const body: unknown = reply.body.trim() === '' ? {} : JSON.parse(reply.body);
    return apply(core, user, view, body);
  } catch (error) {
    const code = error instanceof SlackFailure ? error.code : 'invalid_json';
    return { errors: {}, problem: `We had some trouble connecting. The app answered wrongly (${code}).` };
  }
}

function apply(core: Core, user: string, view: StoredView, body: unknown): Submitted {
  const fine = { errors: {}, problem: null };
  if (typeof body === 'object' && body !== null && Object.keys(body).length === 0) {
    pop(core, user, view.id);
    return fine;
  }
  const parsed = ResponseAction.safeParse(body);
  if (!parsed.success) throw new SlackFailure('invalid_response_action');
  const action = parsed.data;
  if (action.response_action === 'clear') clear(core, user);
  if (action.response_action === 'update') replaceView(core, view, action.view);
  if (action.response_action === 'push') {
    const stack = core.workspace.modals.get(user) ?? [];
    if (stack.length >= 3) throw new SlackFailure('push_limit_reached');
    stackView(core, user, prepareView(core, action.view, 'modal'), stack);
  }
  if (action.response_action !== 'errors') return fine;
  const inputs = view.blocks.filter(({ type }) => type === 'input').map(({ block_id }) => block_id ?? '');
  const stray = Object.keys(action.errors).some((id) => !inputs.includes(id));
  if (stray || Object.keys(action.errors).length === 0) throw new SlackFailure('invalid_errors');
  return { errors: action.errors, problem: null };
}

/** Closes a modal; the bot hears of it when it asked for that. @throws SlackFailure `view_not_found` */
export async function closeView(core: Core, user: string, viewId: string, all = false): Promise<void> {
  const view = findModal(core, user, viewId);
  if (all || view.clear_on_close) clear(core, user);
  else pop(core, user, viewId);
  if (!view.notify_on_close) return;
  const state = { values: toState(view.blocks, {}) };
  const shown = { ...showView(view), state };
  const payload = { type: 'view_closed', ...envelope(core, user), view: shown, is_cleared: all };
  await post(core, { kind: 'interactive', payload });
}

function findModal(core: Core, user: string, viewId: string): StoredView {
  const view = core.workspace.views.get(viewId);
  if (view === undefined || core.workspace.modals.get(user)?.at(-1) !== viewId)
    throw new SlackFailure('view_not_found');
  return view;
}

function pop(core: Core, user: string, viewId: string): void {
  const rest = (core.workspace.modals.get(user) ?? []).filter((id) => id !== viewId);
  core.workspace.modals.set(user, rest);
  core.workspace.views.delete(viewId);
  core.changed();
}

function clear(core: Core, user: string): void {
  for (const id of core.workspace.modals.get(user) ?? []) core.workspace.views.delete(id);
  core.workspace.modals.delete(user);
  core.changed();
}
