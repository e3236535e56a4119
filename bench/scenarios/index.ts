import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildScenarios } from './build.ts';

export type { Label, Scenario } from './build.ts';
export { buildScenarios } from './build.ts';

const jsonLines = (rows: readonly unknown[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

/** Writes `sessions/*.jsonl` and `labels.jsonl` for a seed into `folder`, replacing older ones. */
export function writeScenarios(folder: string, seed: number): number {
  const scenarios = buildScenarios(seed);
  rmSync(path.join(folder, 'sessions'), { recursive: true, force: true });
  mkdirSync(path.join(folder, 'sessions'), { recursive: true });
  for (const { label, events } of scenarios)
    writeFileSync(path.join(folder, 'sessions', label.file), jsonLines(events));
  writeFileSync(path.join(folder, 'labels.jsonl'), jsonLines(scenarios.map(({ label }) => label)));
  return scenarios.length;
}

const script = process.argv[1];
if (script !== undefined && import.meta.url === pathToFileURL(script).href) {
  const [folder, seed = '1'] = process.argv.slice(2);
  if (folder === undefined || !/^\d+$/.test(seed)) {
    console.error('usage: npx tsx bench/scenarios/index.ts OUTDIR [SEED]');
    process.exit(2);
  }
  console.log(`${writeScenarios(folder, Number(seed))} sessions in ${folder}`);
}
