import type { ModalView } from '@slack/types';
import type { Flows, OnIncident, Outcome, Refused } from '../../flows/api.ts';
import type { IncidentRecord } from '../../incident/record.ts';
import type { ActionValue } from '../action-ids.ts';
import type { Desk } from '../desk.ts';
import type { Click } from '../inbound/read.ts';
import type { ActionRecord, ViewRecord } from '../inbound/records.ts';
import type { ViewMetadata, ViewSubject } from '../modals/metadata.ts';

/** A click that was written down, taken up again later, perhaps twice and in another process. */
export interface RecordedClick {
  desk: Desk;
  flows: Flows;
  record: ActionRecord;
  key: string;
  value: ActionValue;
  /** What the id or the value names beside the incident. */
  target: string;
  asked: OnIncident;
}

/** A click that only looks. */
export interface LookingClick {
  desk: Desk;
  flows: Flows;
  click: Click;
  value: ActionValue;
  target: string;
}

export interface OpeningClick extends LookingClick {
  incident: IncidentRecord;
  /** For the view to remember. */
  subject: ViewSubject;
}

export type ActionRoute =
  /** A link, or an input that is read when its form is sent. */
  | { does: 'nothing' }
  /** It changes something: written down before it is acknowledged. */
  | {
      does: 'record';
      /** Somebody else's click on the same rendering is another request: taking, approving. */
      perPerson?: true;
      /** May be asked for again on the same rendering after a while. */
      repeatable?: true;
      run(click: RecordedClick): Promise<Outcome | undefined>;
    }
  /** It opens a view at once, and fills it. */
  | { does: 'open'; title: string; view(click: OpeningClick): Promise<ModalView | Refused> }
  /** It shows something else where it stands. */
  | { does: 'turn'; run(click: LookingClick): Promise<void> };

/** A form that was sent and written down. */
export interface RecordedForm {
  desk: Desk;
  flows: Flows;
  record: ViewRecord;
  key: string;
  metadata: ViewMetadata;
  asked: OnIncident;
  /** What was entered, trimmed; empty where nothing was. */
  entered(block: string): string;
}

export interface ViewRoute {
  /** What cannot be sent: a sentence per input block; nothing is written down then. */
  check?(values: ViewRecord['values']): Record<string, string>;
  /** Closed, or kept open to show what comes of it. */
  after: 'close' | 'wait';
  run(form: RecordedForm): Promise<Outcome | undefined>;
}
