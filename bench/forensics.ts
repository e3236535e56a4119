import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { writeScenarios } from './scenarios/index.ts';
import { checkFloors, type Floor } from './support/forensics/floors.ts';
import { analyzeSet, findSets } from './support/forensics/labelled-set.ts';
import { describeFloors, describeScore } from './support/forensics/print-scores.ts';
import { type SetScore, scoreSet } from './support/forensics/score-set.ts';

const usage = `npm run bench:forensics -- [FOLDER] [--json] [--misses]
Scores the engine on the labelled sets under FOLDER (or FORENSICS_SETS) and on our own.`;

const ownSeeds = [1, 7];
const own = (seed: number): string => `own, seed ${seed}`;
const hardFaults = ['wrong-entity', 'wrong-tool', 'misquoted-number'];

/** What the engine must reach, by the folder name of the set. */
const floors: readonly Floor[] = [
  { sets: ['injected'], measure: 'mode', atLeast: 0.95 },
  { sets: ['injected'], measure: 'origin exact', atLeast: 0.95 },
  { sets: ['injected'], measure: 'each fault', except: hardFaults, atLeast: 0.9 },
  { sets: ['injected'], measure: 'each fault', only: hardFaults, atLeast: 0.6 },
  { sets: ['injected'], measure: 'external actions', atLeast: 0.95 },
  { sets: ['injected'], measure: 'right when confident', atLeast: 0.97 },
  { sets: ['tau-airline', 'tau-retail-clean'], measure: 'clean flagged', atMost: 0.03 },
  { sets: ['tau-airline', 'tau-retail-clean'], measure: 'clean called faulty', atMost: 0.03 },
  { sets: ['rjudge-injection'], measure: 'mode', atLeast: 0.96 },
  { sets: ['rjudge-injection'], measure: 'origin exact', atLeast: 0.95 },
  { sets: ['whowhen-ag'], measure: 'origin exact', atLeast: 0.35, stretch: true },
  { sets: ['agentrx-tau'], measure: 'origin within 5', atLeast: 0.5, stretch: true },
  ...ownSeeds.flatMap((seed): Floor[] => [
    { sets: [own(seed)], measure: 'mode', atLeast: 0.9 },
    { sets: [own(seed)], measure: 'origin exact', atLeast: 0.85 },
    { sets: [own(seed)], measure: 'right when confident', atLeast: 0.97 },
    { sets: [own(seed)], measure: 'clean called faulty', atMost: 0.05 },
  ]),
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean' }, misses: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
});

/** In `--json` standard output holds the result alone. */
function say(text: string): void {
  if (values.json) console.error(text);
  else console.log(text);
}

/** The folder of labelled sets: the argument, the variable, or a folder beside the checkout; null if none is there. */
function findFolder(): string | null {
  const named = positionals[0] ?? process.env.FORENSICS_SETS;
  const folder = named ?? path.join(import.meta.dirname, '../../shared/forensics');
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return folder;
  say(`Skipped: labelled sets, ${folder} is no folder. Name one: npm run bench:forensics -- FOLDER`);
  return null;
}

async function scoreOwn(seed: number): Promise<SetScore[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'agent-incident-own-'));
  try {
    writeScenarios(folder, seed);
    return [scoreSet(own(seed), await analyzeSet(folder))];
  } catch (error) {
    say(`Skipped: our own set with seed ${seed}: ${error instanceof Error ? error.message : String(error)}`);
    return [];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function main(): Promise<void> {
  if (values.help) return console.log(usage);
  const scores: SetScore[] = [];
  const add = (score: SetScore): void => {
    scores.push(score);
    if (!values.json) console.log(`${describeScore(score, values.misses === true)}\n`);
  };
  const folder = findFolder();
  for (const set of folder === null ? [] : findSets(folder)) add(scoreSet(set.name, await analyzeSet(set.folder)));
  for (const seed of ownSeeds) for (const score of await scoreOwn(seed)) add(score);

  const results = checkFloors(scores, floors);
  if (values.json) {
    const shown = values.misses ? scores : scores.map(({ misses: _, ...score }) => score);
    console.log(JSON.stringify({ sets: shown, floors: results }));
  } else console.log(describeFloors(results));
  const isBroken = scores.some(({ failed }) => failed.length > 0);
  if (isBroken || results.some(({ reached, stretch }) => !reached && !stretch)) process.exitCode = 1;
}

await main();
