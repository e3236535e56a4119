import type { Button } from '@slack/types';
import type { ContainmentAction, ContainmentKind, Incident } from '../../incident/incident.ts';
import { type ActionValue, containmentActionIds, formatActionValue } from '../action-ids.ts';
import { escapeMrkdwn, formatMoment, mentionUser } from '../kit.ts';
import { containmentNames, containmentWords, livenessWords } from '../words.ts';
import { button } from './elements.ts';

const kinds: readonly ContainmentKind[] = ['kill', 'revoke', 'rate_limit'];

/** The latest action of each kind; what went before it is in the timeline. */
export function latestContainment({ containment }: Incident): ContainmentAction[] {
  return kinds.flatMap((kind) => containment.findLast((action) => action.kind === kind) ?? []);
}

/** Does it still run? A confirmed kill knows better than a trace that was captured before it. */
export function livenessText({ containment, report }: Incident): string {
  const isKilled = containment.some(({ kind, state }) => kind === 'kill' && state === 'effective');
  return isKilled ? 'stopped' : livenessWords[report?.liveness ?? 'unknown'];
}

/** One line: what was asked for, how far it got and since when, who asked, what the provider said. */
export function containmentLine(action: ContainmentAction): string {
  const { symbol, word } = containmentWords[action.state];
  const detail = action.detail === null ? '' : ` · ${escapeMrkdwn(action.detail, 200)}`;
  const state = `${symbol} *${containmentNames[action.kind]}*: ${word}, ${formatMoment(action.changed_at)}${detail}`;
  return `${state} · requested by ${mentionUser(action.requested_by)} ${formatMoment(action.requested_at)}`;
}

/** Pressing again makes no sense while an action is under way or in effect; a limit in effect may be changed. */
function isSettled(action: ContainmentAction | undefined): boolean {
  if (action === undefined || ['unconfirmed', 'failed', 'undone'].includes(action.state)) return true;
  return action.kind === 'rate_limit' && action.state === 'effective';
}

/** The containment buttons that make sense now; for a finished session the kill comes last and says so. */
export function containmentButtons(incident: Incident, target: ActionValue): Button[] {
  if (incident.status === 'resolved') return [];
  const finished = incident.report?.liveness === 'finished';
  const order = finished ? (['revoke', 'rate_limit', 'kill'] as const) : kinds;
  const latest = latestContainment(incident);
  const offered = order.filter((kind) => isSettled(latest.find((action) => action.kind === kind)));
  return offered.map((kind) => {
    const again = latest.some((action) => action.kind === kind && action.state !== 'undone');
    const name = finished && kind === 'kill' ? 'Kill anyway' : containmentNames[kind];
    return button({
      id: containmentActionIds[kind],
      text: again ? `${name} again` : name,
      label: `${name}, incident ${incident.number}: asks before it acts`,
      value: formatActionValue(target),
      ...(kind === 'kill' && !finished ? { style: 'danger' as const } : {}),
    });
  });
}
