import type { BlastRadiusEntry, Flag, ForensicsReport, StripStep, Verdict } from '../forensics/report.ts';

/** The verdict as a headline says it. */
export const verdictNames: Record<Verdict, string> = {
  hallucination_propagation: 'Hallucination propagation',
  tool_misfire: 'Tool misfire',
  context_poisoning: 'Context poisoning',
  cost_runaway: 'Cost runaway',
  unclassified: 'Faulty, none of the four modes',
  none: 'No fault found',
};

/** The verdict in a column of a table. */
export const shortVerdictNames: Record<Verdict, string> = {
  hallucination_propagation: 'Hallucination',
  tool_misfire: 'Tool misfire',
  context_poisoning: 'Poisoning',
  cost_runaway: 'Runaway',
  unclassified: 'Unclassified',
  none: 'No fault',
};

/** How bad it is at a glance; the words next to it say the same. */
export const verdictMarks: Record<Verdict, { symbol: string; ascii: string }> = {
  hallucination_propagation: { symbol: '🔴', ascii: '[!]' },
  tool_misfire: { symbol: '🔴', ascii: '[!]' },
  context_poisoning: { symbol: '🔴', ascii: '[!]' },
  cost_runaway: { symbol: '🔴', ascii: '[!]' },
  unclassified: { symbol: '🟠', ascii: '[?]' },
  none: { symbol: '🟢', ascii: '[ ]' },
};

/** The strip's marks, in the order of its legend. */
export const stripMarks: Record<StripStep['mark'], { symbol: string; ascii: string; meaning: string }> = {
  origin: { symbol: '▲', ascii: '^', meaning: 'origin' },
  flag: { symbol: '!', ascii: '!', meaning: 'flagged' },
  cascade: { symbol: '░', ascii: '+', meaning: 'cascade' },
  wrong_output: { symbol: '✗', ascii: 'X', meaning: 'wrong output' },
  action: { symbol: '■', ascii: '#', meaning: 'external action' },
  quiet: { symbol: '·', ascii: '.', meaning: 'quiet' },
};

export const livenessWords: Record<ForensicsReport['liveness'], string> = {
  running: 'STILL RUNNING',
  finished: 'finished',
  unknown: 'liveness unknown',
};

export const flagSourceWords: Record<Flag['source'], string> = {
  trace: 'from the trace',
  detector: 'detected',
};

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

export const escalationWords: Record<ForensicsReport['escalation']['verdict'], string> = {
  postmortem: 'Full postmortem.',
  bug: 'A bug, no postmortem.',
  none: 'Nothing to escalate.',
};

/** What a clean verdict rests on. */
export const checkedWords =
  'ids nobody had said, tool arguments against their schemas, results about another entity, ' +
  'goals changed without the user, repeated calls.';

export const noOriginWords =
  'No step is supported as the origin. Name the step whose output is known to be wrong with --wrong-output STEP, ' +
  'or read the flagged steps first.';

export const containFirstWords = 'Contain before you investigate: this session may still act. Kill it.';

/** A tool call that changed something, or may have: a read is never one. */
export function isExternalAction(entry: BlastRadiusEntry): boolean {
  return entry.effect !== 'read';
}
