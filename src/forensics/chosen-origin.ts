import { traceCascade } from './cascade.ts';
import { type Finding, finding } from './finding.ts';
import { quoteOf } from './origin.ts';
import type { Ledger } from './provenance/ledger.ts';
import type { Origin } from './report.ts';
import type { Session } from './steps.ts';
import type { Weighed } from './weigh.ts';

/**
 * The fault at a step that a responder named, as the engine would have put it: what a detector found there, or else
 * everything the step, and the calls it decided, were the first to bring in.
 */
export function findChosen(
  session: Session,
  ledger: Ledger,
  findings: readonly Finding[],
  weighed: Weighed,
  index: number,
): Finding {
  const [seen] = [...weighed.independent, ...weighed.explained, ...findings.toSorted(byConfidence)].filter(
    (found) => found.origin === index,
  );
  if (seen !== undefined) return seen;
  const decided = session.steps.filter((step) => step.decidedBy === index && step.index !== index);
  const own = session.steps[index];
  const items = [own, ...decided].flatMap((step) => {
    if (step === undefined) return [];
    return [...(ledger.mentionedAt[step.index] ?? [])].filter((key) => {
      const first = ledger.firstSeen.get(key);
      // What the model heard at the step came from somebody else; for a step without a model it is what it brought.
      return (
        first?.index === step.index &&
        (step.type === 'user_message' || step.type === 'retrieval' || first.by === 'model')
      );
    });
  });
  return finding({
    kind: 'chosen',
    mode: weighed.primary?.mode ?? null,
    origin: index,
    confidence: 0,
    evidence: '',
    items: [...new Set(items)],
    steps: decided.map((step) => step.index),
  });
}

function byConfidence(a: Finding, b: Finding): number {
  return b.confidence - a.confidence;
}

/** The cascade from a chosen origin. A fault the engine sees further on happened after it, and so belongs to it. */
export function cascadeFromChosen(
  session: Session,
  ledger: Ledger,
  chosen: Finding,
  engine: Finding | null,
): Map<number, string> {
  const links = traceCascade(session, ledger, chosen);
  if (engine === null || engine.origin <= chosen.origin) return links;
  const later = traceCascade(session, ledger, engine);
  return new Map([...later, ...links, [engine.origin, engine.evidence] as const].sort(([a], [b]) => a - b));
}

/** The origin as a responder named it, with the engine's evidence and confidence where it has any for that step. */
export function describeChosen(session: Session, chosen: Finding, engine: Origin | null): Origin {
  const step = session.steps[chosen.origin];
  const number = step?.step ?? 0;
  const known = engine?.candidates.find((candidate) => candidate.step === number);
  const score = known?.score ?? Math.round(chosen.confidence * 100) / 100;
  const confidence = engine?.step === number ? engine.confidence : score;
  const evidence = chosen.evidence === '' ? (known?.why ?? '') : chosen.evidence;
  const why = evidence === '' ? 'Chosen by a responder.' : `Chosen by a responder. ${evidence}`;
  const candidates = engine?.candidates ?? [];
  return {
    step: number,
    confidence,
    why,
    quote: step === undefined ? null : quoteOf(step),
    candidates: known === undefined ? [...candidates, { step: number, score, why }] : candidates,
    chosen: true,
  };
}
