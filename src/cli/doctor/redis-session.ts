import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { RedisNode } from './redis-address.ts';

/** What Redis answers: text, a number, nothing, several, or a refusal. */
export type Reply = string | number | null | Reply[] | RedisRefusal;

/** A refusal by its first word: `WRONGPASS`, `NOAUTH`, `LOADING`, `NOPERM`, `ERR`. */
export class RedisRefusal {
  readonly code: string;

  constructor(line: string) {
    this.code = /^[A-Z]{1,30}/.exec(line)?.[0] ?? 'ERR';
  }
}

/** A short conversation with one Redis or Sentinel. */
export interface RedisSession {
  /** @throws the error of the socket, or an error when the other side hangs up. */
  ask(...words: string[]): Promise<Reply>;
  close(): void;
}

/** Opens a connection that ends with `signal`. The questions are asked one after the other. */
export async function openRedisSession(node: RedisNode, tls: boolean, signal: AbortSignal): Promise<RedisSession> {
  const socket = tls ? connectTls({ ...node, servername: node.host }) : connect(node);
  const stop = () => socket.destroy();
  signal.addEventListener('abort', stop, { once: true });
  let received = Buffer.alloc(0);
  let failure: Error | null = null;
  let wake = () => {};
  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    wake();
  });
  socket.on('error', (error) => {
    failure = error;
    wake();
  });
  socket.on('close', () => {
    failure ??= Object.assign(new Error('The connection was closed.'), { code: 'ECONNRESET' });
    signal.removeEventListener('abort', stop);
    wake();
  });
  return {
    async ask(...words) {
      socket.write(encode(words));
      for (;;) {
        const read = parseReply(received, 0);
        if (read !== null) {
          received = received.subarray(read.end);
          return read.reply;
        }
        if (failure !== null) throw failure;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    close: stop,
  };
}

function encode(words: readonly string[]): string {
  return `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;
}

/** One reply of RESP2 from `start` on, null until it is complete. @see https://redis.io/docs/latest/develop/reference/protocol-spec */
export function parseReply(bytes: Buffer, start: number): { reply: Reply; end: number } | null {
  const lineEnd = bytes.indexOf('\r\n', start);
  if (lineEnd < 0) return null;
  const line = bytes.toString('utf8', start + 1, lineEnd);
  const next = lineEnd + 2;
  switch (bytes.toString('latin1', start, start + 1)) {
    case '+':
      return { reply: line, end: next };
    case '-':
      return { reply: new RedisRefusal(line), end: next };
    case ':':
      return { reply: Number(line), end: next };
    case '$':
      return parseBulk(bytes, Number(line), next);
    case '*':
      return parseArray(bytes, Number(line), next);
    default:
      throw Object.assign(new Error('This is not how Redis speaks.'), { code: 'NOT_REDIS' });
  }
}

function parseBulk(bytes: Buffer, length: number, start: number): { reply: Reply; end: number } | null {
  if (length < 0) return { reply: null, end: start };
  if (bytes.length < start + length + 2) return null;
  return { reply: bytes.toString('utf8', start, start + length), end: start + length + 2 };
}

function parseArray(bytes: Buffer, count: number, start: number): { reply: Reply; end: number } | null {
  if (count < 0) return { reply: null, end: start };
  const parts: Reply[] = [];
  let end = start;
  while (parts.length < count) {
    const part = parseReply(bytes, end);
    if (part === null) return null;
    parts.push(part.reply);
    end = part.end;
  }
  return { reply: parts, end };
}
