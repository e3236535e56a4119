import type { Finding } from '../finding.ts';
import type { Session } from '../steps.ts';
import { detectBlockedKnownRequest } from './blocked-known-request.ts';
import { detectContradictsResult } from './contradicts-result.ts';
import { readLog } from './log.ts';
import { detectMadeUp, detectPlaceholder } from './made-up.ts';
import { detectNoEvidence } from './no-evidence.ts';
import { detectOffTask } from './off-task.ts';
import { detectRunFailed } from './run-failed.ts';
import { toFinding } from './suspicion.ts';
import { detectUnavailable } from './unavailable.ts';
import { detectUnsourced } from './unsourced.ts';
import { detectUserCorrects } from './user-corrects.ts';

/**
 * What the plain text of a session gives away: faults that carry no wrong id, argument or goal. Each rule names the
 * step and the sentence that shows it; none is surer than 0.69, so a structured fault goes first. In rule order,
 * at most five findings per rule.
 */
export function detectSuspicions(session: Session): Finding[] {
  const log = readLog(session);
  const signs = [
    ...detectOffTask(log),
    ...detectPlaceholder(log),
    ...detectUserCorrects(log),
    ...detectContradictsResult(log),
    ...detectUnavailable(log),
    ...detectBlockedKnownRequest(log),
    ...detectMadeUp(log),
    ...detectUnsourced(log),
    ...detectNoEvidence(log),
  ];
  return [...signs, ...detectRunFailed(log, signs.length > 0)].map(toFinding);
}
