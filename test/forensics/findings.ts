import { analyze } from '../../src/forensics/analyze.ts';
import { detectAll } from '../../src/forensics/detect.ts';
import type { Finding } from '../../src/forensics/finding.ts';
import { createLedger } from '../../src/forensics/provenance/ledger.ts';
import type { Flag } from '../../src/forensics/report.ts';
import { toSession } from '../../src/forensics/steps.ts';
import type { FlagType } from '../../src/trace/event.ts';
import type { SessionBuilder } from '../support/session.ts';

/** The flags of one type that the report of a session carries. */
export function flagsOf(built: SessionBuilder, type: FlagType): Flag[] {
  return analyze(built.events()).flags.filter((flag) => flag.type === type);
}

/** Their step numbers. */
export function flagged(built: SessionBuilder, type: FlagType): number[] {
  return flagsOf(built, type).map((flag) => flag.step);
}

/** What the detectors found of one kind. */
export function findingsOf(built: SessionBuilder, kind: Finding['kind']): Finding[] {
  const read = toSession(built.events());
  return detectAll(read, createLedger(read)).filter((found) => found.kind === kind);
}

/** The step numbers at which findings of one kind originate. */
export function originsOf(built: SessionBuilder, kind: Finding['kind']): (number | undefined)[] {
  return findingsOf(built, kind).map((found) => built.events()[found.origin]?.step);
}
