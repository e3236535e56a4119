import { mkdtempSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { fuzzOne, inputAt, type Outcome } from './support/fuzz/fuzz-range.ts';
import { readCorpus } from './support/fuzz/make-input.ts';
import { runApart } from './support/fuzz/run-apart.ts';

const usage = `npm run fuzz -- [--count N] [--seed S] [--index I]
Sends broken traces through reading, analysis and rendering. --index runs one input alone, in this process.`;

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    index: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
});

const folder = path.join(import.meta.dirname, '../examples/traces');
const progressEvery = 2_000;
const shownFailures = 20;

function wholeNumber(name: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  console.error(`--${name} takes a whole number, not ${text}.\n${usage}`);
  process.exit(2);
}

/** Says what failed and keeps the input, so that it can be looked at. */
function createFailureLog(seed: number): (outcome: Outcome) => void {
  const corpus = readCorpus(folder);
  let kept: string | null = null;
  let shown = 0;
  return ({ index, problems }) => {
    shown += 1;
    if (shown > shownFailures) return;
    kept ??= mkdtempSync(path.join(tmpdir(), 'agent-incident-fuzz-'));
    const { recipe, bytes } = inputAt(corpus, seed, index);
    const file = path.join(kept, `seed-${seed}-index-${index}.jsonl`);
    writeFileSync(file, bytes);
    console.log(`FAILED seed ${seed} index ${index} (${recipe}, ${bytes.length} bytes, ${file})`);
    for (const problem of problems) console.log(problem.replace(/^/gm, '  '));
  };
}

async function fuzzAll(seed: number, count: number): Promise<void> {
  const report = createFailureLog(seed);
  const start = performance.now();
  let done = 0;
  let failed = 0;
  let slowest: Outcome | null = null;
  const onOutcome = (outcome: Outcome): void => {
    done += 1;
    if (slowest === null || outcome.ms > slowest.ms) slowest = outcome;
    if (outcome.problems.length > 0) {
      failed += 1;
      report(outcome);
    }
    if (done % progressEvery === 0 && done < count) {
      console.log(`${done} of ${count}, ${failed} failed, ${Math.round((performance.now() - start) / 1000)} s`);
    }
  };
  const stride = Math.min(4, availableParallelism());
  const shares = Array.from({ length: stride }, (_, first) => ({ folder, seed, first, count, stride }));
  await Promise.all(shares.map((share) => runApart(share, onOutcome)));
  const worst = slowest as Outcome | null;
  if (worst !== null) console.log(`slowest: index ${worst.index} (${worst.recipe}), ${Math.round(worst.ms)} ms`);
  console.log(`${done - failed} passed, ${failed} failed`);
  if (failed > 0 || done !== count) process.exitCode = 1;
}

async function main(): Promise<void> {
  if (values.help) return console.log(usage);
  const seed = wholeNumber('seed', values.seed);
  if (values.index === undefined) return fuzzAll(seed, wholeNumber('count', values.count));
  const outcome = await fuzzOne(readCorpus(folder), seed, wholeNumber('index', values.index));
  if (outcome.problems.length > 0) createFailureLog(seed)(outcome);
  console.log(
    `index ${outcome.index} (${outcome.recipe}): ${outcome.problems.length} problems, ${Math.round(outcome.ms)} ms`,
  );
  if (outcome.problems.length > 0) process.exitCode = 1;
}

await main();
