import { z } from 'zod';
import { checkView } from '../blocks/check.ts';
import type { Core } from '../core.ts';
import { SlackFailure } from '../failure.ts';
import type { StoredView, Trigger } from '../workspace.ts';
import { findUser, json, type Method, method, text } from './method.ts';

const view = json(z.unknown());

/** views.*: https://docs.slack.dev/reference/methods?family=views */
export const viewMethods: Readonly<Record<string, Method>> = {
  'views.open': method(null, { trigger_id: text, view }, (core, args) => {
    const opened = prepareView(core, args.view, 'modal');
    const { user } = useTrigger(core, args.trigger_id);
    return { view: showView(stackView(core, user, opened, [])) };
  }),
  'views.push': method(null, { trigger_id: text, view }, (core, args) => {
    const opened = prepareView(core, args.view, 'modal');
    const { user, viewId } = useTrigger(core, args.trigger_id);
    const stack = core.workspace.modals.get(user) ?? [];
    if (viewId === null || !stack.includes(viewId)) throw new SlackFailure('invalid_trigger_id');
    if (stack.length >= 3) throw new SlackFailure('push_limit_reached');
    return { view: showView(stackView(core, user, opened, stack)) };
  }),
  'views.update': method(
    null,
    { view_id: text.optional(), external_id: text.optional(), hash: text.optional(), view },
    (core, args) => {
      const current = [...core.workspace.views.values()].find(({ id, external_id }) =>
        args.view_id === undefined ? external_id !== '' && external_id === args.external_id : id === args.view_id,
      );
      if (current === undefined) throw new SlackFailure('not_found');
      if (args.hash !== undefined && args.hash !== current.hash) throw new SlackFailure('hash_conflict');
      return { view: showView(replaceView(core, current, args.view)) };
    },
  ),
  'views.publish': method(null, { user_id: text, hash: text.optional(), view }, (core, args) => {
    findUser(core, args.user_id);
    const { homes, views } = core.workspace;
    const current = views.get(homes.get(args.user_id) ?? '');
    if (args.hash !== undefined && args.hash !== current?.hash) throw new SlackFailure('hash_conflict');
    const next = prepareView(core, args.view, 'home');
    if (current !== undefined) Object.assign(next, { id: current.id, root_view_id: current.id });
    views.set(next.id, next);
    homes.set(args.user_id, next.id);
    core.changed();
    return { view: showView(next) };
  }),
};

/** Checks a view and gives it what Slack adds. @throws SlackFailure */
export function prepareView(core: Core, value: unknown, type: 'modal' | 'home'): StoredView {
  const checked = checkView(value, type, () => core.newId('b'));
  const { team, app } = core.workspace;
  const external = checked.external_id ?? '';
  if (external !== '' && [...core.workspace.views.values()].some(({ external_id }) => external_id === external)) {
    throw new SlackFailure('duplicate_external_id');
  }
  const id = core.newId('V');
  return {
    callback_id: '',
    private_metadata: '',
    clear_on_close: false,
    notify_on_close: false,
    ...checked,
    external_id: external,
    id,
    team_id: team.id,
    app_id: app.id,
    bot_id: app.botId,
    hash: core.newTs(),
    root_view_id: id,
    previous_view_id: null,
  } as StoredView;
}

/** Puts a modal on top of those a person has open. */
export function stackView(core: Core, user: string, view: StoredView, stack: readonly string[]): StoredView {
  const { views, modals } = core.workspace;
  if (stack.length === 0) for (const id of modals.get(user) ?? []) views.delete(id);
  view.root_view_id = stack[0] ?? view.id;
  view.previous_view_id = stack.at(-1) ?? null;
  views.set(view.id, view);
  modals.set(user, [...stack, view.id]);
  core.changed();
  return view;
}

/** Replaces what a view shows and keeps its place. @throws SlackFailure */
export function replaceView(core: Core, current: StoredView, value: unknown): StoredView {
  const { views } = core.workspace;
  views.delete(current.id);
  try {
    const { id, root_view_id, previous_view_id } = current;
    const next = { ...prepareView(core, value, current.type), id, root_view_id, previous_view_id };
    views.set(id, next);
    core.changed();
    return next;
  } catch (error) {
    views.set(current.id, current);
    throw error;
  }
}

/** A trigger opens one modal, within three seconds. */
function useTrigger(core: Core, id: string): Trigger {
  const trigger = core.workspace.triggers.get(id);
  if (trigger === undefined) throw new SlackFailure('invalid_trigger_id');
  if (trigger.used) throw new SlackFailure('exchanged_trigger_id');
  if (core.clock.now() > trigger.expiresAtMs) throw new SlackFailure('expired_trigger_id');
  trigger.used = true;
  return trigger;
}

/** A view as answers and payloads carry it. */
export function showView(view: StoredView): Record<string, unknown> {
  return { ...view, title: view.title ?? null, submit: view.submit ?? null, close: view.close ?? null };
}
