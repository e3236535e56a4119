import { connect } from 'node:net';
import type { Outcome } from '../../src/flows/api.ts';
import type { ControlDesk, LinkGrant, OrderBody } from '../../src/flows/desks.ts';
import { createHttpServer, type HttpServer, type HttpServerOptions } from '../../src/http/server.ts';

export interface LogLine {
  level: 'debug' | 'info' | 'warn' | 'error';
  facts: Readonly<Record<string, unknown>>;
  what: string;
}

export interface TestServer extends HttpServer {
  lines: LogLine[];
  options: HttpServerOptions;
}

/** What an error looks like on the wire. */
export interface ErrorBody {
  error: { code: string; message: string; correlationId: string; line?: number; field?: string };
}

/** A real server on a free port; every desk says no unless `overrides` brings another. */
export async function startServer(overrides: Partial<HttpServerOptions> = {}): Promise<TestServer> {
  const lines: LogLine[] = [];
  const line = (level: LogLine['level']) => (facts: Readonly<Record<string, unknown>>, what: string) =>
    void lines.push({ level, facts, what });
  const options: HttpServerOptions = {
    host: '127.0.0.1',
    port: 0,
    slackListener: null,
    ingest: { add: async () => ({ accepted: 0, repeated: 0 }) },
    control: { poll: async () => null, acknowledge: async () => 'malformed' },
    postmortems: {
      verify: () => null,
      page: async () => null,
      editor: async () => null,
      save: async () => ({ ok: false, code: 'not_found', message: 'No such document.' }),
    },
    health: { check: async () => ({ ready: true, parts: [] }) },
    metrics: async () => ({ contentType: 'text/plain; version=0.0.4', text: '' }),
    tokens: { ingest: 'ingest-token', control: 'control-token' },
    log: { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') },
    ...overrides,
  };
  const server = await createHttpServer(options);
  return { ...server, lines, options };
}

/** Orders in memory, with waiting polls, as the control desk keeps its promise. */
export class FakeControl implements ControlDesk {
  readonly polls: { session: string; since: number; waitMs: number }[] = [];
  readonly acks: { session: string; body: unknown; signature: string | undefined }[] = [];
  verdict: Awaited<ReturnType<ControlDesk['acknowledge']>> = 'accepted';
  waiting = 0;
  readonly #orders = new Map<string, OrderBody>();
  #wake: (() => void)[] = [];

  give(session: string, order: OrderBody): void {
    this.#orders.set(session, order);
    for (const wake of this.#wake.splice(0)) wake();
  }

  async poll(session: string, since: number, waitMs: number, signal: AbortSignal): Promise<OrderBody | null> {
    this.polls.push({ session, since, waitMs });
    const until = Date.now() + waitMs;
    this.waiting++;
    try {
      for (;;) {
        const order = this.#orders.get(session);
        if (order !== undefined && order.revision !== since) return order;
        if (signal.aborted || Date.now() >= until) return null;
        await this.#change(until - Date.now(), signal);
      }
    } finally {
      this.waiting--;
    }
  }

  async acknowledge(session: string, body: unknown, signature: string | undefined) {
    this.acks.push({ session, body, signature });
    return this.verdict;
  }

  async #change(ms: number, signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      const wake = (): void => {
        clearTimeout(timer);
        resolve();
      };
      this.#wake.push(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
  }
}

/** A postmortem that two links lead to: `read-link` and `edit-link`. */
export function fakePostmortems(outcome: Outcome = { ok: true }) {
  const saved: { grant: LinkGrant; form: Readonly<Record<string, string>> }[] = [];
  const verify = (token: string): LinkGrant | null => {
    if (token !== 'read-link' && token !== 'edit-link') return null;
    return { incidentId: 'inc-1', use: token === 'edit-link' ? 'edit' : 'read', user: 'U1' };
  };
  return {
    saved,
    verify,
    page: async (_: LinkGrant, nonce: string) => `<style nonce="${nonce}"></style>the document`,
    editor: async (_: LinkGrant, nonce: string, note?: { ok: boolean; message: string }) =>
      `<style nonce="${nonce}"></style>the editor ${note?.message ?? ''}`,
    save: async (grant: LinkGrant, form: Readonly<Record<string, string>>) => {
      saved.push({ grant, form });
      return outcome;
    },
  };
}

/** Sends bytes as they are and resolves to all that comes back until the server hangs up. */
export function sendRaw(url: string, text: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(text));
    let answer = '';
    socket.setEncoding('latin1');
    socket.on('data', (data) => {
      answer += data;
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}
