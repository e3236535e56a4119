import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TraceEvent } from '../../../src/trace/event.ts';
import { createFolderSource } from '../../../src/trace/files/folder-source.ts';
import type { TraceSource } from '../../../src/trace/source.ts';

const line = (sessionId: string, step: number, summary = ''): string =>
  `${JSON.stringify({ session_id: sessionId, step, type: 'other', summary })}\n`;

async function read(source: TraceSource, sessionId: string): Promise<TraceEvent[]> {
  const events: TraceEvent[] = [];
  for await (const event of source.fetch(sessionId, new AbortController().signal)) events.push(event);
  return events;
}

describe('a folder of traces', () => {
  let folder: string;
  let source: TraceSource;
  const write = (name: string, text: string | Buffer): void => writeFileSync(join(folder, name), text);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'traces-'));
    source = createFolderSource(folder);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('finds a session among others, in step order, packed or not', async () => {
    write('mixed.jsonl', `// a comment\n${line('ses_b', 2)}${line('ses_a', 1)}${line('ses_b', 1)}`);
    write('packed.jsonl.gz', gzipSync(line('ses_c', 1)));
    expect((await read(source, 'ses_b')).map(({ step }) => step)).toEqual([1, 2]);
    expect(await read(source, 'ses_c')).toHaveLength(1);
  });

  it('takes the file named after the session, else the first by name', async () => {
    write('a.jsonl', line('ses_b', 1, 'from a'));
    write('ses_b-unflagged.jsonl', line('ses_b', 1, 'unflagged'));
    expect(await read(source, 'ses_b')).toMatchObject([{ summary: 'from a' }]);
    write('ses_b.jsonl', line('ses_b', 1, 'its own'));
    expect(await read(source, 'ses_b')).toMatchObject([{ summary: 'its own' }]);
  });

  it('sees files that came, changed or went since', async () => {
    write('live.jsonl', line('ses_live', 1));
    expect(await read(source, 'ses_live')).toHaveLength(1);
    write('live.jsonl', line('ses_live', 1) + line('ses_live', 2) + line('ses_new', 1));
    expect(await read(source, 'ses_live')).toHaveLength(2);
    expect(await read(source, 'ses_new')).toHaveLength(1);
    rmSync(join(folder, 'live.jsonl'));
    await expect(read(source, 'ses_live')).rejects.toMatchObject({ code: 'trace.session-not-found' });
  });

  it('suggests sessions that look like the one asked for', async () => {
    write('a.jsonl', line('ses_abc123', 1) + line('ses_other', 1));
    await expect(read(source, 'ses_abc124')).rejects.toMatchObject({ suggestions: ['ses_abc123'] });
    expect(await source.suggest?.('ses', 5)).toEqual(['ses_abc123', 'ses_other']);
  });

  it('a broken file does not keep the others from being found, and says where it is broken', async () => {
    write('bad.jsonl', `${line('ses_bad', 1)}{"session_id": "ses_bad", "step": 0, "type": "other"}\n`);
    write('noise.jsonl', 'not a trace\n');
    write('cut.jsonl.gz', gzipSync(line('ses_cut', 1)).subarray(0, 20));
    write('good.jsonl', line('ses_good', 1));
    expect(await read(source, 'ses_good')).toHaveLength(1);
    await expect(read(source, 'ses_bad')).rejects.toMatchObject({ code: 'trace.invalid', line: 2, field: 'step' });
  });

  it('an empty folder knows no session; one that is not there is said to be missing', async () => {
    await expect(read(source, 'ses_a')).rejects.toMatchObject({ code: 'trace.session-not-found' });
    const nowhere = createFolderSource(join(folder, 'nowhere'));
    await expect(read(nowhere, 'ses_a')).rejects.toMatchObject({ code: 'trace.source-unavailable', retryable: false });
  });
});
