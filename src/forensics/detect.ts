import type { Finding } from './finding.ts';
import { detectCircularReasoning } from './flags/circular.ts';
import { detectEntityHallucination } from './flags/entity-hallucination.ts';
import { detectEntityMismatch } from './flags/entity-mismatch.ts';
import { detectForeignInstruction } from './flags/foreign-instruction.ts';
import { detectGoalDrift } from './flags/goal-drift.ts';
import { detectToolLoops } from './flags/loop-detected.ts';
import { detectMemoryInvention } from './flags/memory-invention.ts';
import { detectSelfSpawning } from './flags/self-spawning.ts';
import { detectToolArgMismatch } from './flags/tool-arg-mismatch.ts';
import { detectMisfires } from './misfire/detect-misfires.ts';
import { detectMisquotes } from './misquote.ts';
import type { Ledger } from './provenance/ledger.ts';
import type { Session } from './steps.ts';
import { detectSuspicions } from './suspicion/detect-suspicions.ts';
import { createTrustMap } from './untrusted.ts';

/** Every detector over one session. The order is that of the playbook's flags, then what no flag names, then signs of failure. */
export function detectAll(session: Session, ledger: Ledger): Finding[] {
  const trust = createTrustMap(session);
  const mismatches = detectEntityMismatch(session);
  const mismatched = new Set(mismatches.flatMap((found) => found.related));
  return [
    ...detectEntityHallucination(session, ledger, mismatched),
    ...detectToolArgMismatch(session),
    ...detectGoalDrift(session, trust),
    ...detectForeignInstruction(session, trust),
    ...detectMemoryInvention(session, ledger),
    ...detectToolLoops(session, ledger),
    ...detectCircularReasoning(session),
    ...detectSelfSpawning(session),
    ...mismatches,
    ...detectMisfires(session, ledger),
    ...detectMisquotes(session),
    ...detectSuspicions(session),
  ];
}
