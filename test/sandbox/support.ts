import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createSandbox, type SandboxOptions } from '../../src/sandbox/create-sandbox.ts';

export const secret = 'signing-secret-of-the-test';
export const token = 'xoxb-test';

interface Delivery {
  headers: Record<string, string | string[] | undefined>;
  raw: string;
  body: Record<string, unknown>;
}

type Answer = {
  status?: number;
  body?: string;
  delayMs?: number;
  reset?: boolean;
  headers?: Record<string, string>;
};

/** A bot that keeps what it was sent and answers as the test says. */
export async function startBot(answer: (delivery: Delivery, index: number) => Answer = () => ({})) {
  const deliveries: Delivery[] = [];
  const server = createServer(async (request, response) => {
    let raw = '';
    for await (const chunk of request) raw += chunk;
    const delivery = { headers: request.headers, raw, body: parse(raw, request.headers['content-type'] ?? '') };
    deliveries.push(delivery);
    const {
      status = 200,
      body = '',
      delayMs = 0,
      reset = false,
      headers = {},
    } = answer(delivery, deliveries.length - 1);
    if (reset) return void request.socket.destroy();
    setTimeout(() => response.writeHead(status, headers).end(body), delayMs);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${port}/slack/events`, deliveries };
}

function parse(raw: string, type: string): Record<string, unknown> {
  if (type.includes('json')) return JSON.parse(raw);
  const form = new URLSearchParams(raw);
  const payload = form.get('payload');
  return payload === null ? Object.fromEntries(form) : JSON.parse(payload);
}

/** A sandbox on a free port with a clock that the test moves. */
export async function startSandbox(botUrl = 'http://127.0.0.1:9/none', options: Partial<SandboxOptions> = {}) {
  const dataFile = join(mkdtempSync(join(tmpdir(), 'sandbox-')), 'record.jsonl');
  const time = { ms: Date.parse('2026-11-22T12:00:00Z') };
  const sandbox = await createSandbox({
    port: 0,
    dataFile,
    botUrl,
    signingSecret: secret,
    botToken: token,
    clock: { now: () => time.ms },
    timing: { ackTimeoutMs: 1_000, eventRetryMs: [0, 20, 40] },
    ...options,
  });
  onTestFinished(() => sandbox.close());
  const post = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(`${sandbox.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    return { status: response.status, headers: response.headers, body: parseJson(await response.text()) };
  };
  return {
    ...sandbox,
    time,
    post,
    api: async (method: string, args: Record<string, unknown> = {}) =>
      (await post(`/api/${method}`, args, { authorization: `Bearer ${token}` })).body,
    act: async (name: string, body: unknown) => (await post(`/_sandbox/${name}`, body)).body,
    state: async (user: string) => parseJson(await (await fetch(`${sandbox.url}/_sandbox/state?user=${user}`)).text()),
    record: () => readRecord(dataFile),
  };
}

function parseJson(text: string) {
  return text.startsWith('{') ? JSON.parse(text) : null;
}

export function readRecord(path: string): Record<string, unknown>[] {
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.slice(0, -1).map((line) => JSON.parse(line));
}
