import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { analyzeInput } from '../../../src/cli/analyze/analyze-input.ts';
import type { ForensicsReport } from '../../../src/forensics/report.ts';
import { openInput } from '../../../src/trace/jsonl/open-input.ts';
import { readSessions } from '../../../src/trace/jsonl/read-sessions.ts';

/** What is known about one session. Other fields of a label are dropped. */
const SessionLabel = z.object({
  file: z.string().min(1),
  /** `clean`: nothing should be flagged. `control`: nothing went wrong, a flag would still be right. */
  kind: z.string(),
  /** Null or absent where the truth is unknown or none of the modes. */
  mode: z.string().nullish(),
  /** Every step that is accepted as the origin. */
  origin_steps: z.array(z.int()).nullish(),
  /** The state-changing calls from the origin on. */
  external_steps: z.array(z.int()).nullish(),
  fault: z.string().nullish(),
  what: z.string().nullish(),
  reason: z.string().nullish(),
  domain: z.string().nullish(),
  capture: z.string().nullish(),
});
export type SessionLabel = z.infer<typeof SessionLabel>;

/** A folder with `labels.jsonl` and `sessions/`. */
export interface LabelledSet {
  name: string;
  folder: string;
}

/** A labelled session and what the engine says of it; `report` is null, with the reason, where there is none. */
export interface ScoredCase {
  label: SessionLabel;
  /** The steps of the session, in order. */
  steps: number[];
  report: ForensicsReport | null;
  error: string | null;
}

/** The labelled sets right under a folder (or the folder itself), by name. */
export function findSets(folder: string): LabelledSet[] {
  const folders = readdirSync(folder).filter((name) => statSync(path.join(folder, name)).isDirectory());
  const sets = folders.sort().map((name) => ({ name, folder: path.join(folder, name) }));
  const nested = sets.filter((set) => isSet(set.folder));
  return isSet(folder) ? [{ name: path.basename(path.resolve(folder)), folder }, ...nested] : nested;
}

function isSet(folder: string): boolean {
  const labels = statSync(path.join(folder, 'labels.jsonl'), { throwIfNoEntry: false });
  const sessions = statSync(path.join(folder, 'sessions'), { throwIfNoEntry: false });
  return labels?.isFile() === true && sessions?.isDirectory() === true;
}

/** The labels of a set. Throws a ZodError where one does not fit. */
export function readLabels(folder: string): SessionLabel[] {
  const lines = readFileSync(path.join(folder, 'labels.jsonl'), 'utf8').split('\n');
  return lines.filter((line) => line.trim() !== '').map((line) => SessionLabel.parse(JSON.parse(line)));
}

/** Analyses every session of a set on the way the command takes; never throws for a session. */
export async function analyzeSet(folder: string): Promise<ScoredCase[]> {
  const cases: ScoredCase[] = [];
  for (const label of readLabels(folder)) cases.push(await analyzeCase(path.join(folder, 'sessions'), label));
  return cases;
}

const settings = {
  format: 'json',
  session: null,
  contextStep: null,
  wrongOutputStep: null,
  lenient: false,
  baseline: {},
} as const;

/** Of a file with several sessions the first counts: the others are those it spawned. */
async function analyzeCase(folder: string, label: SessionLabel): Promise<ScoredCase> {
  const file = path.join(folder, label.file);
  try {
    const { sessions } = await readSessions(openInput(file), { file });
    const steps = sessions[0]?.events.map((event) => event.step) ?? [];
    const [first] = analyzeInput(sessions, settings);
    if (first?.report == null) throw first?.error ?? new Error('no session');
    return { label, steps, report: first.report, error: null };
  } catch (error) {
    return { label, steps: [], report: null, error: error instanceof Error ? error.message : String(error) };
  }
}
