import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TraceEvent } from '../../../../src/trace/event.ts';

/** A bot's side of `POST /v1/events`, over real sockets: takes NDJSON, checks every line, keeps what it confirmed. */
export class IngestServer {
  readonly token = 'ingest-token';
  /** Confirmed events in order of arrival, repetitions included. */
  readonly events: TraceEvent[] = [];
  /** What is asked before a request is taken; a number is answered in its place. */
  refuse: ((events: TraceEvent[]) => number | null) | null = null;
  requests = 0;
  #server: Server | null = null;
  #port = 0;

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  of(sessionId: string): TraceEvent[] {
    return this.events.filter((event) => event.session_id === sessionId);
  }

  async start(): Promise<void> {
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      this.requests++;
      const isRight =
        request.method === 'POST' &&
        request.url === '/v1/events' &&
        request.headers['content-type'] === 'application/x-ndjson' &&
        request.headers.authorization === `Bearer ${this.token}`;
      const lines = Buffer.concat(chunks).toString().split('\n');
      const events = lines.filter((line) => line !== '').map((line) => TraceEvent.parse(JSON.parse(line)));
      response.statusCode = isRight ? (this.refuse?.(events) ?? 202) : 400;
      if (response.statusCode === 202) this.events.push(...events);
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve));
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server === null) return;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  }
}
