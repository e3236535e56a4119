import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { encodeFrame, type Frame, FrameError, opcodes, readFrames } from './frames.ts';

/** The server's end of one WebSocket. */
export interface WebSocket {
  send(text: string): void;
  ping(): void;
  /** Says goodbye, and hangs up when the other side has answered (or after a second). */
  close(code: number): void;
  /** Hangs up without a word. */
  destroy(): void;
}

interface Listeners {
  text(message: string): void;
  closed(): void;
}

/** Answers an upgrade request; null (and an answer of 400) when it is not one. https://www.rfc-editor.org/rfc/rfc6455#section-4.2.2 */
export function acceptWebSocket(request: IncomingMessage, socket: Duplex, listeners: Listeners): WebSocket | null {
  const key = request.headers['sec-websocket-key'];
  if (key === undefined || request.headers.upgrade?.toLowerCase() !== 'websocket') {
    refuseUpgrade(socket, 400);
    return null;
  }
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  return talk(socket, listeners);
}

/** Refuses an upgrade with a plain HTTP status. */
export function refuseUpgrade(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function talk(socket: Duplex, listeners: Listeners): WebSocket {
  let rest: Buffer = Buffer.alloc(0);
  let message: Buffer[] = [];
  let goodbye = false;
  const write = (opcode: number, payload: Buffer) => {
    if (!socket.destroyed && socket.writable) socket.write(encodeFrame(opcode, payload));
  };
  const close = (code: number) => {
    if (goodbye) return;
    goodbye = true;
    const reason = Buffer.alloc(2);
    reason.writeUInt16BE(code, 0);
    write(opcodes.close, reason);
    setTimeout(() => socket.destroy(), 1_000).unref();
  };
  const take = (frame: Frame) => {
    if (frame.opcode === opcodes.ping) return write(opcodes.pong, frame.payload);
    if (frame.opcode === opcodes.pong) return;
    if (frame.opcode === opcodes.close) {
      close(1000);
      return void socket.end();
    }
    message.push(frame.payload);
    if (!frame.final) return;
    const text = Buffer.concat(message).toString('utf8');
    message = [];
    listeners.text(text);
  };
  socket.on('data', (chunk: Buffer) => {
    try {
      const read = readFrames(Buffer.concat([rest, chunk]));
      rest = read.rest;
      for (const frame of read.frames) take(frame);
    } catch (error) {
      close(error instanceof FrameError ? error.code : 1011);
      socket.end();
    }
  });
  socket.on('error', () => socket.destroy());
  socket.once('close', () => listeners.closed());
  return {
    send: (text) => write(opcodes.text, Buffer.from(text)),
    ping: () => write(opcodes.ping, Buffer.from('Ping from the sandbox')),
    close,
    destroy: () => void socket.destroy(),
  };
}
