import type { IncomingMessage, ServerResponse } from 'node:http';

/** The largest body the sandbox reads, in bytes. */
const maxBody = 64 * 1024 * 1024;

/** @throws Error when the body is larger than the sandbox reads. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > maxBody) throw new Error('The body is larger than the sandbox reads.');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(JSON.stringify(body));
}

export function sendText(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' });
  response.end(body);
}

/** The arguments of a request: query, then a JSON or form body. Empty values count as absent. */
export function parseArguments(url: URL, contentType: string, body: Buffer): Record<string, unknown> {
  const query = Object.fromEntries(url.searchParams);
  if (body.length === 0) return query;
  if (contentType.includes('json')) {
    const parsed: unknown = JSON.parse(body.toString('utf8'));
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw new SyntaxError('not an object');
    return { ...query, ...parsed };
  }
  const form = new URLSearchParams(body.toString('utf8'));
  return { ...query, ...Object.fromEntries(form) };
}
