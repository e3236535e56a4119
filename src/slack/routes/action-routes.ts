import type { ContainmentKind } from '../../incident/incident.ts';
import { actionFamilies, actionIds, type CardMenuChoice, parseActionValue, parseTarget } from '../action-ids.ts';
import { settleReversal, turnBlastRadius } from './blast-radius-clicks.ts';
import { openContainment, turnLimit } from './containment-clicks.ts';
import { openContext, turnContext } from './context-clicks.ts';
import { exportTimeline } from './export-timeline.ts';
import { isItem, isKind } from './known-words.ts';
import {
  openAddAction,
  openEditLink,
  openIncidentLink,
  openMode,
  openOrigin,
  openOwner,
  openReopen,
  openResolve,
  openReversalPlan,
  openRootCause,
  openSkip,
  openSnooze,
  openStatus,
  openWaive,
  openWrongOutput,
} from './open-forms.ts';
import { openAnyway } from './open-session.ts';
import type { ActionRoute, RecordedClick } from './route.ts';

type RecordRoute = Extract<ActionRoute, { does: 'record' }>;

const nothing: ActionRoute = { does: 'nothing' };
const record = (run: RecordRoute['run'], more: Pick<RecordRoute, 'perPerson' | 'repeatable'> = {}): ActionRoute => ({
  does: 'record',
  ...more,
  run,
});
const perPerson = { perPerson: true } as const;
const repeatable = { repeatable: true } as const;
const contain = (kind: ContainmentKind): ActionRoute => openContainment(kind);

/** What each button, select and link does. Ids that are not here are answered with nothing. */
export const actionRoutes: Readonly<Record<string, ActionRoute>> = {
  [actionIds.kill]: contain('kill'),
  [actionIds.revoke]: contain('revoke'),
  [actionIds.rateLimit]: contain('rate_limit'),
  [actionIds.limit]: turnLimit,
  [actionIds.approve]: record(
    ({ flows, asked, target }) => flows.approveContainment({ ...asked, actionId: target }),
    perPerson,
  ),
  [actionIds.withdraw]: record(
    ({ flows, asked, target }) => flows.withdrawContainment({ ...asked, actionId: target }),
    perPerson,
  ),
  [actionIds.showContext]: openContext,
  [actionIds.contextFirst]: turnContext(() => 1),
  [actionIds.contextPrevious]: turnContext((page) => page - 1),
  [actionIds.contextNext]: turnContext((page) => page + 1),
  [actionIds.contextLast]: turnContext(() => Number.MAX_SAFE_INTEGER),
  [actionIds.retryReport]: record(({ flows, asked }) => flows.retryReport(asked), repeatable),
  [actionIds.captureAgain]: record(({ flows, asked }) => flows.captureAgain(asked), repeatable),
  [actionIds.acceptMode]: record(({ flows, asked }) => flows.decideMode({ ...asked, mode: null, reason: '' })),
  [actionIds.overrideMode]: openMode,
  [actionIds.acceptOrigin]: record(({ flows, asked }) => flows.decideOrigin({ ...asked, step: null, reason: '' })),
  [actionIds.chooseOrigin]: openOrigin,
  [actionIds.wrongOutput]: openWrongOutput,
  [actionIds.showBlastRadius]: turnBlastRadius('new'),
  [actionIds.blastRadiusPrevious]: turnBlastRadius('same'),
  [actionIds.blastRadiusNext]: turnBlastRadius('same'),
  [actionIds.addAction]: openAddAction,
  [actionIds.reopenIncident]: openReopen,
  [actionIds.openAnyway]: record(openAnyway),
  [actionIds.rootCause]: openRootCause,
  [actionIds.editPostmortem]: openEditLink,
  [actionIds.renewPostmortem]: record(({ flows, asked }) => flows.renewPostmortem(asked), repeatable),
  [actionIds.publishPostmortem]: record(({ flows, asked }) => flows.publishPostmortem(asked)),
  [actionIds.distributePostmortem]: record(({ flows, asked }) => flows.distributePostmortem(asked)),
  [actionIds.waivePostmortem]: openWaive,
  [actionIds.snoozePostmortem]: openSnooze,
  [actionIds.postmortemOwner]: openOwner,
  [actionIds.traceLink]: nothing,
  [actionIds.readPostmortem]: nothing,
  [actionIds.openPublished]: nothing,
  [actionIds.editLink]: nothing,
  // Inputs: they are read when their form is sent.
  [actionIds.modeChoice]: nothing,
  [actionIds.originChoice]: nothing,
  [actionIds.originStep]: nothing,
  [actionIds.reason]: nothing,
  [actionIds.wrongOutputStep]: nothing,
  [actionIds.actionWhat]: nothing,
  [actionIds.actionReversible]: nothing,
  [actionIds.actionPlan]: nothing,
  [actionIds.statusText]: nothing,
  [actionIds.sessionChoice]: nothing,
  [actionIds.sessionText]: nothing,
  [actionIds.rootCauseChoice]: nothing,
  [actionIds.snoozeHours]: nothing,
  [actionIds.ownerChoice]: nothing,
};

/** The choices of the card's menu. */
export const menuRoutes: Readonly<Record<CardMenuChoice, ActionRoute>> = {
  status: openStatus,
  command: record(({ flows, asked }) => flows.setCommander({ ...asked, commander: asked.by }), perPerson),
  resolve: openResolve,
  timeline_markdown: record(exportTimeline('markdown'), { ...perPerson, ...repeatable }),
  timeline_json: record(exportTimeline('json'), { ...perPerson, ...repeatable }),
};

const changeItem = (change: 'take' | 'done' | 'reopen') => async (click: RecordedClick) =>
  isItem(click.target) ? await click.flows.changeItem({ ...click.asked, item: click.target, change }) : undefined;

/** Buttons that stand once per target. */
export const familyRoutes: Readonly<Record<keyof typeof actionFamilies, ActionRoute>> = {
  takeItem: record(changeItem('take'), perPerson),
  finishItem: record(changeItem('done')),
  skipItem: openSkip,
  reopenItem: record(changeItem('reopen')),
  undo: record(
    async ({ flows, asked, target }) =>
      isKind(target) ? await flows.undoContainment({ ...asked, kind: target }) : undefined,
    perPerson,
  ),
  takeReversal: record(settleReversal('take'), perPerson),
  finishReversal: record(settleReversal('done')),
  planReversal: openReversalPlan,
  openIncident: openIncidentLink,
};

/** What a click does, and what it is about; null for an id that is not ours. */
export function findActionRoute(actionId: string, value: string): { route: ActionRoute; target: string } | null {
  const named = parseActionValue(value)?.target ?? '';
  if (actionId === actionIds.cardMenu) {
    const route = Object.entries(menuRoutes).find(([choice]) => choice === named)?.[1];
    return route === undefined ? null : { route, target: named };
  }
  const route = Object.hasOwn(actionRoutes, actionId) ? actionRoutes[actionId] : undefined;
  if (route !== undefined) return { route, target: named };
  for (const family of Object.keys(actionFamilies) as (keyof typeof actionFamilies)[]) {
    const target = parseTarget(family, actionId);
    if (target !== null) return { route: familyRoutes[family], target };
  }
  return null;
}
