import type { PostmortemStatus } from '../flows/messages.ts';
import type { BlastRadiusEntry, Flag, ForensicsReport, StripStep, Verdict } from '../forensics/report.ts';
import type {
  ChecklistItem,
  ChecklistItemName,
  ContainmentKind,
  ContainmentState,
  RootCause,
} from '../incident/incident.ts';

/** The verdict as a headline says it. */
export const verdictNames: Record<Verdict, string> = {
  hallucination_propagation: 'Hallucination propagation',
  tool_misfire: 'Tool misfire',
  context_poisoning: 'Context poisoning',
  cost_runaway: 'Cost runaway',
  unclassified: 'Faulty, none of the four modes',
  none: 'No fault found',
};

/** How bad it is at a glance; the words next to it say the same. */
export const verdictSymbols: Record<Verdict, string> = {
  hallucination_propagation: '🔴',
  tool_misfire: '🔴',
  context_poisoning: '🔴',
  cost_runaway: '🔴',
  unclassified: '🟠',
  none: '🟢',
};

/** The strip's marks, in the order of its legend. */
export const stripMarks: Record<StripStep['mark'], { symbol: string; meaning: string }> = {
  origin: { symbol: '▲', meaning: 'origin' },
  flag: { symbol: '!', meaning: 'flagged' },
  cascade: { symbol: '░', meaning: 'cascade' },
  wrong_output: { symbol: '✗', meaning: 'wrong output' },
  action: { symbol: '■', meaning: 'external action' },
  quiet: { symbol: '·', meaning: 'quiet' },
};

export const livenessWords: Record<ForensicsReport['liveness'], string> = {
  running: 'STILL RUNNING',
  finished: 'finished',
  unknown: 'liveness unknown',
};

export const flagSourceWords: Record<Flag['source'], string> = { trace: 'from the trace', detector: 'detected' };

export const effectWords: Record<BlastRadiusEntry['effect'], string> = {
  read: 'read',
  write: 'write',
  unknown: 'effect unknown',
};

export const outcomeWords: Record<BlastRadiusEntry['outcome'], string> = {
  ok: 'done',
  refused: 'refused, nothing changed',
  failed: 'failed, what took effect is unknown',
  unknown: 'outcome unknown',
};

export const reversibleWords: Record<BlastRadiusEntry['reversible'], string> = {
  yes: 'reversible',
  no: 'IRREVERSIBLE',
  unknown: 'reversibility unknown',
};

export const checklistNames: Record<ChecklistItemName, string> = {
  contain: 'Contain',
  capture: 'Capture',
  classify: 'Classify',
  origin: 'Fault origin',
  blast_radius: 'Blast radius',
};

/** What each item asks of the responder. */
export const checklistAdvice: Record<ChecklistItemName, string> = {
  contain: 'Stop the session, take its credentials, slow it down.',
  capture: 'Keep the complete trace before logs rotate.',
  classify: 'Accept the failure mode, or override it.',
  origin: 'Accept the step where it first went wrong, or choose another.',
  blast_radius: 'List every external action and how to reverse it.',
};

export const itemStates: Record<ChecklistItem['state'], { symbol: string; word: string }> = {
  open: { symbol: '○', word: 'open' },
  in_progress: { symbol: '●', word: 'in progress' },
  done: { symbol: '✔', word: 'done' },
  skipped: { symbol: '⊘', word: 'skipped' },
};

export const containmentNames: Record<ContainmentKind, string> = {
  kill: 'Kill session',
  revoke: 'Revoke credentials',
  rate_limit: 'Rate-limit',
};

/** Only `effective` may say that it worked: an accepted request has changed nothing yet that we know of. */
export const containmentWords: Record<ContainmentState, { symbol: string; word: string }> = {
  requested: { symbol: '…', word: 'requested, not carried out yet' },
  approved: { symbol: '…', word: 'approved, not carried out yet' },
  executing: { symbol: '…', word: 'being carried out, not confirmed yet' },
  executed: { symbol: '…', word: 'accepted, not confirmed yet' },
  effective: { symbol: '✔', word: 'confirmed effective' },
  unconfirmed: { symbol: '⚠', word: 'accepted, but NOT confirmed: assume it did not work' },
  failed: { symbol: '✗', word: 'FAILED' },
  undone: { symbol: '↩', word: 'undone' },
};

export const rootCauseWords: Record<RootCause, { name: string; meaning: string }> = {
  model_limitation: { name: 'Model limitation', meaning: 'The model cannot do this reliably, however it is asked.' },
  prompt_design: { name: 'Prompt design flaw', meaning: 'The instructions allowed it, or did not rule it out.' },
  tool_interface: { name: 'Tool interface issue', meaning: 'A tool invited the mistake, or hid that it happened.' },
  data_contamination: { name: 'Data contamination', meaning: 'Wrong or hostile content reached the context.' },
};

export const postmortemStates: Record<PostmortemStatus['state'], { symbol: string; word: string }> = {
  draft: { symbol: '○', word: 'draft' },
  published: { symbol: '●', word: 'published, not distributed yet' },
  distributed: { symbol: '✔', word: 'distributed' },
  waived: { symbol: '⊘', word: 'waived' },
};

export const recommendationWords: Record<'postmortem' | 'bug' | 'none', string> = {
  postmortem: 'Recommended: a full postmortem',
  bug: 'Recommended: handle as a bug (add an eval, fix, move on)',
  none: 'No postmortem is needed by the escalation rule',
};

/** What a clean verdict rests on. */
export const checkedWords =
  'ids nobody had said, tool arguments against their schemas, results about another entity, ' +
  'goals changed without the user, repeated calls.';

export const noOriginWords =
  'No step is supported as the origin. Choose the step in the checklist, or read the flagged steps first.';

export const containFirstWords = 'Contain before you investigate: this session may still act. Kill it.';

export const finishedWords = 'The session has already finished: there is nothing left to kill.';

/** Whatever is not a usable value is said to be unknown, never shown as 0. */
export const unknown = 'unknown';

/** A tool call that changed something, or may have: a read is never one. */
export function isExternalAction(entry: BlastRadiusEntry): boolean {
  return entry.effect !== 'read';
}
