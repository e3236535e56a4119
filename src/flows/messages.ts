import type { ForensicsReport } from '../forensics/report.ts';
import type { ContainmentKind, TimelineEntry } from '../incident/incident.ts';
import type { IncidentRecord } from '../incident/record.ts';
import type { ReversalItem } from '../incident/reversals/reversal.ts';

/** Which incident a message speaks of. */
export interface Subject {
  id: string;
  number: number;
  session_id: string;
}

/** A trace that was stored as evidence. Times are ISO 8601 in UTC. */
export interface CaptureFacts {
  number: number;
  taken_at: string;
  source: string;
  sha256: string;
  bytes: number;
  events: number;
  /** Events later than the confirmed kill; null where there was none. */
  after_kill: number | null;
  keep_until: string;
}

/** A postmortem that is due, or was. Times are ISO 8601 in UTC. */
export interface PostmortemFactsLine {
  number: number;
  session_id: string;
  /** Slack user id. */
  owner: string | null;
  due_at: string;
}

/** Open incidents, newest first, and postmortems that are late. */
export interface IncidentListing {
  incidents: { incident: IncidentRecord; revision: number }[];
  overdue: PostmortemFactsLine[];
  now: string;
}

/** How far a postmortem is. */
export interface PostmortemStatus {
  incident: Subject;
  revision: number;
  state: 'draft' | 'published' | 'distributed' | 'waived';
  owner: string | null;
  due_at: string;
  now: string;
  /** Items of the eleven-item checklist that are done. */
  done: number;
  total: number;
  /** Labels of those that are not. */
  open_items: string[];
  /** Opens in the reader's browser for a limited time; null while there is none. */
  read_url: string | null;
  /** Where it was published to; null before. */
  published_url: string | null;
  recommendation: { verdict: 'postmortem' | 'bug' | 'none'; reasons: string[] } | null;
  root_cause: IncidentRecord['root_cause'];
  snoozes_left: number;
  closed_by: string | null;
  reason: string | null;
}

/**
 * Everything the bot says, as data: the Slack side renders it. Texts from traces are raw in here; whoever renders
 * escapes them.
 */
export type Message =
  | { kind: 'card'; incident: IncidentRecord; now: string; traceUrl: string | null }
  | {
      kind: 'checklist';
      incident: IncidentRecord;
      now: string;
      undoable: ContainmentKind[];
      captures: CaptureFacts[];
    }
  | { kind: 'details'; incident: Subject; report: ForensicsReport }
  | { kind: 'capture'; incident: Subject; capture: CaptureFacts }
  | { kind: 'blast_radius'; incident: Subject; revision: number; items: ReversalItem[]; page: number }
  /** Something the thread should know; `symbol` is part of the words for people who see none. */
  | { kind: 'notice'; symbol: 'info' | 'warning' | 'done'; lines: string[] }
  | {
      kind: 'approval';
      incident: Subject;
      revision: number;
      actionId: string;
      kindOf: ContainmentKind;
      lines: string[];
      by: string;
    }
  | { kind: 'postmortem'; postmortem: PostmortemStatus }
  | {
      kind: 'reminder';
      step: string;
      postmortem: PostmortemStatus;
      to: 'owner' | 'channel' | 'escalation';
      text: string;
    }
  | { kind: 'status_update'; incident: Subject; by: string; at: string; text: string; status: 'open' | 'resolved' }
  | { kind: 'list'; listing: IncidentListing }
  | { kind: 'timeline'; incident: Subject; entries: TimelineEntry[] }
  | { kind: 'error'; problem: string; wayOut: string; correlationId: string };
