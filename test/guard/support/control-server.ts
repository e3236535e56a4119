import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Ack, AckVerdict } from '../../../src/guard/acknowledgement.ts';
import { judgeAck } from '../../../src/guard/acknowledgement.ts';

/** An order as it stands on the wire. */
export interface WireOrder {
  state: string;
  revision: number;
  limit_per_minute?: number;
  by?: string;
  reason?: string;
  at: string;
}

const ackStateOf = { kill: 'stopped', pause: 'paused', limit: 'limited', run: 'resumed' } as const;

/** A control server written from the protocol in docs/guard.md, over real sockets. */
export class ControlServer {
  readonly token = 'control-token';
  readonly orders = new Map<string, WireOrder>();
  readonly accepted = new Map<string, Ack>();
  readonly verdicts: AckVerdict[] = [];
  readonly polls: { url: string; prefer: string | undefined }[] = [];
  /** When the latest order was written to a waiting or new poll, in milliseconds since 1970. */
  answeredAt = 0;
  /** Takes over a request when set: the faults. */
  intercept: ((request: IncomingMessage, response: ServerResponse) => boolean) | null = null;
  readonly #secret: string;
  #server: Server | null = null;
  #waiting: { session: string; since: number; response: ServerResponse }[] = [];
  #port = 0;

  constructor(secret: string) {
    this.#secret = secret;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async start(): Promise<void> {
    const server = createServer((request, response) => void this.#handle(request, response));
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve));
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    this.#waiting = [];
    if (server === null) return;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  }

  give(session: string, order: Omit<WireOrder, 'at'>): void {
    this.orders.set(session, { by: 'U1', reason: 'test', at: new Date().toISOString(), ...order });
    const ready = this.#waiting.filter((poll) => poll.session === session);
    this.#waiting = this.#waiting.filter((poll) => poll.session !== session);
    for (const { response } of ready) this.#answer(session, response);
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    const prefer = request.headers.prefer?.toString();
    if (request.method === 'GET') this.polls.push({ url: request.url ?? '', prefer });
    if (this.intercept?.(request, response) === true) return;
    if (request.headers.authorization !== `Bearer ${this.token}`) return end(response, 401);
    const [, , , id = '', action] = url.pathname.split('/');
    const session = decodeURIComponent(id);
    if (action === 'ack') return end(response, await this.#takeAck(session, request));
    const since = Number(url.searchParams.get('since'));
    const order = this.orders.get(session);
    if (order !== undefined && order.revision !== since) return this.#answer(session, response);
    const seconds = Number(/wait=(\d+)/.exec(prefer ?? '')?.[1] ?? 0);
    if (seconds === 0) return end(response, 204);
    const poll = { session, since, response };
    this.#waiting.push(poll);
    const timer = setTimeout(() => {
      this.#waiting = this.#waiting.filter((other) => other !== poll);
      if (!response.writableEnded) end(response, 204);
    }, seconds * 1_000);
    response.on('close', () => clearTimeout(timer));
  }

  #answer(session: string, response: ServerResponse): void {
    this.answeredAt = Date.now();
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(this.orders.get(session)));
  }

  async #takeAck(session: string, request: IncomingMessage): Promise<number> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString());
    const ack: Ack = { sessionId: session, revision: body.revision, state: body.state, step: body.step, at: body.at };
    if (body.parent_session_id !== undefined) ack.parentSessionId = body.parent_session_id;
    const order = this.orders.get(ack.parentSessionId ?? session);
    if (order === undefined) return 409;
    const key = `${session}/${ack.parentSessionId ?? ''}/${order.revision}`;
    const verdict = judgeAck(ack, request.headers['x-guard-signature']?.toString(), this.#secret, {
      revision: order.revision,
      state: ackStateOf[order.state as keyof typeof ackStateOf],
      orderedAt: order.at,
      now: Date.now(),
      accepted: this.accepted.get(key) ?? null,
    });
    this.verdicts.push(verdict);
    if (verdict === 'accepted') this.accepted.set(key, ack);
    return { accepted: 200, repeated: 200, forged: 401, stale: 409, mismatch: 409 }[verdict];
  }
}

function end(response: ServerResponse, status: number): void {
  response.statusCode = status;
  response.end();
}
