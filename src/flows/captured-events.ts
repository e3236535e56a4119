import type { TraceEvent } from '../trace/event.ts';
import { readSessions } from '../trace/jsonl/read-sessions.ts';
import type { CapturedSessions } from './analyze-captured.ts';
import type { Parts } from './parts.ts';

/** What a capture holds, by session, with what a reader must know about it. */
export async function readCapture(
  { archive }: Pick<Parts, 'archive'>,
  captureId: string,
): Promise<{ sessions: CapturedSessions; warnings: string[] }> {
  const text = await archive.read(captureId);
  const { sessions } = await readSessions(oneChunk(text), { file: 'capture' });
  const byId = new Map<string, TraceEvent[]>(sessions.map(({ sessionId, events }) => [sessionId, events]));
  return { sessions: byId, warnings: sessions[0]?.warnings ?? [] };
}

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
