import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { createRandom } from '../../bench/scenarios/random.ts';
import { fuzzOne, inputAt } from '../../bench/support/fuzz/fuzz-range.ts';
import { readCorpus } from '../../bench/support/fuzz/make-input.ts';
import { brokenPromises, brokenText } from '../../bench/support/fuzz/promises.ts';
import { runInput } from '../../bench/support/fuzz/run-input.ts';
import { analyze } from '../../src/forensics/analyze.ts';
import type { TraceEvent } from '../../src/trace/event.ts';

const corpus = readCorpus(path.join(import.meta.dirname, '../../examples/traces'));

test('300 broken inputs are read, refused or analysed, and nothing else happens', async () => {
  const failures: unknown[] = [];
  for (let index = 0; index < 300; index += 1) {
    const { problems } = await fuzzOne(corpus, 20, index);
    if (problems.length > 0) failures.push({ index, problems });
  }
  expect(failures).toEqual([]);
}, 60_000);

test('an input is the same whenever it is made again, and others differ', () => {
  const [first, again, other] = [7, 7, 8].map((index) => inputAt(corpus, 1, index).bytes.toString('base64'));
  expect(again).toBe(first);
  expect(other).not.toBe(first);
});

test('every recipe gets its turn', () => {
  const recipes = new Set(Array.from({ length: 200 }, (_, index) => inputAt(corpus, 3, index).recipe));
  expect([...recipes].sort()).toEqual(['bytes', 'generated', 'gzip', 'json', 'lines']);
});

test('a refused input is no failure', async () => {
  expect(await runInput(Buffer.from('{"session_id":1}\n'), createRandom('x'))).toEqual([]);
});

describe('a broken promise is noticed', () => {
  const events: TraceEvent[] = [{ session_id: 's', step: 1, type: 'user_message', content: 'Hello.' }];

  test('in a report', () => {
    const report = analyze(events);
    expect(brokenPromises(report, events)).toEqual([]);
    report.wrong_output_step = 5;
    report.classification.confidence = Number.NaN;
    report.totals.cost_usd = Number.POSITIVE_INFINITY;
    expect(brokenPromises(report, events)).toEqual([
      expect.stringContaining('not in the session: 5'),
      expect.stringContaining('outside 0 to 1: NaN'),
      'totals.cost_usd is Infinity',
    ]);
  });

  test('in a text', () => {
    expect(brokenText('two\nlines of ünïcode 👍')).toEqual([]);
    expect(brokenText('red \u001b[31m')).toEqual(['the text holds U+001b']);
    expect(brokenText('half \ud83d')).toEqual(['the text holds U+d83d']);
  });
});
