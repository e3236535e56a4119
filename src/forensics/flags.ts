import type { Finding } from './finding.ts';
import type { Flag } from './report.ts';
import type { Session } from './steps.ts';

/** The report's flags in step order, one per step and type. A flag both sides saw keeps the trace as its source and our evidence. */
export function toFlags(session: Session, findings: readonly Finding[]): Flag[] {
  const flags = new Map<string, Flag>();
  for (const found of findings) {
    const step = session.steps[found.at]?.step;
    if (found.flag === null || step === undefined) continue;
    const key = `${step}|${found.flag}`;
    const known = flags.get(key);
    const source = found.kind === 'reported' ? 'trace' : 'detector';
    if (known === undefined) {
      flags.set(key, { step, type: found.flag, confidence: found.confidence, evidence: found.evidence, source });
    } else {
      known.confidence = Math.max(known.confidence, found.confidence);
      if (source === 'trace') known.source = 'trace';
    }
  }
  return [...flags.values()].sort((a, b) => a.step - b.step || (a.type < b.type ? -1 : 1));
}
