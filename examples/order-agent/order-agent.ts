import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Clock, systemClock } from '../../src/guard/index.ts';
import { createContainment } from './bot/containment.ts';
import { createEventSender } from './bot/event-sender.ts';
import { readExchange, refuse, sendAnswer } from './http/exchange.ts';
import { answer, type Handlers, type StartOptions } from './http/routes.ts';
import { openRecord } from './record.ts';
import { findScenario } from './scenarios/catalog.ts';
import type { SessionFacts } from './session/session.ts';
import { createSessions, newSessionId } from './session/sessions.ts';
import { createCredentials } from './store/credentials.ts';
import { createStock, type Stock } from './store/stock.ts';
import { answerAtDoor, storePath } from './store/store-door.ts';

/** What the agent needs to know of its surroundings. */
export interface OrderAgentOptions {
  /** Where it listens on 127.0.0.1; 0 for any free port. */
  port: number;
  /** Where its events go: the bot, and the token for `POST {url}/v1/events`. */
  ingest: { url: string; token: string };
  /** Where its guard takes orders from. */
  control: { url: string; token: string };
  guardMasterKey: string;
  /** `whsec_…`; the bot signs its containment requests with it. */
  webhookSecret: string;
  /** File of the agent's own record, JSON lines; appended to. */
  recordPath: string;
  /** Between two steps, in milliseconds. */
  paceMs: number;
  /** The machine's, unless told. */
  clock?: Clock;
}

/** A running agent with its store. */
export interface OrderAgent {
  /** `http://127.0.0.1:3500`. */
  readonly url: string;
  /** What the toy store holds. */
  readonly stock: Stock;
  /**
   * Starts a session and returns its id. The same id again starts nothing.
   *
   * @throws RangeError when there is no such scenario, or the id belongs to a session of another one.
   */
  start(scenario: string, options?: StartOptions): string;
  /** What is known of a session; null for an unknown one. */
  session(id: string): SessionFacts | null;
  /** How many events the bot has not confirmed yet. */
  pendingEvents(): number;
  /** Stops everything; delivers what it can within a few seconds. */
  close(): Promise<void>;
}

const flushMs = 2_000;

/** Starts agent, store and control surface in this process. @throws Error when the port or the record cannot be opened. */
export async function createOrderAgent(options: OrderAgentOptions): Promise<OrderAgent> {
  const clock = options.clock ?? systemClock;
  const record = openRecord(options.recordPath, () => clock.now());
  const credentials = createCredentials();
  const stock = createStock();
  let url = '';
  const storeUrl = (): string => `${url}${storePath}`;
  const sender = createEventSender({
    url: options.ingest.url,
    token: options.ingest.token,
    onOutage: (problem) => record.write('ingest_unreachable', { problem }),
    onRestored: () => record.write('ingest_restored'),
    onRefused: ({ session_id, step }, status) => record.write('event_refused', { session_id, step, status }),
  });
  const { control, guardMasterKey } = options;
  const sessions = createSessions({ control, guardMasterKey, credentials, record, sender, clock, storeUrl });

  function start(name: string, { sessionId, paceMs, hold }: StartOptions): string | null {
    const scenario = findScenario(name);
    if (scenario === null) throw new RangeError(`there is no scenario ${name}`);
    const id = sessionId ?? newSessionId();
    const existing = sessions.find(id);
    if (existing !== null) return existing.scenario === name ? id : null;
    const script = scenario.write(stock);
    sessions.start({
      id,
      scenario: name,
      script,
      paceMs: paceMs ?? options.paceMs,
      hold: hold ?? false,
      ancestors: [],
    });
    return id;
  }

  const handlers: Handlers = {
    record,
    start,
    find: sessions.find,
    newest: sessions.newest,
    containment: createContainment({ secret: options.webhookSecret, credentials, record, storeUrl }),
    store: (exchange) =>
      answerAtDoor({ stock, credentials, record, now: () => clock.now(), findSession: sessions.find }, exchange),
  };
  const server = createServer(toListener(handlers));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  record.write('agent_started', { url });

  return {
    url,
    stock,
    start: (scenario, given = {}) => {
      const id = start(scenario, given);
      if (id === null) throw new RangeError('this session id belongs to another scenario; choose another id');
      return id;
    },
    session: sessions.find,
    pendingEvents: sender.pending,
    close: async () => {
      await sessions.close();
      await sender.close(flushMs);
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      record.write('agent_closed', { events_not_delivered: sender.pending() });
      record.close();
    },
  };
}

function toListener(handlers: Handlers): RequestListener {
  const respond: (...args: Parameters<RequestListener>) => Promise<void> = async (request, response) => {
    try {
      const exchange = await readExchange(request);
      sendAnswer(response, exchange === null ? refuse(413, 'the body is too long') : await answer(handlers, exchange));
    } catch (error) {
      if (response.headersSent) return;
      const isBadPath = error instanceof URIError || (error as NodeJS.ErrnoException).code === 'ERR_INVALID_URL';
      sendAnswer(
        response,
        isBadPath ? refuse(400, 'the request cannot be read') : refuse(500, 'the agent failed here'),
      );
      if (!isBadPath) handlers.record.write('request_failed', { problem: String(error) });
    }
  };
  return (request, response) => void respond(request, response);
}
