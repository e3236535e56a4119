import { quote } from './quote.ts';
import type { Origin, OriginCandidate } from './report.ts';
import { returnedText, type Session, type Step } from './steps.ts';
import type { Weighed } from './weigh.ts';

/** The origin with ranked candidates; null when nothing supports one. */
export function locateOrigin(session: Session, weighed: Weighed): Origin | null {
  const { primary, independent, explained } = weighed;
  if (primary === null) return null;
  const candidates: OriginCandidate[] = [];
  for (const found of [...independent, ...explained]) {
    const step = session.steps[found.origin]?.step;
    if (step === undefined || candidates.some((candidate) => candidate.step === step)) continue;
    const weight = explained.includes(found) ? 0.5 : 1;
    candidates.push({ step, score: Math.round(found.confidence * weight * 100) / 100, why: found.evidence });
  }
  const rivals = independent.filter(
    (found) =>
      found !== primary && found.confidence >= 0.8 && found.origin !== primary.origin && found.mode !== primary.mode,
  );
  const step = session.steps[primary.origin];
  return {
    step: step?.step ?? 0,
    confidence: Math.round((rivals.length > 0 ? Math.min(primary.confidence, 0.78) : primary.confidence) * 100) / 100,
    why: primary.evidence,
    quote: step === undefined ? null : quoteOf(step),
    candidates: candidates.slice(0, 8),
  };
}

/** The words a responder should read first at a step: what was said, asked, or came back. */
export function quoteOf(step: Step): string | null {
  const text =
    step.said !== ''
      ? step.said
      : step.tool !== null
        ? `${step.tool}(${step.args.map((leaf) => `${leaf.path.join('.')}: ${String(leaf.value)}`).join(', ')})${step.returned === null ? '' : ` → ${returnedText(step).slice(0, 400)}`}`
        : step.heard.map((heard) => heard.text).join(' ');
  return text === '' ? null : quote(text, 240);
}
