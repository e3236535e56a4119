import type { ContextAtStep } from '../forensics/context-at.ts';
import type { Verdict } from '../forensics/report.ts';
import type { ChecklistItemName, ContainmentKind, RootCause } from '../incident/incident.ts';
import type { IncidentRecord } from '../incident/record.ts';
import type { ReversalItem } from '../incident/reversals/reversal.ts';
import type { IncidentListing, PostmortemStatus } from './messages.ts';
import type { Effect, MessageRef } from './ports.ts';

/**
 * `repeated`: it has happened already, nothing is wrong. `conflict`: the state does not allow it. `invalid`: what was
 * asked for makes no sense. `not_allowed`: this person may not. `not_found`: there is no such thing.
 */
export interface Refused {
  ok: false;
  code: 'repeated' | 'conflict' | 'invalid' | 'not_allowed' | 'not_found';
  /** A sentence for the person who asked, with the way out. May quote a session id: escape it. */
  message: string;
}

export type Outcome<T = object> = ({ ok: true } & T) | Refused;

/** Who asks, and what makes the request one request however often it is delivered. */
export interface Asked {
  /** Slack user id. */
  by: string;
  requestKey: string;
}

export interface OnIncident extends Asked {
  incidentId: string;
}

/** Where an incident's card is; null where it is not posted yet. */
export type Place = (MessageRef & { permalink: string | null }) | null;

export interface OpenInput extends Asked {
  /** As typed; a link or backticks around it are taken off by the caller. */
  sessionId: string;
  /** Where it was typed; null when it came from elsewhere. */
  channel: string | null;
  wrongOutputStep?: number;
  /** Open although no source knows the session. */
  anyway?: boolean;
}

export type OpenOutcome =
  | { result: 'opened' | 'existing'; incident: IncidentRecord; place: Place; channel: string | null }
  /** Nothing was opened; `suggestions` are ids the sources know. */
  | { result: 'unknown_session'; sessionId: string; suggestions: string[] }
  | { result: 'invalid'; message: string };

/** What a containment would touch. `digest` binds the confirmation to exactly this. */
export interface ContainmentPlan {
  incident: IncidentRecord;
  /** Empty when nothing is configured that could do it. */
  lines: string[];
  digest: string;
  finished: boolean;
  rate: { chosen: number; choices: number[] } | null;
}

export interface ContextView {
  incident: IncidentRecord;
  context: ContextAtStep;
}

export interface AddedAction extends OnIncident {
  what: string;
  reversible: 'yes' | 'no' | 'unknown';
  plan: string | null;
}

/** What people can ask of the bot: one verb each. Unexpected trouble is thrown as AppError. */
export interface Flows {
  openIncident(input: OpenInput): Promise<OpenOutcome>;
  /** By incident id, number (`12`, `#12`) or session id; the open one, else the latest. */
  findIncident(reference: string): Promise<IncidentRecord | null>;
  placeOf(incidentId: string): Promise<Place>;
  listIncidents(): Promise<IncidentListing>;
  resolveIncident(input: OnIncident & { reason: string | null }): Promise<Outcome<{ incident: IncidentRecord }>>;
  reopenIncident(input: OnIncident & { reason: string }): Promise<Outcome<{ incident: IncidentRecord }>>;
  setCommander(input: OnIncident & { commander: string | null }): Promise<Outcome>;

  changeItem(
    input: OnIncident & { item: ChecklistItemName; change: 'take' | 'done' | 'skip' | 'reopen'; reason?: string },
  ): Promise<Outcome>;
  /** `mode` null accepts the report's. */
  decideMode(input: OnIncident & { mode: Verdict | null; reason: string }): Promise<Outcome>;
  /** `step` null accepts the report's. Cascade and blast radius are computed anew. */
  decideOrigin(input: OnIncident & { step: number | null; reason: string }): Promise<Outcome>;
  setWrongOutput(input: OnIncident & { step: number }): Promise<Outcome>;
  setRootCause(input: OnIncident & { rootCause: RootCause }): Promise<Outcome>;

  /** Dry: says what it would touch. Refused for whoever is no responder. */
  planContainment(input: {
    incidentId: string;
    kind: ContainmentKind;
    by: string;
    limitPerMinute: number | null;
  }): Promise<Outcome<ContainmentPlan>>;
  /** Refused as `conflict` when the plan is no longer the one with this digest. */
  requestContainment(
    input: OnIncident & {
      kind: ContainmentKind;
      digest: string;
      limitPerMinute: number | null;
      cardRevision: number;
    },
  ): Promise<Outcome>;
  approveContainment(input: OnIncident & { actionId: string }): Promise<Outcome>;
  withdrawContainment(input: OnIncident & { actionId: string }): Promise<Outcome>;
  /** Undoes the latest action of a kind. */
  undoContainment(input: OnIncident & { kind: ContainmentKind }): Promise<Outcome>;

  captureAgain(input: OnIncident): Promise<Outcome>;
  /** Fetches and analyses again, after a source failed. */
  retryReport(input: OnIncident): Promise<Outcome>;
  contextAtStep(input: { incidentId: string; step: number }): Promise<Outcome<ContextView>>;

  blastRadius(incidentId: string): Promise<Outcome<{ incident: IncidentRecord; items: ReversalItem[] }>>;
  changeReversal(
    input: OnIncident & { number: number; change: 'take' | 'done' | 'plan'; plan?: string },
  ): Promise<Outcome>;
  addReversal(input: AddedAction): Promise<Outcome<{ number: number }>>;

  /** To the stakeholder channel, and into the timeline. */
  postStatus(input: OnIncident & { text: string }): Promise<Outcome>;
  /** A message of the incident's thread or channel goes into its timeline; false when it belongs to none. */
  noteMessage(
    input: Asked & { message: MessageRef & { threadTs?: string | null }; author: string; text: string },
  ): Promise<boolean>;
  unnoteMessage(input: Asked & { message: MessageRef & { threadTs?: string | null } }): Promise<boolean>;
  /** The incident a message belongs to: its card, its thread, or its own channel. */
  incidentOfMessage(channel: string, threadTs: string | null): Promise<string | null>;
  exportTimeline(incidentId: string, format: 'markdown' | 'json'): Promise<Outcome<{ name: string; text: string }>>;

  postmortem(incidentId: string): Promise<Outcome<{ postmortem: PostmortemStatus }>>;
  publishPostmortem(input: OnIncident): Promise<Outcome<{ postmortem: PostmortemStatus }>>;
  distributePostmortem(input: OnIncident): Promise<Outcome>;
  waivePostmortem(input: OnIncident & { reason: string }): Promise<Outcome>;
  snoozePostmortem(input: OnIncident & { hours: number }): Promise<Outcome>;
  setPostmortemOwner(input: OnIncident & { owner: string }): Promise<Outcome>;
  /** A link of this person's own, by which they edit it in the browser for an hour. */
  postmortemEditLink(input: { incidentId: string; by: string }): Promise<Outcome<{ url: string }>>;
  /** Renders it with what is known now; people's edits stay. */
  renewPostmortem(input: OnIncident): Promise<Outcome>;

  isResponder(user: string): Promise<Outcome>;
  /** Brings an effect of the outbox about. Throws AppError; `retryable` ones are tried again. */
  runEffect(effect: Omit<Effect, 'payload'> & { payload: unknown }): Promise<void>;
}
