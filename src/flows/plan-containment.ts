import { type ComputedPlan, computePlan } from '../containment/plan.ts';
import type { ContainmentKind, ContainmentTarget } from '../containment/provider.ts';
import type { IncidentRecord } from '../incident/record.ts';
import type { ContainmentPlan, Flows, Outcome } from './api.ts';
import { targetOf } from './containment-target.ts';
import { notFound, refused } from './outcome.ts';
import type { Parts } from './parts.ts';

/** Calls per minute to choose from; the first is what most agents survive while people look. */
const limitChoices = [1, 6, 10, 30, 60] as const;
const usualLimit = 6;

/** What an action would touch if it were done now; null when nothing is configured that could do it. */
export async function planNow(
  parts: Parts,
  incident: IncidentRecord,
  kind: ContainmentKind,
  by: string,
  limitPerMinute: number | null,
): Promise<{ plan: ComputedPlan; target: ContainmentTarget } | null> {
  const target = await targetOf(parts, incident);
  const provider = parts.routing.routeFor(kind, target);
  if (provider === null) return null;
  const draft = { kind, target, limitPerMinute, by, reason: `incident ${incident.number}`, at: parts.now() };
  return { plan: await computePlan(provider, draft), target };
}

/** Says what a containment would touch, to a responder; nothing happens. */
export async function planContainment(
  parts: Parts,
  { incidentId, kind, by, limitPerMinute }: Parameters<Flows['planContainment']>[0],
): Promise<Outcome<ContainmentPlan>> {
  const may = await parts.authorizer.check(by);
  if (!may.allowed) return refused('not_allowed', may.message);
  const incident = await parts.incidents.get(incidentId);
  if (incident === null) return notFound(incidentId);
  const limit = kind === 'rate_limit' ? (limitPerMinute ?? usualLimit) : null;
  const planned = await planNow(parts, incident, kind, by, limit);
  return {
    ok: true,
    incident,
    lines: planned?.plan.lines ?? [],
    digest: planned?.plan.digest ?? '',
    finished: incident.report?.liveness === 'finished',
    rate: limit === null || planned === null ? null : { chosen: limit, choices: [...limitChoices] },
  };
}
