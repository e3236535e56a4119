import { analyze } from '../../../src/forensics/analyze.ts';
import { openInput } from '../../../src/trace/jsonl/open-input.ts';
import { readLines } from '../../../src/trace/jsonl/read-lines.ts';
import { readSessions } from '../../../src/trace/jsonl/read-sessions.ts';

/** What a measuring process is asked, as its arguments: the file, what to do, how often. */
export type Work = 'parse' | 'analysis';

export interface Timing {
  seconds: number;
  /** Of the process, so far. */
  peakRssMb: number;
}

/** Lines split and parsed, and nothing else: what any reader of the trace has to pay. */
async function parseOnly(file: string): Promise<number> {
  let events = 0;
  for await (const lines of readLines(openInput(file))) {
    for (const { text } of lines) if (JSON.parse(text) !== null) events += 1;
  }
  return events;
}

/** From the bytes to the report as text. */
async function wholeAnalysis(file: string): Promise<number> {
  const { sessions } = await readSessions(openInput(file), { file });
  return sessions.reduce((sum, { events }) => sum + JSON.stringify(analyze(events)).length, 0);
}

async function secondsOf(work: Work, file: string): Promise<number> {
  const start = process.hrtime.bigint();
  const result = await (work === 'parse' ? parseOnly(file) : wholeAnalysis(file));
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  if (result === 0) throw new Error(`${work} of ${file} gave nothing`);
  return seconds;
}

export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const low = sorted[Math.ceil(middle) - 1] ?? Number.NaN;
  const high = sorted[Math.floor(middle)] ?? Number.NaN;
  return (low + high) / 2;
}

/** Rounds that are not counted: the compiler needs some ten thousand events before its code is the code that runs. */
const warmUpEvents = 20_000;
const maxWarmUps = 20;

/** The median of `repeats` runs of each kind of work, taken in turn, after rounds to warm up where they are several. */
export async function measure(
  file: string,
  works: readonly Work[],
  repeats: number,
  events: number,
): Promise<Record<string, Timing>> {
  const warmUps = Math.min(maxWarmUps, Math.ceil(warmUpEvents / events));
  const seconds = new Map<Work, number[]>(works.map((work) => [work, []]));
  for (let round = repeats > 1 ? -warmUps : 0; round < repeats; round += 1) {
    for (const work of works) {
      const taken = await secondsOf(work, file);
      if (round >= 0) seconds.get(work)?.push(taken);
    }
  }
  const peakRssMb = process.resourceUsage().maxRSS / 1024;
  return Object.fromEntries([...seconds].map(([work, all]) => [work, { seconds: medianOf(all), peakRssMb }]));
}
