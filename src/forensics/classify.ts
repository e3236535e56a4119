import { costFactor, costTimes } from './escalation.ts';
import {
  type Baseline,
  type FailureMode,
  type ForensicsReport,
  failureModes,
  type Totals,
  type Verdict,
} from './report.ts';
import type { Session } from './steps.ts';
import type { Weighed } from './weigh.ts';

type Classification = ForensicsReport['classification'];

const triage: Record<Verdict, string> = {
  hallucination_propagation: 'Find the first false assertion: trace back from the wrong output.',
  tool_misfire: 'Audit every tool call after the origin; check the state of the systems they touched.',
  context_poisoning: 'Find where the goal was overwritten; inspect what was injected or retrieved there.',
  cost_runaway: 'Kill the session if it still runs; total the spend; find where the loop was entered.',
  unclassified: 'Compare what the user asked with what was done, step by step, from the origin on.',
  none: 'Nothing to triage. If the output is known to be wrong, name its step and analyse again.',
};

/** The failure mode with a score for each, from the weighed findings and the spend against the baseline. */
export function classify(
  session: Session,
  weighed: Weighed,
  totals: Totals,
  baseline: Baseline | undefined,
): Classification {
  const scores = scoreModes(weighed);
  const times = costTimes(totals, baseline);
  const isRunaway = times !== null && times > costFactor;
  if (isRunaway) scores.cost_runaway = Math.max(scores.cost_runaway, 0.85);
  const { primary } = weighed;
  if (primary === null) {
    if (isRunaway)
      return verdict('cost_runaway', 0.85, scores, [
        `The session used ${times.toFixed(1)} times the baseline of its type.`,
      ]);
    return verdict('none', confidenceInNone(session), scores, [noneReason(session)]);
  }
  const reasons = weighed.independent.slice(0, 3).map((found) => found.evidence);
  const effects = weighed.explained.filter((found) => found.kind !== 'reported').slice(0, 2);
  reasons.push(...effects.map((found) => `It follows: ${found.evidence}`));
  if (isRunaway) reasons.push(`It used ${times.toFixed(1)} times the baseline of its type.`);
  if (primary.mode === null) return verdict('unclassified', Math.min(primary.confidence, 0.6), scores, reasons);
  const rival = Math.max(0, ...failureModes.filter((mode) => mode !== primary.mode).map((mode) => scores[mode]));
  const doubt = rival >= primary.confidence - 0.05 ? 0.15 : 0;
  return verdict(primary.mode, round(primary.confidence - doubt), scores, reasons);
}

/** The verdict where a responder named an origin: not clean, even when no detector found a fault. */
export function allowChosen(classification: Classification, chosenStep: number | undefined): Classification {
  if (chosenStep === undefined || classification.mode !== 'none') return classification;
  const reason = `A responder named step ${chosenStep} as the origin; no detector found a fault.`;
  return verdict('unclassified', 0, classification.scores, [reason]);
}

function verdict(
  mode: Verdict,
  confidence: number,
  scores: Classification['scores'],
  reasons: string[],
): Classification {
  return { mode, confidence, scores, reasons, first_triage_step: triage[mode] };
}

function scoreModes(weighed: Weighed): Record<FailureMode, number> {
  const scores: Record<FailureMode, number> = {
    hallucination_propagation: 0,
    tool_misfire: 0,
    context_poisoning: 0,
    cost_runaway: 0,
  };
  for (const found of weighed.independent)
    if (found.mode !== null) scores[found.mode] = Math.max(scores[found.mode], found.confidence);
  for (const found of weighed.explained)
    if (found.mode !== null) scores[found.mode] = Math.max(scores[found.mode], round(found.confidence * 0.25));
  return scores;
}

/** "Nothing found" is worth less where little was captured. */
function confidenceInNone(session: Session): number {
  const calls = session.steps.filter((step) => step.tool !== null);
  const captured = calls.filter((step) => step.returned?.captured === true).length;
  const share = calls.length === 0 ? 0.5 : captured / calls.length;
  return round((session.capture.input ? 0.6 : 0.4) + 0.3 * share);
}

function noneReason(session: Session): string {
  if (!session.capture.input)
    return 'No detector fired, but the trace holds no prompts or user messages: much cannot be checked.';
  if (session.steps.at(-1)?.isContextWhole === false)
    return 'No detector fired, but some results are missing or cut off: what the model made of them cannot be checked.';
  return 'Every id has a source, calls match their tools, results match the calls, the goal held, nothing loops.';
}

function round(value: number): number {
  return Math.max(0, Math.round(value * 100) / 100);
}
