import type { ForensicsReport } from '../../../src/forensics/report.ts';
import type { TraceEvent } from '../../../src/trace/event.ts';

const isShare = (value: number): boolean => value >= 0 && value <= 1;

/** What a report promises whatever the input, and this one breaks. */
export function brokenPromises(report: ForensicsReport, events: readonly TraceEvent[]): string[] {
  const known = new Set(events.map((event) => event.step));
  const { origin, classification, flags, cascade, blast_radius, strip, totals } = report;
  const steps = [
    ...flags.map(({ step }) => step),
    ...cascade.map(({ step }) => step),
    ...blast_radius.map(({ step }) => step),
    ...strip.map(({ step }) => step),
    ...(origin === null ? [] : [origin.step, ...origin.candidates.map(({ step }) => step)]),
    ...(report.wrong_output_step === null ? [] : [report.wrong_output_step]),
  ];
  const shares = [
    classification.confidence,
    ...Object.values(classification.scores),
    ...flags.map(({ confidence }) => confidence),
    ...(origin === null ? [] : [origin.confidence, ...origin.candidates.map(({ score }) => score)]),
  ];
  const sums = Object.entries(totals).filter(([, sum]) => sum !== null && !(Number.isFinite(sum) && sum >= 0));
  const unknown = steps.filter((step) => !known.has(step));
  const silent = [...flags.map(({ evidence }) => evidence), ...cascade.map(({ because }) => because)].includes('');
  return [
    ...(unknown.length === 0 ? [] : [`the report names steps that are not in the session: ${unknown.slice(0, 5)}`]),
    ...(shares.every(isShare) ? [] : [`a confidence is outside 0 to 1: ${shares.filter((value) => !isShare(value))}`]),
    ...sums.map(([name, sum]) => `totals.${name} is ${sum}`),
    ...(silent ? ['a flag or cascade entry has no evidence'] : []),
    ...(strip.length === events.length ? [] : [`${events.length} events, ${strip.length} marks in the strip`]),
    ...(classification.mode === 'none' && origin !== null ? ['an origin where nothing went wrong'] : []),
  ];
}

/** Characters that would act on a terminal instead of being shown: controls, directions, half surrogates. */
const acting = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u;

/** What plain text for a terminal must not hold. */
export function brokenText(text: string): string[] {
  const found = acting.exec(text.replaceAll('\n', ''));
  if (found === null) return [];
  return [`the text holds U+${found[0].codePointAt(0)?.toString(16).padStart(4, '0')}`];
}
