import { quote } from '../quote.ts';
import type { Log } from './log.ts';
import { maxPerRule, type Suspicion } from './suspicion.ts';

const concludes =
  /\b(?:therefore|thus|hence|in conclusion|to conclude|we (?:can )?conclude|final (?:answer|result)|the (?:answer|result) is|(?:is|are|been|everything|all) (?:\w+ ){0,2}(?:verified|confirmed)|I (?:can )?confirm)\b|^#+ *(?:final )?conclusion/im;

/** A message concludes or confirms although nothing had been run, looked up or retrieved, and no code waits to be. */
export function detectNoEvidence(log: Log): Suspicion[] {
  const found: Suspicion[] = [];
  if (!log.isManaged) return found;
  for (const message of log.messages) {
    if (message.hasEvidence || found.length === maxPerRule) break;
    if (message.kind !== 'claim' || message.isCodeWaiting) continue;
    const match = concludes.exec(message.prose);
    if (match === null) continue;
    const step = log.session.steps[message.index]?.step ?? 0;
    const words = message.prose.slice(match.index, match.index + 100);
    const evidence = `Step ${step} concludes ("${quote(words, 60)}") before anything had been run or looked up.`;
    found.push({ rule: 'no_evidence', index: message.index, evidence });
  }
  return found;
}
