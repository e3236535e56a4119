import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { InvalidTrace } from '../errors.ts';

const traceName = /\.(?:jsonl|ndjson)(?:\.gz)?$/i;

/**
 * The trace files of a directory and of the directories directly in it, sorted by path; hidden names are left out.
 * A path that is not a directory stands for itself, as does `-`. Throws InvalidTrace where a directory holds no trace.
 */
export async function listTraceFiles(path: string): Promise<string[]> {
  if (path === '-' || !(await stat(path)).isDirectory()) return [path];
  const files: string[] = [];
  for (const entry of await entriesOf(path)) {
    if (entry.isTrace) files.push(entry.path);
    if (entry.isDirectory) {
      for (const inner of await entriesOf(entry.path)) if (inner.isTrace) files.push(inner.path);
    }
  }
  if (files.length === 0) {
    throw new InvalidTrace({
      file: path,
      line: null,
      field: null,
      expected: 'a directory with trace files (*.jsonl, *.ndjson, or either with .gz)',
      actual: 'found none in it',
      next: 'Name the trace file itself, or another directory.',
    });
  }
  return files.sort();
}

async function entriesOf(directory: string): Promise<{ path: string; isTrace: boolean; isDirectory: boolean }[]> {
  const names = (await readdir(directory)).filter((name) => !name.startsWith('.'));
  return Promise.all(
    names.map(async (name) => {
      const path = join(directory, name);
      // A dangling link or a file that just went away is no trace.
      const found = await stat(path).catch(() => null);
      return {
        path,
        isTrace: found?.isFile() === true && traceName.test(name),
        isDirectory: found?.isDirectory() === true,
      };
    }),
  );
}
