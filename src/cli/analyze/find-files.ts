import { listTraceFiles } from '../../trace/jsonl/list-trace-files.ts';
import { sessionNotFound } from '../errors.ts';
import { printable } from '../printable.ts';

const absentCodes = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ERR_INVALID_ARG_VALUE']);

/**
 * The trace files behind one argument: itself for a file or `-`, what it holds for a directory. Anything else could
 * only be a session id, and no place to look one up is configured: `trace.session-not-found`. Other errors of the file
 * system, and InvalidTrace for a directory without traces, come through as they are.
 */
export async function findFiles(argument: string): Promise<string[]> {
  try {
    return await listTraceFiles(argument);
  } catch (error) {
    const absent = error instanceof Error && 'code' in error && absentCodes.has(String(error.code));
    if (!absent) throw error;
    throw sessionNotFound(
      `No file, directory or captured session called ${printable(argument.slice(0, 400))}. ` +
        'Give a .jsonl file, a directory that holds some, or - for standard input.',
    );
  }
}
