import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Random } from '../../scenarios/random.ts';
import { sampleEvents } from './event-arbitrary.ts';
import { mutateBytes, packBytes } from './mutate-bytes.ts';
import { breakJson, mutateEvent, toJson } from './mutate-json.ts';

/** What the inputs are made from: the lines of one example trace each. */
export type Corpus = readonly (readonly string[])[];

export function readCorpus(folder: string): Corpus {
  const files = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
  return files.sort().map((name) => readFileSync(path.join(folder, name), 'utf8').split('\n').filter(Boolean));
}

/** Most inputs take a stretch of a trace, which costs less time and breaks as well. */
function stretchOf(corpus: Corpus, rng: Random): string[] {
  const lines = rng.pick(corpus);
  if (rng.chance(0.15)) return [...lines];
  const from = rng.chance(0.5) ? 0 : rng.int(0, lines.length - 1);
  return lines.slice(from, from + rng.int(1, 16));
}

type Recipe = (corpus: Corpus, rng: Random) => Buffer;

const toBuffer = (lines: readonly string[]): Buffer => Buffer.from(`${lines.join('\n')}\n`);

const bytes: Recipe = (corpus, rng) => mutateBytes(toBuffer(stretchOf(corpus, rng)), rng);

const lines: Recipe = (corpus, rng) => {
  const taken = stretchOf(corpus, rng);
  const other = stretchOf(corpus, rng).slice(0, 8);
  const changed = rng.pick([
    () => rng.shuffle(taken),
    () => rng.shuffle([...taken, ...other]),
    () => [...taken, ...taken],
    () => taken.filter(() => rng.chance(0.6)),
    () => Array.from({ length: rng.int(1, 60) }, () => rng.pick(taken)),
    () => taken.flatMap((line) => [line, rng.pick(['', '// note', '\r', '   ', '{}', 'null', '[]', '\u0000'])]),
  ])();
  const end = rng.pick(['\n', '\r\n', '\n\n', '\r']);
  return Buffer.from(`${rng.chance(0.1) ? '\ufeff' : ''}${changed.join(end)}${rng.chance(0.8) ? end : ''}`);
};

const json: Recipe = (corpus, rng) => {
  const share = rng.pick([0.1, 0.3, 1]);
  const changed = stretchOf(corpus, rng).map((line) => {
    if (!line.startsWith('{') || !rng.chance(share)) return line;
    const event = JSON.parse(line) as Record<string, unknown>;
    mutateEvent(event, rng);
    const text = toJson(event) ?? line;
    return rng.chance(0.05) ? breakJson(text, rng) : text;
  });
  return toBuffer(changed);
};

const generated: Recipe = (_corpus, rng) => {
  const events = sampleEvents(rng.int(0, 2 ** 31 - 1)) as Record<string, unknown>[];
  const ordered = rng.chance(0.7) ? events.map((event, index) => ({ ...event, step: index + 1 })) : events;
  if (rng.chance(0.3)) mutateEvent(rng.pick(ordered), rng);
  return toBuffer(ordered.flatMap((event) => toJson(event) ?? []));
};

const packed: Recipe = (corpus, rng) => packBytes(toBuffer(stretchOf(corpus, rng)), rng);

const recipes: readonly [name: string, share: number, recipe: Recipe][] = [
  ['bytes', 22, bytes],
  ['lines', 12, lines],
  ['json', 38, json],
  ['generated', 25, generated],
  ['gzip', 3, packed],
];

/** The input that a generator yields, and by which recipe; the same generator state gives the same bytes. */
export function makeInput(corpus: Corpus, rng: Random): { recipe: string; bytes: Buffer } {
  let left = rng.int(1, 100);
  for (const [name, share, recipe] of recipes) {
    left -= share;
    if (left <= 0) return { recipe: name, bytes: recipe(corpus, rng) };
  }
  throw new Error('the shares of the recipes do not add up to 100');
}
