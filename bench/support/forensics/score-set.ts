import type { ForensicsReport } from '../../../src/forensics/report.ts';
import type { ScoredCase, SessionLabel } from './labelled-set.ts';
import { type Rate, rateOf } from './rate.ts';

interface Judged {
  label: SessionLabel;
  steps: number[];
  report: ForensicsReport;
}

/** A case with a known origin. */
interface Located extends Judged {
  accepted: number[];
}

/** One kind of fault; null where its labels say nothing about it. */
export interface FaultScore {
  n: number;
  mode: Rate | null;
  origin: Rate | null;
}

/** Where the engine and a label disagree. */
export interface Miss {
  file: string;
  fault: string | null;
  want: { mode: string | null; steps: number[] | null; external: number[] | null };
  got: { mode: string; step: number | null; confidence: number | null; flags: string[]; external: number[] };
  what: string | null;
}

/** The figures of one set. Rates over no session have `n` 0. */
export interface SetScore {
  set: string;
  sessions: number;
  /** Sessions without a report, with the reason. */
  failed: { file: string; error: string }[];
  origin: {
    exact: Rate;
    /** Among the first three candidates. */
    top3: Rate;
    within5: Rate;
    /** An origin was given, of the sessions that have one. */
    answered: Rate;
    rightWhenAnswered: Rate;
    rightWhenConfident: Rate;
    /** What a guess among the session's steps is expected to score, 0 to 1. */
    random: number | null;
    /** The step that would score best if it were always the answer; null where no origin is known. */
    bestConstant: { step: number; rate: Rate } | null;
  };
  /** All external actions named and no other, where the origin is right. */
  external: Rate;
  mode: Rate;
  clean: { flagged: Rate; calledFaulty: Rate; confidentOrigin: Rate };
  faults: Record<string, FaultScore>;
  misses: Miss[];
}

/** The confidence from which an origin is a promise. */
const confident = 0.8;

/** Hand-overs to people and tools without a world to change: whether they count is a matter of taste, labels differ. */
const neutralTool = /^(transfer_to_human|think|calculate|environment|terminal)/;

/** Scores the reports of one set against its labels. */
export function scoreSet(set: string, cases: readonly ScoredCase[]): SetScore {
  const judged = cases.flatMap(({ label, steps, report }) => (report === null ? [] : [{ label, steps, report }]));
  const failed = cases.flatMap(({ label, error }) => (error === null ? [] : [{ file: label.file, error }]));
  const located = judged.flatMap(toLocated);
  const answered = located.filter(({ report }) => report.origin !== null);
  const sure = located.filter(isConfident);
  const acted = located.filter((item) => isExact(item) && Array.isArray(item.label.external_steps));
  const clean = judged.filter(({ label }) => label.kind === 'clean');
  return {
    set,
    sessions: cases.length,
    failed,
    origin: {
      exact: rateOf(located, isExact),
      top3: rateOf(located, isInTopThree),
      within5: rateOf(located, (item) => isWithin(item, 5)),
      answered: rateOf(located, ({ report }) => report.origin !== null),
      rightWhenAnswered: rateOf(answered, isExact),
      rightWhenConfident: rateOf(sure, isExact),
      random: randomShare(located),
      bestConstant: bestConstant(located),
    },
    external: rateOf(acted, hasSameActions),
    mode: rateOf(judged.filter(hasMode), isRightMode),
    clean: {
      flagged: rateOf(clean, ({ report }) => report.flags.some((flag) => flag.source === 'detector')),
      calledFaulty: rateOf(clean, ({ report }) => report.classification.mode !== 'none'),
      confidentOrigin: rateOf(clean, isConfident),
    },
    faults: scoreFaults(judged),
    misses: judged.filter(isMissed).map(toMiss),
  };
}

function toLocated(item: Judged): Located[] {
  const accepted = item.label.origin_steps ?? [];
  return accepted.length === 0 ? [] : [{ ...item, accepted }];
}

const hasMode = ({ label }: Judged): boolean => typeof label.mode === 'string';
const isRightMode = ({ label, report }: Judged): boolean => label.mode === report.classification.mode;
const isConfident = ({ report }: Judged): boolean => (report.origin?.confidence ?? 0) >= confident;
const isExact = (item: Located): boolean => isWithin(item, 0);

function isWithin({ accepted, report }: Located, distance: number): boolean {
  const { origin } = report;
  return origin !== null && accepted.some((step) => Math.abs(step - origin.step) <= distance);
}

function isInTopThree(item: Located): boolean {
  const candidates = item.report.origin?.candidates.slice(0, 3) ?? [];
  return isExact(item) || candidates.some(({ step }) => item.accepted.includes(step));
}

function externalSteps({ blast_radius }: ForensicsReport): number[] {
  return blast_radius
    .filter(({ effect, tool }) => effect !== 'read' && !neutralTool.test(tool))
    .map(({ step }) => step);
}

function hasSameActions({ label, report }: Judged): boolean {
  const want = new Set(label.external_steps ?? []);
  const got = new Set(externalSteps(report));
  return want.size === got.size && [...want].every((step) => got.has(step));
}

function randomShare(located: readonly Located[]): number | null {
  if (located.length === 0) return null;
  const shares = located.map(({ accepted, steps }) => {
    const present = accepted.filter((step) => steps.includes(step)).length;
    return steps.length === 0 ? 0 : present / steps.length;
  });
  return shares.reduce((sum, share) => sum + share, 0) / located.length;
}

function bestConstant(located: readonly Located[]): SetScore['origin']['bestConstant'] {
  const hits = new Map<number, number>();
  for (const step of located.flatMap(({ accepted }) => [...new Set(accepted)])) {
    hits.set(step, (hits.get(step) ?? 0) + 1);
  }
  const [best] = [...hits].sort(([stepA, a], [stepB, b]) => b - a || stepA - stepB);
  return best === undefined ? null : { step: best[0], rate: { hits: best[1], n: located.length } };
}

function scoreFaults(judged: readonly Judged[]): Record<string, FaultScore> {
  const kinds = new Set(judged.flatMap(({ label }) => label.fault ?? []));
  return Object.fromEntries(
    [...kinds].sort().map((kind) => {
      const group = judged.filter(({ label }) => label.fault === kind);
      const moded = group.filter(hasMode);
      const located = group.flatMap(toLocated);
      const score: FaultScore = {
        n: group.length,
        mode: moded.length === 0 ? null : rateOf(moded, isRightMode),
        origin: located.length === 0 ? null : rateOf(located, isExact),
      };
      return [kind, score];
    }),
  );
}

function isMissed(item: Judged): boolean {
  const [located] = toLocated(item);
  if (hasMode(item) && !isRightMode(item)) return true;
  if (located === undefined) return item.label.kind === 'clean' && item.report.classification.mode !== 'none';
  if (!isExact(located)) return true;
  return Array.isArray(item.label.external_steps) && !hasSameActions(item);
}

function toMiss({ label, report }: Judged): Miss {
  const told = [label.what ?? label.reason, label.domain, label.capture].filter((text) => typeof text === 'string');
  return {
    file: label.file,
    fault: label.fault ?? null,
    want: { mode: label.mode ?? null, steps: label.origin_steps ?? null, external: label.external_steps ?? null },
    got: {
      mode: report.classification.mode,
      step: report.origin?.step ?? null,
      confidence: report.origin?.confidence ?? null,
      flags: report.flags.filter((flag) => flag.source === 'detector').map((flag) => `${flag.type}@${flag.step}`),
      external: externalSteps(report),
    },
    what: told.length === 0 ? null : told.join(' · '),
  };
}
