import type { FailureMode, Verdict } from '../forensics/report.ts';
import { inline, inlineLines } from './escape.ts';
import type { ContextExcerpt, PostmortemFacts } from './facts.ts';
import { cell, limits, listing, personName, sentence } from './view-parts.ts';
import { flagSourceWords, formatPercent, missingLayers, verdictNames } from './words.ts';

const messageLimit = { lines: 12, characters: 900 };

/** Which mode: what the responders decided, and what the report says. Null when neither is there. */
export function viewClassification(facts: PostmortemFacts) {
  const { incident, report } = facts;
  const decided = incident.mode_override;
  const mode = decided?.mode ?? report?.classification.mode ?? null;
  if (mode === null) return null;
  const found = report?.classification ?? null;
  const accepted = incident.checklist.find(({ name, state }) => name === 'classify' && state === 'done');
  return {
    name: verdictNames[mode],
    decided: decided === null ? null : { by: personName(facts, decided.by), reason: sentence(decided.reason) },
    accepted_by: decided === null && accepted !== undefined ? personName(facts, accepted.owner) : null,
    found: found === null ? null : { name: verdictNames[found.mode], confidence: formatPercent(found.confidence) },
    reasons: (found?.reasons ?? []).slice(0, limits.reasons).map(sentence),
    missing_layer: isFailureMode(mode) ? missingLayers[mode] : null,
    flags: listing(report?.flags ?? [], limits.flags, (flag) => ({
      step: String(flag.step),
      type: inline(flag.type, limits.name),
      confidence: formatPercent(flag.confidence),
      evidence: cell(flag.evidence),
      source: flagSourceWords[flag.source],
    })),
  };
}

function isFailureMode(mode: Verdict): mode is FailureMode {
  return Object.hasOwn(missingLayers, mode);
}

/** Where it started: the step the responders chose, else the report's. Null when no step is named. */
export function viewOrigin(facts: PostmortemFacts) {
  const { incident, report, context } = facts;
  const decided = incident.origin_override;
  const found = report?.origin ?? null;
  const step = decided?.step ?? found?.step;
  if (step === undefined) return null;
  const isFound = found !== null && found.step === step;
  const accepted = incident.checklist.find(({ name, state }) => name === 'origin' && state === 'done');
  return {
    step: String(step),
    decided: decided === null ? null : { by: personName(facts, decided.by), reason: sentence(decided.reason) },
    accepted_by: decided === null && accepted !== undefined ? personName(facts, accepted.owner) : null,
    /** The report's own origin, where the responders chose another. */
    found: found === null || isFound ? null : { step: String(found.step), confidence: formatPercent(found.confidence) },
    confidence: isFound ? formatPercent(found.confidence) : null,
    why: isFound ? sentence(found.why) : null,
    quote: isFound && found.quote !== null ? inline(found.quote, limits.quote) : null,
    candidates: (found?.candidates ?? [])
      .filter((candidate) => candidate.step !== step)
      .slice(0, limits.candidates)
      .map(({ step: other, score, why }) => ({ step: String(other), score: formatPercent(score), why: sentence(why) })),
    context: context === null || context.step !== step ? null : viewContext(context),
  };
}

/** The last messages before the origin, each on lines of its own. */
function viewContext({ lines }: ContextExcerpt) {
  const shown = lines.slice(-limits.contextMessages);
  return {
    earlier: lines.length > shown.length ? String(lines.length - shown.length) : null,
    messages: shown.map(({ role, text }) => ({
      role: inline(role, limits.name),
      lines: inlineLines(text, messageLimit),
    })),
  };
}
