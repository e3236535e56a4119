import type { ChecklistItemName, ContainmentKind } from '../incident/incident.ts';

/** Ids of buttons and inputs that occur once in a message or view. */
export const actionIds = {
  kill: 'containment.kill',
  revoke: 'containment.revoke',
  rateLimit: 'containment.rate_limit',
  limit: 'containment.limit',
  showContext: 'context.show',
  contextFirst: 'context.first',
  contextPrevious: 'context.previous',
  contextNext: 'context.next',
  contextLast: 'context.last',
  traceLink: 'trace.link',
  retryReport: 'report.retry',
  captureAgain: 'capture.again',
  acceptMode: 'mode.accept',
  overrideMode: 'mode.override',
  modeChoice: 'mode.choice',
  acceptOrigin: 'origin.accept',
  chooseOrigin: 'origin.choose',
  originChoice: 'origin.choice',
  originStep: 'origin.step',
  reason: 'reason',
  showBlastRadius: 'blast_radius.show',
  blastRadiusPrevious: 'blast_radius.previous',
  blastRadiusNext: 'blast_radius.next',
  reopenIncident: 'incident.reopen',
  cardMenu: 'incident.menu',
  wrongOutput: 'wrong_output.choose',
  wrongOutputStep: 'wrong_output.step',
  addAction: 'blast_radius.add',
  actionWhat: 'blast_radius.what',
  actionReversible: 'blast_radius.reversible',
  actionPlan: 'blast_radius.plan_text',
  statusText: 'status.text',
  approve: 'containment.approve',
  withdraw: 'containment.withdraw',
  openAnyway: 'session.open_anyway',
  sessionChoice: 'session.choice',
  sessionText: 'session.text',
  rootCause: 'root_cause.choose',
  rootCauseChoice: 'root_cause.choice',
  readPostmortem: 'postmortem.read',
  openPublished: 'postmortem.open_published',
  editPostmortem: 'postmortem.edit',
  editLink: 'postmortem.edit_link',
  renewPostmortem: 'postmortem.renew',
  publishPostmortem: 'postmortem.publish',
  distributePostmortem: 'postmortem.distribute',
  waivePostmortem: 'postmortem.waive',
  snoozePostmortem: 'postmortem.snooze',
  snoozeHours: 'postmortem.snooze_hours',
  postmortemOwner: 'postmortem.owner',
  ownerChoice: 'postmortem.owner_choice',
} as const;

/** What the menu of the card offers, as the value of each option says it. */
export const cardMenuChoices = ['status', 'command', 'resolve', 'timeline_markdown', 'timeline_json'] as const;
export type CardMenuChoice = (typeof cardMenuChoices)[number];

/** Ids that occur once per target; the part after the colon names the target and is never trace text. */
export const actionFamilies = {
  takeItem: 'checklist.take',
  finishItem: 'checklist.done',
  skipItem: 'checklist.skip',
  reopenItem: 'checklist.reopen',
  undo: 'containment.undo',
  takeReversal: 'blast_radius.take',
  finishReversal: 'blast_radius.done',
  planReversal: 'blast_radius.plan',
  openIncident: 'incident.open',
} as const;

export const viewIds = {
  containment: 'view.containment',
  context: 'view.context',
  chooseOrigin: 'view.choose_origin',
  overrideMode: 'view.override_mode',
  skipItem: 'view.skip_item',
  rootCause: 'view.root_cause',
  resolve: 'view.resolve',
  reopen: 'view.reopen',
  statusUpdate: 'view.status_update',
  addAction: 'view.add_action',
  reversalPlan: 'view.reversal_plan',
  wrongOutput: 'view.wrong_output',
  waive: 'view.waive',
  snooze: 'view.snooze',
  owner: 'view.owner',
  chooseSession: 'view.choose_session',
  notice: 'view.notice',
  home: 'view.home',
} as const;

/** The button that asks for a kind of containment. */
export const containmentActionIds: Record<ContainmentKind, string> = {
  kill: actionIds.kill,
  revoke: actionIds.revoke,
  rate_limit: actionIds.rateLimit,
};

/**
 * The id of a button of a family: `checklist.skip:contain`, `blast_radius.done:7`, `incident.open:12`.
 * @param target A checklist item, a containment kind, a step or an incident number.
 */
export function targetActionId(
  family: keyof typeof actionFamilies,
  target: ChecklistItemName | ContainmentKind | number,
): string {
  return `${actionFamilies[family]}:${target}`;
}

/** The target of an id of {@link targetActionId}, or null when it is not of that family. */
export function parseTarget(family: keyof typeof actionFamilies, actionId: string): string | null {
  const [name, target] = actionId.split(':');
  return name === actionFamilies[family] && target !== undefined && /^[a-z_]+$|^\d+$/.test(target) ? target : null;
}

/** Is this an id the builders emit? */
export function isActionId(id: string): boolean {
  if ((Object.values(actionIds) as string[]).includes(id)) return true;
  return (Object.keys(actionFamilies) as (keyof typeof actionFamilies)[]).some((f) => parseTarget(f, id) !== null);
}

/** What a button's `value` says: which incident, and which rendering of the message the person saw. */
export interface ActionValue {
  incident: string;
  revision: number;
  /** What the button acts on, where its id does not say it: an id of ours, never trace text. */
  target?: string;
}

/** `inc_1#4`, or `inc_1#4#act_1`: nothing of the trace. */
export function formatActionValue({ incident, revision, target }: ActionValue): string {
  return `${incident}#${revision}${target === undefined ? '' : `#${target}`}`;
}

/** Reads a value of {@link formatActionValue}; null when it is not one. */
export function parseActionValue(value: string): ActionValue | null {
  const [, incident, revision, target] = /^([\w:.-]{1,200})#(\d{1,15})(?:#(.{1,500}))?$/.exec(value) ?? [];
  if (incident === undefined) return null;
  return { incident, revision: Number(revision), ...(target === undefined ? {} : { target }) };
}
