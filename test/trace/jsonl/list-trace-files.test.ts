import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listTraceFiles } from '../../../src/trace/jsonl/list-trace-files.ts';
import { isMissing } from '../../../src/trace/jsonl/open-input.ts';
import { rejection } from './support.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'agent-incident-'));
});
afterEach(() => rm(root, { recursive: true }));

async function touch(...names: string[]): Promise<void> {
  for (const name of names) await writeFile(join(root, name), '');
}

describe('listTraceFiles', () => {
  it('lists traces of the directory and one level below, sorted', async () => {
    await mkdir(join(root, 'day1', 'deep'), { recursive: true });
    await mkdir(join(root, '.hidden'));
    await mkdir(join(root, 'folder.jsonl'));
    await touch('b.jsonl', 'a.ndjson', 'c.jsonl.gz', 'd.NDJSON.GZ', 'x.json', 'y.txt', '.z.jsonl');
    await touch('day1/e.jsonl', 'day1/deep/f.jsonl', '.hidden/g.jsonl');
    await symlink(join(root, 'b.jsonl'), join(root, 'link.jsonl'));
    await symlink(join(root, 'gone'), join(root, 'dangling.jsonl'));
    const files = (await listTraceFiles(root)).map((path) => relative(root, path));
    expect(files).toEqual(['a.ndjson', 'b.jsonl', 'c.jsonl.gz', 'd.NDJSON.GZ', 'day1/e.jsonl', 'link.jsonl']);
  });

  it('takes a file, whatever its name, and standard input as they are', async () => {
    await touch('capture.txt');
    expect(await listTraceFiles(join(root, 'capture.txt'))).toEqual([join(root, 'capture.txt')]);
    expect(await listTraceFiles('-')).toEqual(['-']);
  });

  it('rejects a directory without traces', async () => {
    await touch('x.json');
    const error = await rejection(listTraceFiles(root));
    expect(error.message).toContain('expected a directory with trace files (*.jsonl, *.ndjson');
  });

  it('leaves a missing path to the caller', async () => {
    const error = await listTraceFiles(join(root, 'nowhere')).catch((reason: unknown) => reason);
    expect(isMissing(error)).toBe(true);
  });
});
