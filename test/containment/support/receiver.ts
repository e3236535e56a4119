import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

export interface Received {
  headers: IncomingHttpHeaders;
  body: Record<string, unknown>;
}

/** A receiver of webhooks, over real sockets, that checks signatures with the library of the standard. */
export class WebhookReceiver {
  readonly received: Received[] = [];
  /** Requests whose signature did not hold. */
  forged = 0;
  answer: (response: ServerResponse, request: Received) => void = (response) => response.end();
  readonly #verifier: Webhook;
  readonly #server: Server;

  constructor(secret: string) {
    this.#verifier = new Webhook(secret);
    this.#server = createServer(async (request, response) => {
      let text = '';
      for await (const chunk of request) text += chunk;
      try {
        this.#verifier.verify(text, request.headers as Record<string, string>);
      } catch {
        this.forged += 1;
        response.writeHead(401).end();
        return;
      }
      const received = { headers: request.headers, body: JSON.parse(text) };
      this.received.push(received);
      this.answer(response, received);
    });
  }

  /** Listens on a free port, of 127.0.0.1 unless told. */
  async start(host = '127.0.0.1', port = 0): Promise<void> {
    await once(this.#server.listen(port, host), 'listening');
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
