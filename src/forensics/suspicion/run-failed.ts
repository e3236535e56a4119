import { quote } from '../quote.ts';
import { returnedText } from '../steps.ts';
import type { Log } from './log.ts';
import { maxPerRule, type Suspicion } from './suspicion.ts';

/**
 * Code that crashed or gave nothing useful. Alone that is everyday work; it counts when the log ends without a good
 * run, or when `hasSigns` says that another rule found something.
 */
export function detectRunFailed(log: Log, hasSigns: boolean): Suspicion[] {
  const last = log.runs.at(-1);
  if (last === undefined || !(hasSigns || last.outcome !== 'ok' || !log.isFinished)) return [];
  const handout = log.messages[0]?.kind === 'handout' ? log.messages[0].index : null;
  return log.runs
    .filter(({ author, outcome }) => author !== handout && (outcome === 'fail' || outcome === 'empty'))
    .slice(0, maxPerRule)
    .map(({ author, at, outcome }) => {
      const ran = log.session.steps[at];
      const what = outcome === 'fail' ? 'crashed' : 'gave nothing useful';
      const evidence = `The code of step ${log.session.steps[author]?.step ?? 0} ${what} when step ${ran?.step ?? 0} ran it: "${quote(ran === undefined ? '' : returnedText(ran), 80)}".`;
      return { rule: 'run_failed', index: author, evidence };
    });
}
