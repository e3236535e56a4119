import { fork } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { brokenLimits, microsecondsPerEvent, type Row, ratioOf } from './support/throughput/limits.ts';
import type { Timing, Work } from './support/throughput/measure.ts';
import { writeSession } from './support/throughput/write-session.ts';

const usage = `npm run bench:throughput -- [--quick]
Times the analysis of full captures of 1,000, 10,000 and 100,000 events (about 2 GB in the temporary folder; --quick
leaves the last out) against reading and parsing the same lines.`;

interface Size {
  name: string;
  events: number;
  window: number | null;
  parallel: boolean;
  /** One run per process where 1, else a median in one process. */
  repeats: number;
}

const base: Size = { name: '1k, last 200', events: 1_000, window: 200, parallel: false, repeats: 5 };
const small: readonly Size[] = [
  { name: '1k, whole', events: 1_000, window: null, parallel: false, repeats: 5 },
  base,
  { name: '10k, last 200', events: 10_000, window: 200, parallel: false, repeats: 5 },
  { name: '10k, parallel', events: 10_000, window: 200, parallel: true, repeats: 5 },
];
const large: Size = { name: '100k, last 200', events: 100_000, window: 200, parallel: false, repeats: 1 };

const { values } = parseArgs({ options: { quick: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } });
const child = path.join(import.meta.dirname, 'support/throughput/measure-child.ts');

/** Measures in a fresh process, so that neither compiled code nor memory of other runs counts. */
function measureApart(
  file: string,
  works: readonly Work[],
  repeats: number,
  events: number,
): Promise<Partial<Record<Work, Timing>>> {
  return new Promise((resolve, reject) => {
    const process = fork(child, [file, works.join(','), String(repeats), String(events)]);
    process.once('message', (result) => resolve(result as Record<Work, Timing>));
    process.once('error', reject);
    process.once('exit', (code, signal) => reject(new Error(`measuring ${file} ended with ${signal ?? code}`)));
  });
}

async function measureSize(folder: string, { name, events, window, parallel, repeats }: Size): Promise<Row> {
  const file = path.join(folder, 'session.jsonl');
  await writeSession(file, { events, window, parallel, seed: 'bench' });
  const fileMb = statSync(file).size / 1e6;
  const { analysis, parse } =
    repeats > 1
      ? await measureApart(file, ['parse', 'analysis'], repeats, events)
      : { ...(await measureApart(file, ['parse'], 1, events)), ...(await measureApart(file, ['analysis'], 1, events)) };
  if (analysis === undefined || parse === undefined) throw new Error(`${name} was not measured`);
  const { peakRssMb } = analysis;
  return { name, events, fileMb, parseSeconds: parse.seconds, analysisSeconds: analysis.seconds, peakRssMb };
}

const columns: readonly [title: string, value: (row: Row) => string][] = [
  ['file MB', (row) => row.fileMb.toFixed(1)],
  ['events', (row) => String(row.events)],
  ['parse s', (row) => row.parseSeconds.toFixed(3)],
  ['analysis s', (row) => row.analysisSeconds.toFixed(3)],
  ['ratio', (row) => ratioOf(row).toFixed(2)],
  ['parse us/event', (row) => microsecondsPerEvent(row.parseSeconds, row).toFixed(0)],
  ['analysis us/event', (row) => microsecondsPerEvent(row.analysisSeconds, row).toFixed(0)],
  ['peak RSS MB', (row) => row.peakRssMb.toFixed(0)],
];

function printLine(name: string, cells: readonly string[]): void {
  const padded = cells.map((cell, index) => cell.padStart((columns[index]?.[0].length ?? 0) + 2));
  console.log(name.padEnd(16) + padded.join(''));
}

async function main(): Promise<void> {
  if (values.help) return console.log(usage);
  const folder = mkdtempSync(path.join(tmpdir(), 'agent-incident-throughput-'));
  const rows: { size: Size; row: Row }[] = [];
  printLine(
    'prompts of',
    columns.map(([title]) => title),
  );
  try {
    for (const size of values.quick ? small : [...small, large]) {
      const row = await measureSize(folder, size);
      rows.push({ size, row });
      printLine(
        row.name,
        columns.map(([, value]) => value(row)),
      );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const baseRow = rows.find(({ size }) => size === base)?.row;
  const largest = rows.at(-1)?.row;
  if (baseRow === undefined || largest === undefined) throw new Error('nothing was measured');
  const broken = brokenLimits(
    rows.map(({ row }) => row),
    baseRow,
    largest,
  );
  for (const limit of broken) console.log(`MISSED  ${limit}`);
  if (broken.length === 0) console.log('All limits hold.');
  else process.exitCode = 1;
}

await main();
