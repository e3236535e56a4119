import type { WebClient } from '@slack/web-api';
import type { Flows } from '../flows/api.ts';
import type { Log, Notifier } from '../flows/ports.ts';
import type { Answers } from './answers.ts';

/** What everything that answers Slack works with. */
export interface Desk {
  flows: Flows;
  client: WebClient;
  notifier: Notifier;
  answers: Answers;
  log: Log;
  /** The slash command, as people type it. */
  command: string;
  /** A new correlation id. */
  newId: () => string;
}
