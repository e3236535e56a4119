import { externalActions } from './escalation.ts';
import type { BlastRadiusEntry, CascadeStep, Flag, StripStep } from './report.ts';
import type { Session } from './steps.ts';

interface Marks {
  origin: number | null;
  wrongOutput: number | null;
  flags: readonly Flag[];
  cascade: readonly CascadeStep[];
  blastRadius: readonly BlastRadiusEntry[];
}

/** One mark per step, the most important one where several apply. */
export function drawStrip(session: Session, marks: Marks): StripStep[] {
  const flagged = new Set(marks.flags.map((flag) => flag.step));
  const acted = new Set(externalActions(marks.blastRadius).map((entry) => entry.step));
  const cascade = new Set(marks.cascade.map((entry) => entry.step));
  return session.steps.map(({ step }) => ({
    step,
    mark:
      step === marks.origin
        ? 'origin'
        : step === marks.wrongOutput
          ? 'wrong_output'
          : flagged.has(step)
            ? 'flag'
            : acted.has(step)
              ? 'action'
              : cascade.has(step)
                ? 'cascade'
                : 'quiet',
  }));
}
