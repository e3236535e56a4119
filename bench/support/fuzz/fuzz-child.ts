import { fuzzOne, type Outcome } from './fuzz-range.ts';
import { readCorpus } from './make-input.ts';

/** What the child tells: which input it takes up, and how it went. */
export type ChildMessage = { started: number } | { finished: Outcome };

const [folder = '', seed = '1', first = '0', count = '0', stride = '1'] = process.argv.slice(2);

function tell(message: ChildMessage): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined) resolve();
    else process.send(message, () => resolve());
  });
}

let stray: unknown[] = [];
process.on('unhandledRejection', (reason) => stray.push(reason));

const corpus = readCorpus(folder);
for (let index = Number(first); index < Number(count); index += Number(stride)) {
  await tell({ started: index });
  const outcome = await fuzzOne(corpus, Number(seed), index);
  // A rejection nobody handles is reported after the microtasks of its turn.
  await new Promise((resolve) => setImmediate(resolve));
  outcome.problems.push(
    ...stray.map((reason) => `unhandled rejection: ${reason instanceof Error ? reason.stack : reason}`),
  );
  stray = [];
  await tell({ finished: outcome });
}
process.disconnect?.();
