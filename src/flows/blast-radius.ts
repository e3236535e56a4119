import type { AddedAction, Flows, Outcome } from './api.ts';
import { logEvent } from './apply-event.ts';
import { notFound, refused } from './outcome.ts';
import type { Parts } from './parts.ts';

/** The external actions of an incident and how far each reversal is. */
export async function blastRadius(
  { incidents, reversals }: Parts,
  incidentId: string,
): ReturnType<Flows['blastRadius']> {
  const incident = await incidents.get(incidentId);
  if (incident === null) return notFound(incidentId);
  return { ok: true, incident, items: await reversals.list(incidentId) };
}

/** Takes, settles or plans the reversal of one action. */
export async function changeReversal(parts: Parts, input: Parameters<Flows['changeReversal']>[0]): Promise<Outcome> {
  const { incidentId, number, change, plan = '', by, requestKey } = input;
  if ((await parts.incidents.get(incidentId)) === null) return notFound(incidentId);
  if (change === 'plan' && plan.trim() === '') return refused('invalid', 'Say how to reverse it.');
  const at = parts.now();
  const changed = await parts.reversals.change(
    incidentId,
    number,
    change === 'take' ? { change, by } : change === 'done' ? { change, by, at } : { change, by, plan: plan.trim() },
  );
  const item = (await parts.reversals.list(incidentId)).find((each) => each.number === number);
  if (item === undefined) return refused('not_found', `There is no action ${number}.`);
  if (!changed && item.done?.by !== by) {
    return refused('conflict', `Action ${number} is settled already, by ${item.done?.by ?? 'somebody'}.`);
  }
  const said = { take: 'taken', done: 'settled', plan: `planned: ${plan.trim()}` }[change];
  const text = `Action ${number} (${item.entry.tool}): reversal ${said}.`;
  await logEvent(parts, incidentId, requestKey, { type: 'logged', entry: `reversal.${change}`, text }, by);
  return { ok: true };
}

/** Adds an external action that the trace does not show. */
export async function addReversal(parts: Parts, input: AddedAction): Promise<Outcome<{ number: number }>> {
  const { incidentId, what, reversible, plan, by, requestKey } = input;
  const name = what.trim();
  if (name === '') return refused('invalid', 'Say what the agent did.');
  if ((await parts.incidents.get(incidentId)) === null) return notFound(incidentId);
  const entry = {
    step: null,
    tool: name,
    args: null,
    effect: 'write',
    outcome: 'unknown',
    reversible,
    reversal: null,
  } as const;
  const number = await parts.reversals.add(incidentId, entry, plan, `by-hand:${requestKey}`);
  const text = `Action ${number} added by hand: ${name}.`;
  await logEvent(parts, incidentId, requestKey, { type: 'logged', entry: 'reversal.added', text }, by);
  return { ok: true, number };
}
