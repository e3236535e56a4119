/** One WebSocket frame: https://www.rfc-editor.org/rfc/rfc6455#section-5.2 */
export interface Frame {
  final: boolean;
  opcode: number;
  payload: Buffer;
}

export const opcodes = { continuation: 0x0, text: 0x1, binary: 0x2, close: 0x8, ping: 0x9, pong: 0xa } as const;

/** The largest frame that is read, in bytes. */
const maxPayload = 16 * 1024 * 1024;

/** A client that does not keep to the protocol; its connection is closed with `code`. */
export class FrameError extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** Takes the whole frames off the front of what arrived. @throws FrameError for a frame without mask, or too large. */
export function readFrames(bytes: Buffer): { frames: Frame[]; rest: Buffer } {
  const frames: Frame[] = [];
  let rest = bytes;
  for (;;) {
    const read = readFrame(rest);
    if (read === null) return { frames, rest };
    frames.push(read.frame);
    rest = rest.subarray(read.length);
  }
}

function readFrame(bytes: Buffer): { frame: Frame; length: number } | null {
  if (bytes.length < 2) return null;
  const first = bytes.readUInt8(0);
  const second = bytes.readUInt8(1);
  if ((second & 0x80) === 0) throw new FrameError(1002, 'A client must mask its frames.');
  const short = second & 0x7f;
  const extra = short === 126 ? 2 : short === 127 ? 8 : 0;
  const head = 2 + extra + 4;
  if (bytes.length < head) return null;
  const size = extra === 2 ? bytes.readUInt16BE(2) : extra === 8 ? Number(bytes.readBigUInt64BE(2)) : short;
  if (size > maxPayload) throw new FrameError(1009, 'The frame is too large.');
  if (bytes.length < head + size) return null;
  const mask = bytes.subarray(head - 4, head);
  const payload = Buffer.from(bytes.subarray(head, head + size));
  for (const [index, byte] of payload.entries()) payload[index] = byte ^ (mask[index % 4] ?? 0);
  return { frame: { final: (first & 0x80) !== 0, opcode: first & 0x0f, payload }, length: head + size };
}

/** A whole, unmasked frame, as servers send them. */
export function encodeFrame(opcode: number, payload: Buffer): Buffer {
  const size = payload.length;
  const extra = size > 0xffff ? 8 : size > 125 ? 2 : 0;
  const head = Buffer.alloc(2 + extra);
  head.writeUInt8(0x80 | opcode, 0);
  head.writeUInt8(extra === 8 ? 127 : extra === 2 ? 126 : size, 1);
  if (extra === 2) head.writeUInt16BE(size, 2);
  if (extra === 8) head.writeBigUInt64BE(BigInt(size), 2);
  return Buffer.concat([head, payload]);
}
