import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import type { ControlDesk, HealthDesk, IngestDesk, PostmortemDesk } from '../flows/desks.ts';
import type { Log } from '../flows/ports.ts';
import { addControlRoutes } from './control-routes.ts';
import { HttpFailure, toErrorAnswer } from './failure.ts';
import { addIngestRoutes } from './ingest-routes.ts';
import { createLongPolls } from './long-polls.ts';
import { addPostmortemRoutes } from './postmortem-routes.ts';
import { addStatusRoutes } from './status-routes.ts';

/** One answered request. `route` is the pattern, such as `/postmortems/:token`: never what stood in its place. */
export interface HttpFacts {
  method: string;
  route: string;
  status: number;
  tookMs: number;
}

export interface HttpServerOptions {
  host: string;
  /** 0 for any free one. */
  port: number;
  /** Gets every request below `/slack/` as it comes in; null when Slack does not speak HTTP to us. */
  slackListener: ((request: IncomingMessage, response: ServerResponse) => void) | null;
  ingest: IngestDesk;
  control: ControlDesk;
  postmortems: PostmortemDesk;
  health: HealthDesk;
  metrics(): Promise<{ contentType: string; text: string }>;
  /** Null: not configured, and then nobody gets in. */
  tokens: { ingest: string | null; control: string | null };
  log: Log & { debug?(facts: Readonly<Record<string, unknown>>, what: string): void };
  /** Called for every answer but Slack's. */
  observe?(facts: HttpFacts): void;
}

export interface HttpServer {
  /** Without a slash at the end. */
  url: string;
  /** Ends long polls at once, waits at most 10 s for other requests, then closes. Safe to call twice. */
  close(): Promise<void>;
}

/** Against clients that send slowly or not at all, in ms. */
const limits = {
  headersTimeout: 10_000,
  requestTimeout: 60_000,
  keepAliveTimeout: 10_000,
  connectionsCheckingInterval: 2_000,
};
const closeMs = 10_000;
/** A session id of 256 characters, each percent-encoded. */
const longestParam = 4_096;

/** Starts listening. @throws Error of node when the port cannot be had. */
export async function createHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { slackListener, log } = options;
  let node: Server | undefined;
  const server = fastify({
    routerOptions: { maxParamLength: longestParam },
    genReqId: () => randomUUID(),
    forceCloseConnections: 'idle',
    frameworkErrors: (error, request, reply) => answerError(error, request, reply as FastifyReply, log),
    serverFactory: (handler) => {
      node = createServer(limits, route(handler as RequestListener, slackListener));
      return node;
    },
  });
  const polls = createLongPolls();

  // Routes read the body themselves, each with its own limit.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', (_request, _payload, done) => done(null));
  server.setErrorHandler((error, request, reply) => answerError(error, request, reply, log));
  server.setNotFoundHandler(async (request, reply) => {
    const missing = new HttpFailure(404, 'http.not-found', 'There is nothing at this address. Check the URL.');
    await answerError(missing, request, reply, log);
  });
  server.addHook('onRequest', async (request, reply) => {
    reply.header('x-correlation-id', request.id).header('x-content-type-options', 'nosniff');
  });
  addObserver(server, options);

  addIngestRoutes(server, options.ingest, options.tokens.ingest);
  addControlRoutes(server, options.control, options.tokens.control, polls);
  addPostmortemRoutes(server, options.postmortems);
  addStatusRoutes(server, options.health, options.metrics);

  await server.listen({ host: options.host, port: options.port });
  let closing: Promise<void> | undefined;
  return {
    url: urlOf(options.host, node),
    close() {
      closing ??= close(server, node, polls.end);
      return closing;
    },
  };
}

function route(handler: RequestListener, slack: RequestListener | null): RequestListener {
  return (request, response) => {
    if (slack !== null && request.url?.startsWith('/slack/')) slack(request, response);
    else handler(request, response);
  };
}

async function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply, log: Log): Promise<void> {
  const answer = toErrorAnswer(error);
  if (answer.ours) {
    const { name, code, frames } = describe(error);
    log.error(
      { correlationId: request.id, route: routeOf(request), status: answer.status, error: name, code, at: frames },
      'a request failed',
    );
  }
  if (answer.retryAfter !== null) reply.header('retry-after', answer.retryAfter);
  if (answer.status === 401) reply.header('www-authenticate', 'Bearer');
  await reply.code(answer.status).send({ error: { ...answer.error, correlationId: request.id } });
}

/** Names and places only: a message may quote what was sent. */
function describe(error: unknown): { name: string; code: unknown; frames: string[] } {
  if (!(error instanceof Error)) return { name: typeof error, code: undefined, frames: [] };
  const lines = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return {
    name: error.name,
    code: 'code' in error ? error.code : undefined,
    frames: lines.slice(0, 6).map((line) => line.trim()),
  };
}

function addObserver(server: FastifyInstance, { observe, log }: HttpServerOptions): void {
  server.addHook('onResponse', async (request, reply) => {
    const facts = {
      method: request.method,
      route: routeOf(request),
      status: reply.statusCode,
      tookMs: Math.round(reply.elapsedTime * 10) / 10,
    };
    observe?.(facts);
    log.debug?.({ ...facts, correlationId: request.id }, 'answered');
  });
}

/** The pattern, because addresses hold tokens and session ids. */
function routeOf(request: FastifyRequest): string {
  return request.routeOptions.url ?? 'unknown';
}

function urlOf(host: string, node: Server | undefined): string {
  const address = node?.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const shown = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return `http://${shown.includes(':') ? `[${shown}]` : shown}:${port}`;
}

async function close(server: FastifyInstance, node: Server | undefined, endPolls: () => void): Promise<void> {
  endPolls();
  const force = setTimeout(() => node?.closeAllConnections(), closeMs);
  await server.close().finally(() => clearTimeout(force));
}
