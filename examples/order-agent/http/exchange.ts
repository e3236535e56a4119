import type { IncomingMessage, ServerResponse } from 'node:http';

/** One HTTP request, its body read. */
export interface Exchange {
  method: string;
  url: URL;
  headers: IncomingMessage['headers'];
  body: string;
}

/** An answer; `body` goes out as JSON. */
export interface Answer {
  status: number;
  body: object;
}

const longestBody = 1_000_000;

/** @returns null when the body is longer than a megabyte. */
export async function readExchange(request: IncomingMessage): Promise<Exchange | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > longestBody) return null;
    chunks.push(bytes);
  }
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const body = Buffer.concat(chunks).toString('utf8');
  return { method: request.method ?? 'GET', url, headers: request.headers, body };
}

export function sendAnswer(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(JSON.stringify(body));
}

/** An answer that says in a sentence what is wrong. */
export function refuse(status: number, error: string): Answer {
  return { status, body: { error } };
}
