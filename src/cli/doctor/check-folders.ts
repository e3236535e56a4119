import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Config } from '../../config.ts';
import { InvalidTrace } from '../../trace/errors.ts';
import { listTraceFiles } from '../../trace/jsonl/list-trace-files.ts';
import { formatCounted } from '../quantities.ts';
import { askReadiness } from './ask-readiness.ts';
import { type Finding, fine, misconfigured, warning } from './finding.ts';
import { findRecordsHolder } from './records-holder.ts';
import { codeOf } from './run-checks.ts';

/** Can the records be kept in the data folder, and does another process have them open? */
export async function checkDataFolder(config: Config, signal: AbortSignal): Promise<Finding[]> {
  const label = 'Data folder';
  const embedded = config.databaseUrl === null;
  const problem = await checkWritable(label, config.dataDir, 'DATA_DIR');
  if (problem !== null) return [problem];
  const holder = embedded ? await findRecordsHolder(config.dataDir) : null;
  if (holder === null) return [fine(label, `${config.dataDir} can be written`)];
  const text = `${config.dataDir} is in use by process ${holder.pid} on ${holder.host}, since ${holder.since}`;
  if ((await askReadiness(config, signal)) !== null) return [fine(label, `${text}: the bot that runs`)];
  const fix =
    'Stop it before you start another, set DATA_DIR to another folder, or set DATABASE_URL to share the records.';
  return [warning(label, `${text}, and no bot answers on HOST and PORT`, fix)];
}

/** Can postmortems be written? */
export async function checkPostmortemFolder({ postmortem: { dir } }: Config): Promise<Finding[]> {
  const problem = await checkWritable('Postmortems', dir, 'POSTMORTEM_DIR');
  return [problem ?? fine('Postmortems', `are written to ${dir}`)];
}

/** Are the folders with traces there, and do they hold any? */
export async function checkTraceFolders({ traceDirs }: Config): Promise<Finding[]> {
  if (traceDirs.length === 0) {
    return [fine('Trace folders', 'none configured; sessions come from what agents send to POST /v1/events')];
  }
  return await Promise.all(traceDirs.map(checkTraceFolder));
}

async function checkTraceFolder(folder: string): Promise<Finding> {
  const label = 'Trace folders';
  try {
    const files = await listTraceFiles(folder);
    return fine(label, `${folder} holds ${formatCounted(files.length, 'trace file')}`);
  } catch (error) {
    if (error instanceof InvalidTrace) {
      return warning(label, `${folder} holds no trace yet`, 'Put .jsonl files there, or remove it from TRACE_DIRS.');
    }
    const why = codeOf(error) === 'ENOENT' ? 'is not there' : `cannot be read (${codeOf(error) ?? 'unknown reason'})`;
    return misconfigured(label, `${folder} ${why}`, 'Create it, make it readable, or correct TRACE_DIRS.');
  }
}

/** Writes where the bot will write, and takes it away again; a folder that is not there yet is not made. */
async function checkWritable(label: string, folder: string, variable: string): Promise<Finding | null> {
  try {
    const place = await nearestFolder(resolve(folder));
    const own = await mkdtemp(join(place, '.agent-incident-doctor-'));
    try {
      await writeFile(join(own, 'probe'), 'x');
    } finally {
      await rm(own, { recursive: true, force: true });
    }
    return null;
  } catch (error) {
    const why = reasons[codeOf(error) ?? ''] ?? `cannot be written (${codeOf(error) ?? 'unknown reason'})`;
    const fix = `Make it writable for this user, or set ${variable} to another folder.`;
    return misconfigured(label, `${folder} ${why}`, fix);
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'cannot be written: permission denied',
  EPERM: 'cannot be written: permission denied',
  EROFS: 'cannot be written: the file system is read-only',
  ENOSPC: 'cannot be written: the disk is full',
  ENOTDIR: 'is not a folder, or a file stands in its path',
};

async function nearestFolder(path: string): Promise<string> {
  try {
    if ((await stat(path)).isDirectory()) return path;
    throw Object.assign(new Error('a file'), { code: 'ENOTDIR' });
  } catch (error) {
    const parent = dirname(path);
    if (codeOf(error) !== 'ENOENT' || parent === path) throw error;
    return await nearestFolder(parent);
  }
}
