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
} as const;

/** Ids that occur once per target; the part after the colon names the target and is never trace text. */
export const actionFamilies = {
  takeItem: 'checklist.take',
  finishItem: 'checklist.done',
  skipItem: 'checklist.skip',
  reopenItem: 'checklist.reopen',
  undo: 'containment.undo',
  takeReversal: 'blast_radius.take',
  finishReversal: 'blast_radius.done',
  openIncident: 'incident.open',
} as const;

export const viewIds = {
  containment: 'view.containment',
  context: 'view.context',
  chooseOrigin: 'view.choose_origin',
  overrideMode: 'view.override_mode',
  skipItem: 'view.skip_item',
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

/** What a button's `value` says: which incident, and which rendering of the card the person saw. */
export interface ActionValue {
  incident: string;
  revision: number;
}

/** `inc_1#4`: nothing of the trace. */
export function formatActionValue({ incident, revision }: ActionValue): string {
  return `${incident}#${revision}`;
}

/** Reads a value of {@link formatActionValue}; null when it is not one. */
export function parseActionValue(value: string): ActionValue | null {
  const [, incident, revision] = /^([^#]+)#(\d{1,15})$/.exec(value) ?? [];
  return incident === undefined ? null : { incident, revision: Number(revision) };
}
