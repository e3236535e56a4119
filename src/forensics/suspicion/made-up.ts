import { quote } from '../quote.ts';
import type { Log } from './log.ts';
import { hasMoreWords, plainWords } from './message-text.ts';
import { findStandIn, placeholder } from './stand-in.ts';
import { maxPerRule, type Suspicion } from './suspicion.ts';

/** The task is handed on with a placeholder where a real value belongs. */
export function detectPlaceholder({ session, messages }: Log): Suspicion[] {
  const [first] = messages;
  if (first?.kind !== 'handout') return [];
  const match = placeholder.exec(first.text);
  if (match === null) return [];
  const step = session.steps[first.index]?.step ?? 0;
  const evidence = `Step ${step} hands the task on with "${quote(match[0], 40)}" where a real value belongs.`;
  return [{ rule: 'placeholder', index: first.index, evidence }];
}

/** A message puts an assumption, sample data or a placeholder in the place of data that nobody had given. */
export function detectMadeUp(log: Log): Suspicion[] {
  const found: Suspicion[] = [];
  const isAsked = createAskedFor(log);
  const closing = log.messages.length === 0 ? 0 : closingIndex(log);
  for (const message of log.messages) {
    if (message.kind !== 'claim') continue;
    const isLast = message.index >= closing;
    const claim = findStandIn(message.text, (word) => isAsked(word) || (isLast && isGuess(word)));
    if (claim === null) continue;
    const step = log.session.steps[message.index]?.step ?? 0;
    const evidence = `Step ${step} puts something made up in the place of data: "${quote(claim, 120)}".`;
    found.push({ rule: 'made_up', index: message.index, evidence });
    if (found.length === maxPerRule) break;
  }
  return found;
}

function isGuess(word: string): boolean {
  return /^(?:assum|suppose)/i.test(word);
}

/** Where the session winds up: an assumption named in the last message is disclosure. */
function closingIndex({ session, messages }: Log): number {
  const message = messages.findLast((candidate) => hasMoreWords(candidate.text, 5))?.index ?? 0;
  return Math.max(
    message,
    session.steps.findLastIndex((step) => step.type === 'tool_call'),
  );
}

/** Did the user speak of it: ask for sample data, or set the assumption? Compared by the first four letters. */
function createAskedFor({ userTurns }: Log): (word: string) => boolean {
  const known = new Map<string, boolean>();
  return (word) => {
    const parts = plainWords(word).sort((a, b) => b.length - a.length);
    const head = (parts[0] ?? '').slice(0, 4);
    const isKnown = known.get(head) ?? userTurns.some(({ text }) => text.toLowerCase().includes(head));
    known.set(head, isKnown);
    return isKnown;
  };
}
