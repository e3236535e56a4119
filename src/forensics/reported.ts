import type { FlagType } from '../trace/event.ts';
import { type Finding, finding } from './finding.ts';
import { compact } from './provenance/tokens.ts';
import type { FailureMode } from './report.ts';
import type { Session } from './steps.ts';

const modes: Record<FlagType, FailureMode> = {
  ENTITY_HALLUCINATION: 'hallucination_propagation',
  TOOL_ARG_MISMATCH: 'tool_misfire',
  CONTEXT_DRIFT: 'context_poisoning',
  LOOP_DETECTED: 'cost_runaway',
  ENTITY_MISMATCH: 'tool_misfire',
};

/** Flags the backend delivered, as findings of their own; a name that is none of the five is only a warning. */
export function readReportedFlags(session: Session): { findings: Finding[]; warnings: string[] } {
  const findings: Finding[] = [];
  const unknown = new Set<string>();
  for (const step of session.steps) {
    for (const flag of new Set(step.event.flags ?? [])) {
      if (!Object.hasOwn(modes, flag)) {
        unknown.add(flag.slice(0, 40));
        continue;
      }
      const type = flag as FlagType;
      findings.push(
        finding({
          kind: 'reported',
          mode: modes[type],
          flag: type,
          origin: step.index,
          confidence: 0.85,
          evidence:
            step.event.summary === undefined
              ? 'Delivered with the trace.'
              : `Delivered with the trace: "${step.event.summary.slice(0, 140)}"`,
          items: step.args.filter((leaf) => /\d/.test(String(leaf.value))).map((leaf) => compact(String(leaf.value))),
          steps: [step.index],
        }),
      );
    }
  }
  const warnings =
    unknown.size === 0 ? [] : [`Unknown flags in the trace were ignored: ${[...unknown].slice(0, 5).join(', ')}.`];
  return { findings, warnings };
}
