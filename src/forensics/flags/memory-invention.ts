import { type Finding, finding } from '../finding.ts';
import type { Invention, Ledger } from '../provenance/ledger.ts';
import { quote } from '../quote.ts';
import { isMemoryNote, type Session } from '../steps.ts';

/** CONTEXT_DRIFT by self-poisoning: the agent wrote something nobody had said into its memory and later acted on it. */
export function detectMemoryInvention(session: Session, ledger: Ledger): Finding[] {
  return ledger.inventions.flatMap((invention) => {
    const noteIndex = noteOf(session, ledger, invention);
    if (noteIndex === null || !isCheckable(invention)) return [];
    const uses = session.steps.filter(
      (step) =>
        step.index > noteIndex &&
        step.tool !== null &&
        !isMemoryNote(step) &&
        ledger.mentionedAt[step.index]?.has(invention.key),
    );
    const first = uses[0];
    const note = session.steps[noteIndex];
    if (first === undefined || note === undefined) return [];
    return [
      finding({
        kind: 'memory_invention',
        mode: 'context_poisoning',
        flag: 'CONTEXT_DRIFT',
        origin: noteIndex,
        confidence: 0.95,
        evidence: `Step ${note.step} noted "${quote(note.said === '' ? invention.text : note.said, 100)}"; nobody had said ${invention.text} before, and step ${first.step} acted on it with ${quote(first.tool ?? 'a tool', 40)}.`,
        items: [invention.key],
        steps: [noteIndex, ...uses.map((step) => step.index)],
      }),
    ];
  });
}

/** The step that wrote the invention down: the one that says it first, or the note right after the words. */
export function noteOf(session: Session, ledger: Ledger, invention: Invention): number | null {
  if (invention.where === 'memory') return invention.index;
  for (let i = invention.index + 1; i <= invention.index + 2; i++) {
    const step = session.steps[i];
    if (step !== undefined && isMemoryNote(step) && ledger.mentionedAt[i]?.has(invention.key)) return i;
  }
  return null;
}

/** In a sparse trace only a note's words and the acts after it are known; that is enough when the user's input is. */
function isCheckable(invention: Invention): boolean {
  return invention.isContextCaptured || invention.isInputCaptured;
}
