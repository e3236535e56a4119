import { InvalidTrace } from '../errors.ts';
import type { TraceEvent } from '../event.ts';
import { explainJson } from './explain-json.ts';
import { orderEvents } from './order-events.ts';
import { createTraceMemory, parseEvent, type TraceMemory } from './parse-event.ts';
import { type Line, maxLineBytes, readLines } from './read-lines.ts';
import { createSkipLog, type SkipLog } from './skip-log.ts';

/** One session as captured: events by step, and what a reader must know about the input. */
export interface CapturedSession {
  sessionId: string;
  events: TraceEvent[];
  warnings: string[];
}

export interface ReadOptions {
  /** The name errors give; `-` is standard input. */
  file: string;
  /** Skip what cannot be read, and say so in the warnings. */
  lenient?: boolean;
  /** Keep only this session. */
  session?: string;
  /** Called every 64 chunks and at the end, with bytes (unpacked) and events read so far. */
  onProgress?: (progress: { bytes: number; events: number }) => void;
}

export interface ReadResult {
  /** In order of first appearance. Empty where `session` is not in the input. */
  sessions: CapturedSession[];
  /** Lines skipped in lenient mode. */
  skipped: number;
}

const chunksPerReport = 64;

/**
 * Reads a JSONL trace: one event per line; blank lines and lines that begin with `//` are left out. Events of one
 * session may stand out of order, repeated, or mixed with other sessions. Throws InvalidTrace at the first line that
 * is not an event (unless lenient), and where there is no event at all.
 */
export async function readSessions(chunks: AsyncIterable<Uint8Array>, options: ReadOptions): Promise<ReadResult> {
  const { file, lenient = false } = options;
  const memory = createTraceMemory();
  const skips = createSkipLog();
  const bySession = new Map<string, TraceEvent[]>();
  let events = 0;

  const input = lenient ? untilInvalid(chunks, skips) : chunks;
  for await (const lines of readLines(counted(input, () => events, options.onProgress))) {
    for (const line of lines) {
      const event = lenient ? tryReadEvent(line, file, memory, skips) : readEvent(line, file, memory);
      if (event === null) continue;
      events += 1;
      if (options.session !== undefined && event.session_id !== options.session) continue;
      const known = bySession.get(event.session_id);
      if (known === undefined) bySession.set(event.session_id, [event]);
      else known.push(event);
    }
  }

  if (events === 0) throw noEvents(file, skips);
  const sessions = [...bySession].map(([sessionId, captured]) => {
    const ordered = orderEvents(captured);
    return { sessionId, events: ordered.events, warnings: [...skips.warnings(), ...ordered.warnings] };
  });
  return { sessions, skipped: skips.lines() };
}

/** Null for a line that holds no event: blank, or a comment. */
function readEvent({ line, text, terminated, oversized }: Line, file: string, memory: TraceMemory): TraceEvent | null {
  if (oversized) {
    const expected = `a line of at most ${maxLineBytes / 1024 / 1024} MiB`;
    throw new InvalidTrace({ file, line, field: null, expected, actual: 'found a longer one' });
  }
  if (!text.startsWith('{')) {
    const start = text.trimStart();
    if (start === '' || start.startsWith('//')) return null;
  }
  try {
    return parseEvent(text, { file, line }, memory);
  } catch (error) {
    if (terminated || !(error instanceof InvalidTrace) || !(error.cause instanceof SyntaxError)) throw error;
    if (!explainJson(text).cutOff) throw error;
    throw new InvalidTrace({
      file,
      line,
      field: null,
      expected: 'a complete JSON object',
      actual: `but the file ends inside line ${line}`,
      next: 'Export it again, or use --lenient to analyse the events before it.',
      cutOff: true,
    });
  }
}

function tryReadEvent(line: Line, file: string, memory: TraceMemory, skips: SkipLog): TraceEvent | null {
  try {
    return readEvent(line, file, memory);
  } catch (error) {
    if (!(error instanceof InvalidTrace)) throw error;
    skips.add(error);
    return null;
  }
}

/** Passes chunks on until the input turns out to be damaged; that becomes a warning. */
async function* untilInvalid(chunks: AsyncIterable<Uint8Array>, skips: SkipLog): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks;
  } catch (error) {
    if (!(error instanceof InvalidTrace)) throw error;
    skips.addInput(error);
  }
}

async function* counted(
  chunks: AsyncIterable<Uint8Array>,
  events: () => number,
  report: ReadOptions['onProgress'],
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  let seen = 0;
  for await (const chunk of chunks) {
    yield chunk;
    bytes += chunk.length;
    seen += 1;
    if (seen % chunksPerReport === 0) report?.({ bytes, events: events() });
  }
  report?.({ bytes, events: events() });
}

function noEvents(file: string, skips: SkipLog): InvalidTrace {
  const skipped = skips.warnings();
  return new InvalidTrace({
    file,
    line: null,
    field: null,
    expected: 'at least one event',
    actual: skipped.length === 0 ? 'found none' : `found none that can be read (${skipped.join('; ')})`,
    next: 'An event is a JSON object on one line, with session_id, step and type.',
  });
}
