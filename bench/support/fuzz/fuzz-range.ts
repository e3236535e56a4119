import { createRandom } from '../../scenarios/random.ts';
import { type Corpus, makeInput } from './make-input.ts';
import { runInput } from './run-input.ts';

/** From this many milliseconds on an input counts as failed. */
export const slowMs = 5_000;

export interface Outcome {
  index: number;
  recipe: string;
  ms: number;
  /** What went wrong; empty if nothing did. */
  problems: string[];
}

/** The bytes of input `index`; the same for the same seed, examples and version of this program. */
export function inputAt(corpus: Corpus, seed: number, index: number): { recipe: string; bytes: Buffer } {
  return makeInput(corpus, createRandom(`${seed}/${index}`));
}

/** Runs one input of a seed. */
export async function fuzzOne(corpus: Corpus, seed: number, index: number): Promise<Outcome> {
  const { recipe, bytes } = inputAt(corpus, seed, index);
  const start = performance.now();
  const problems = await runInput(bytes, createRandom(`${seed}/${index}/run`));
  const ms = performance.now() - start;
  if (ms > slowMs) problems.push(`took ${(ms / 1000).toFixed(1)} s, at most ${slowMs / 1000}`);
  return { index, recipe, ms, problems };
}
