import type { IncomingMessage, ServerResponse } from 'node:http';
import { App, HTTPReceiver, type Receiver, SocketModeReceiver } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import type { SlackMode } from '../config.ts';
import type { Flows } from '../flows/api.ts';
import type { Intake, Log } from '../flows/ports.ts';
import { createAnswers } from './answers.ts';
import type { Desk } from './desk.ts';
import { createHandlers, type Handlers } from './handlers/create-handlers.ts';
import { registerActions } from './listeners/actions.ts';
import { registerCommands } from './listeners/commands.ts';
import { recordEventsFirst, registerEvents } from './listeners/events.ts';
import type { Inbound } from './listeners/inbound.ts';
import { registerShortcuts } from './listeners/shortcuts.ts';
import { registerViews } from './listeners/views.ts';
import { createNotifier } from './notifier.ts';
import { clientOptions, quietLogger } from './slack-client.ts';

export interface SlackAppOptions {
  /** Socket Mode or signed HTTP. */
  slack: Exclude<SlackMode, { kind: 'sandbox' }>;
  /** `/agent-incident`. */
  command: string;
  /** Name of the emoji that puts a message into the timeline, without colons. */
  timelineReaction: string;
  client: WebClient;
  flows: Flows;
  intake: Intake;
  log: Log;
  now: () => Date;
  /** A new correlation id. */
  newId: () => string;
  /** Something was written down: somebody should look. */
  onRecorded: () => void;
}

/** The Slack side: `listener` and `start` take in and record, `handle` does what was recorded, wherever that was. */
export interface SlackApp extends Handlers {
  /** Takes Slack's requests at /slack/events; null in Socket Mode. */
  listener: ((request: IncomingMessage, response: ServerResponse) => void) | null;
  /** Connects in Socket Mode; nothing to do for HTTP. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Does Slack reach us, as far as we can know? */
  connected(): boolean;
}

const endpoint = '/slack/events';

export function createSlackApp(options: SlackAppOptions): SlackApp {
  const { slack, command, timelineReaction, client, flows, intake, log, now, newId, onRecorded } = options;
  const notifier = createNotifier({ client, log, now });
  const answers = createAnswers({ client, intake, log, now });
  const desk: Desk = { flows, client, notifier, answers, log, command, newId };
  const inbound: Inbound = { desk, intake, timelineReaction, now, onRecorded };
  const entrance = slack.kind === 'http' ? openHttp(slack, log) : openSocket(slack, log);
  const app = new App({
    receiver: recordEventsFirst(entrance.receiver, inbound),
    // The token is known and the same for everybody: nothing to look up before an acknowledgement.
    authorize: async () => ({ botToken: slack.botToken }),
    ignoreSelf: false,
    convoStore: false,
    logger: quietLogger(log),
    clientOptions: clientOptions({ apiUrl: slack.apiUrl, log }),
  });
  registerCommands(app, inbound);
  registerActions(app, inbound);
  registerViews(app, inbound);
  registerShortcuts(app, inbound);
  registerEvents(app, inbound);
  app.error(async (error) => {
    log.error({ code: error.code, problem: error.message }, 'a delivery was not acknowledged');
    throw error;
  });
  const { listener, start, stop, connected } = entrance;
  return { listener, start, stop, connected, ...createHandlers(desk, timelineReaction) };
}

type Entrance = Pick<SlackApp, 'listener' | 'start' | 'stop' | 'connected'> & { receiver: Receiver };

function openHttp({ signingSecret }: Extract<SlackMode, { kind: 'http' }>, log: Log): Entrance {
  const receiver = new HTTPReceiver({ signingSecret, endpoints: endpoint, logger: quietLogger(log) });
  return {
    receiver,
    listener(request, response) {
      const { pathname } = new URL(request.url ?? '/', 'http://localhost');
      if (request.method === 'POST' && pathname === endpoint) return receiver.requestListener(request, response);
      response.writeHead(404).end();
    },
    start: async () => {},
    stop: async () => {},
    connected: () => true,
  };
}

function openSocket({ appToken, apiUrl }: Extract<SlackMode, { kind: 'socket' }>, log: Log): Entrance {
  const options = { clientOptions: clientOptions({ apiUrl, log }) };
  const receiver = new SocketModeReceiver({ appToken, logger: quietLogger(log), installerOptions: options });
  let connected = false;
  receiver.client.on('connected', () => {
    connected = true;
  });
  for (const state of ['connecting', 'reconnecting', 'disconnecting', 'disconnected', 'close']) {
    receiver.client.on(state, () => {
      connected = false;
    });
  }
  return {
    receiver,
    listener: null,
    start: async () => void (await receiver.start()),
    stop: () => receiver.stop(),
    connected: () => connected,
  };
}
