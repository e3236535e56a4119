import { describe, expect, it } from 'vitest';
import { actionFamilies, actionIds, cardMenuChoices, viewIds } from '../../src/slack/action-ids.ts';
import { actionRoutes, familyRoutes, findActionRoute } from '../../src/slack/routes/action-routes.ts';
import { viewRoutes } from '../../src/slack/routes/view-routes.ts';
import { everyMessage, everyView, worlds } from './every-message.ts';

interface Emitted {
  actions: { id: string; value: string; isLink: boolean }[];
  forms: string[];
}

/** Every element that sends something, and every view that can be sent. */
function emitted(value: unknown, found: Emitted = { actions: [], forms: [] }): Emitted {
  if (Array.isArray(value)) for (const entry of value) emitted(entry, found);
  if (typeof value !== 'object' || value === null) return found;
  const { action_id, value: own, url, options, callback_id, submit } = value as Record<string, unknown>;
  if (typeof action_id === 'string') {
    const chosen = Array.isArray(options) ? options.map((option) => String(option.value)) : [String(own ?? '')];
    for (const said of chosen) found.actions.push({ id: action_id, value: said, isLink: url !== undefined });
  }
  if (typeof callback_id === 'string' && submit !== undefined) found.forms.push(callback_id);
  for (const inner of Object.values(value)) emitted(inner, found);
  return found;
}

const some = worlds.filter(({ name }) => ['failed', 'running', 'full', 'resolved', 'emoji'].includes(name));
const everything = emitted(some.flatMap((world) => [everyMessage(world), everyView(world)]));

describe('the routes', () => {
  it('know everything the builders emit', () => {
    const lost = everything.actions.filter(({ id, value }) => findActionRoute(id, value) === null);
    expect(lost).toEqual([]);
  });

  it('do something for every button that is no link', () => {
    const inputs = new Set<string>([
      actionIds.modeChoice,
      actionIds.originChoice,
      actionIds.originStep,
      actionIds.reason,
      actionIds.wrongOutputStep,
      actionIds.actionWhat,
      actionIds.actionReversible,
      actionIds.actionPlan,
      actionIds.statusText,
      actionIds.sessionChoice,
      actionIds.sessionText,
      actionIds.rootCauseChoice,
      actionIds.snoozeHours,
      actionIds.ownerChoice,
    ]);
    const idle = everything.actions.filter(
      ({ id, value, isLink }) => !isLink && !inputs.has(id) && findActionRoute(id, value)?.route.does === 'nothing',
    );
    expect(idle).toEqual([]);
  });

  it('hold no id that no builder emits', () => {
    const ids = new Set(everything.actions.map(({ id }) => id));
    const single = Object.keys(actionRoutes).filter((id) => !ids.has(id));
    const families = Object.values(actionFamilies).filter((name) => ![...ids].some((id) => id.startsWith(`${name}:`)));
    expect([...single, ...families]).toEqual([]);
    expect(Object.keys(familyRoutes)).toEqual(Object.keys(actionFamilies));
    expect(new Set(Object.values(actionIds))).toEqual(new Set([...Object.keys(actionRoutes), actionIds.cardMenu]));
  });

  it('take every form that can be sent, and every choice of the menu', () => {
    const known = [...Object.keys(viewRoutes), viewIds.chooseSession];
    expect(everything.forms.filter((callback) => !known.includes(callback))).toEqual([]);
    expect(known.filter((callback) => !everything.forms.includes(callback))).toEqual([]);
    for (const choice of cardMenuChoices)
      expect(findActionRoute(actionIds.cardMenu, `inc_1#4#${choice}`)).not.toBeNull();
  });

  it.each(['', 'toString', '__proto__', 'checklist.skip', 'incident.menu'])('do nothing for %j', (id) => {
    expect(findActionRoute(id, 'inc_1#4#constructor')).toBeNull();
  });
});
