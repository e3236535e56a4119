import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { z } from 'zod';
import type { Reply } from '../deliver/reply.ts';
import { acceptWebSocket, refuseUpgrade, type WebSocket } from './web-socket.ts';

/** What a delivery looks like on a socket: https://docs.slack.dev/apis/events-api/using-socket-mode#events */
export interface Envelope {
  type: 'slash_commands' | 'interactive' | 'events_api';
  payload: unknown;
  accepts_response_payload: boolean;
  retry_attempt?: number;
  retry_reason?: string;
}

/** Why Slack hangs up: https://docs.slack.dev/apis/events-api/using-socket-mode#disconnect */
export const disconnectReasons = ['warning', 'refresh_requested', 'link_disabled'] as const;
export type DisconnectReason = (typeof disconnectReasons)[number] | 'too_many_websockets';

/** The connections of a bot in Socket Mode. */
export interface Sockets {
  /** A ticket opens one connection. */
  issueTicket(): string;
  /** Takes an upgrade request to `/_socket?ticket=…`. */
  join(request: IncomingMessage, socket: Duplex): void;
  /** Is anybody there to deliver to? */
  connected(): boolean;
  /** Sends to one of the connections, in turn, and waits for its acknowledgement. */
  ask(envelope: Envelope, timeoutMs: number): Promise<Reply>;
  /** Tells every connection to come back, as Slack does when it refreshes them. */
  disconnect(reason: DisconnectReason): void;
  close(): void;
}

interface Connection {
  socket: WebSocket;
  /** By envelope id: whoever waits for the acknowledgement. */
  waiting: Map<string, (reply: Reply) => void>;
}

const Ack = z.object({ envelope_id: z.string(), payload: z.unknown().optional() });
/** Slack allows ten open connections per app. */
const maxConnections = 10;
const pingMs = 5_000;

/** @param appId - named in the greeting; @param changed - called when somebody comes or goes. */
export function createSockets(appId: string, changed: (connected: number) => void): Sockets {
  const tickets = new Set<string>();
  let connections: Connection[] = [];
  const drop = (connection: Connection) => {
    connections = connections.filter((other) => other !== connection);
    for (const finish of connection.waiting.values()) finish({ kind: 'failed', reason: 'the socket was closed' });
    changed(connections.length);
  };
  const pings = setInterval(() => {
    for (const { socket } of connections) socket.ping();
  }, pingMs).unref();
  const goodbye = (socket: WebSocket, reason: DisconnectReason) => {
    socket.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'sandbox' } }));
    socket.close(1000);
  };
  return {
    issueTicket() {
      const ticket = randomUUID();
      tickets.add(ticket);
      return ticket;
    },
    join(request, stream) {
      const url = new URL(request.url ?? '/', 'http://sandbox');
      if (!tickets.delete(url.searchParams.get('ticket') ?? '')) return refuseUpgrade(stream, 404);
      const connection: Partial<Connection> & Pick<Connection, 'waiting'> = { waiting: new Map() };
      const socket = acceptWebSocket(request, stream, {
        text: (message) => settle(connection.waiting, message),
        closed: () => drop(connection as Connection),
      });
      if (socket === null) return;
      connection.socket = socket;
      if (connections.length >= maxConnections) return goodbye(socket, 'too_many_websockets');
      connections.push(connection as Connection);
      const connection_info = { app_id: appId };
      const debug_info = { host: 'sandbox', build_number: 1, approximate_connection_time: 18_060 };
      socket.send(JSON.stringify({ type: 'hello', connection_info, num_connections: connections.length, debug_info }));
      changed(connections.length);
    },
    connected: () => connections.length > 0,
    ask(envelope, timeoutMs) {
      const connection = connections.shift();
      if (connection === undefined) return Promise.resolve({ kind: 'failed', reason: 'nobody is connected' });
      connections.push(connection);
      return ask(connection, envelope, timeoutMs);
    },
    disconnect(reason) {
      for (const { socket } of [...connections]) goodbye(socket, reason);
    },
    close() {
      clearInterval(pings);
      for (const { socket } of [...connections]) {
        goodbye(socket, 'warning');
        socket.destroy();
      }
    },
  };
}

function ask({ socket, waiting }: Connection, envelope: Envelope, timeoutMs: number): Promise<Reply> {
  const envelope_id = randomUUID();
  return new Promise((resolve) => {
    const finish = (reply: Reply) => {
      clearTimeout(timer);
      waiting.delete(envelope_id);
      resolve(reply);
    };
    const timer = setTimeout(() => finish({ kind: 'timeout' }), timeoutMs);
    waiting.set(envelope_id, finish);
    socket.send(JSON.stringify({ envelope_id, ...envelope }));
  });
}

/** An acknowledgement ends the wait; anything else a client may say is ignored, as Slack does. */
function settle(waiting: Connection['waiting'], message: string): void {
  const ack = Ack.safeParse(parse(message));
  if (!ack.success) return;
  const { envelope_id, payload } = ack.data;
  const empty = typeof payload !== 'object' || payload === null || Object.keys(payload).length === 0;
  waiting.get(envelope_id)?.({ kind: 'answered', status: 200, body: empty ? '' : JSON.stringify(payload) });
}

function parse(message: string): unknown {
  try {
    return JSON.parse(message);
  } catch {
    return null;
  }
}
