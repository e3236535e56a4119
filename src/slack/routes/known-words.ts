import type { Verdict } from '../../forensics/report.ts';
import type { ChecklistItemName, ContainmentKind, RootCause } from '../../incident/incident.ts';
import { checklistNames, containmentNames, rootCauseWords, verdictNames } from '../words.ts';

// What comes back from Slack is text: these say which of our words it is.
export const isItem = (word: string): word is ChecklistItemName => Object.hasOwn(checklistNames, word);
export const isKind = (word: string): word is ContainmentKind => Object.hasOwn(containmentNames, word);
export const isVerdict = (word: string): word is Verdict => Object.hasOwn(verdictNames, word);
export const isRootCause = (word: string): word is RootCause => Object.hasOwn(rootCauseWords, word);

/** A whole number of at most nine digits, null for anything else. */
export function parseCount(text: string): number | null {
  return /^\d{1,9}$/.test(text.trim()) ? Number(text.trim()) : null;
}
