import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AppError } from '../../errors.ts';
import type { PostmortemDestination, PostmortemDocument } from '../destination.ts';

/**
 * Writes each postmortem to `<folder>/<number>-<session id>.md`. The file is whole or not there: it is written beside its
 * place and moved into it. An incident has one number and one session, so every key of it names the same file.
 */
export function createLocalFileDestination(folder: string): PostmortemDestination {
  const root = resolve(folder);
  return {
    name: 'local-file',
    async publish(document) {
      const path = join(root, fileName(document));
      try {
        await mkdir(root, { recursive: true });
        await writeWhole(root, path, document.markdown);
      } catch (cause) {
        throw explain(root, cause);
      }
      return { url: pathToFileURL(path).href };
    },
  };
}

/** The session id is the agent's: only harmless characters of it get into a name, and never a dot at the start. */
export function fileName({ number, sessionId }: Pick<PostmortemDocument, 'number' | 'sessionId'>): string {
  if (!Number.isSafeInteger(number) || number < 0) {
    throw new AppError('postmortem.not-published', 'The incident has no number to name the file by. Try again.');
  }
  const session = sessionId.slice(0, 80).replace(/[^A-Za-z0-9_-]/g, '_');
  return `${number}-${session === '' ? 'session' : session}.md`;
}

async function writeWhole(root: string, path: string, text: string): Promise<void> {
  const draft = join(root, `.${randomUUID()}.tmp`);
  try {
    const file = await open(draft, 'wx', 0o644);
    try {
      await file.writeFile(text, 'utf8');
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  // The name is durable only once the folder is.
  const directory = await open(root, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

function explain(root: string, cause: unknown): AppError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
  const permanent = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENAMETOOLONG', 'EISDIR'].includes(code);
  return new AppError(
    'postmortem.not-published',
    `The postmortem could not be written to ${root} (${code}). Make the folder writable and free space, then publish again.`,
    { cause, retryable: !permanent, details: { code } },
  );
}
