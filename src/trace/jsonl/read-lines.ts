import { isAscii } from 'node:buffer';

/** One line of the input, without its line end. */
export interface Line {
  /** 1-based. */
  line: number;
  text: string;
  /** False for a last line that no newline ends: it may be cut off. */
  terminated: boolean;
  /** The line passed the limit; its text is not kept. */
  oversized: boolean;
}

/** The default limit of one line, in bytes. */
export const maxLineBytes = 256 * 1024 * 1024;

const newline = 0x0a;
const carriageReturn = 0x0d;

/**
 * Splits bytes into lines (LF or CRLF; a UTF-8 BOM is dropped). Yields one array per chunk that completes a line, so
 * a line costs no `await`. A long line is collected in pieces and joined once. An oversized line is reported as soon
 * as it passes `limit` bytes, and the rest of it is dropped. Bytes that are not UTF-8 become U+FFFD.
 */
export async function* readLines(chunks: AsyncIterable<Uint8Array>, limit = maxLineBytes): AsyncGenerator<Line[]> {
  let pieces: Buffer[] = [];
  let held = 0;
  let dropping = false;
  let line = 1;

  for await (const chunk of chunks) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const batch: Line[] = [];
    let from = 0;
    for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, from)) {
      const rest = bytes.subarray(from, end);
      if (!dropping) {
        const size = held + rest.length;
        if (size > limit) batch.push(tooLong(line));
        else batch.push(toLine(held === 0 ? rest : Buffer.concat([...pieces, rest], size), line, true));
      }
      pieces = [];
      held = 0;
      dropping = false;
      from = end + 1;
      line += 1;
    }
    if (from < bytes.length && !dropping) {
      pieces.push(bytes.subarray(from));
      held += bytes.length - from;
      if (held > limit) {
        batch.push(tooLong(line));
        pieces = [];
        held = 0;
        dropping = true;
      }
    }
    if (batch.length > 0) yield batch;
  }
  if (held > 0) yield [toLine(Buffer.concat(pieces, held), line, false)];
}

function toLine(bytes: Buffer, line: number, terminated: boolean): Line {
  let from = 0;
  let end = bytes.length;
  if (line === 1 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) from = 3;
  if (terminated && end > from && bytes[end - 1] === carriageReturn) end -= 1;
  const body = bytes.subarray(from, end);
  // Most lines are ASCII, and ASCII decodes several times faster as latin1.
  return { line, text: body.toString(isAscii(body) ? 'latin1' : 'utf8'), terminated, oversized: false };
}

function tooLong(line: number): Line {
  return { line, text: '', terminated: true, oversized: true };
}
