/** What one size took. */
export interface Row {
  name: string;
  events: number;
  fileMb: number;
  parseSeconds: number;
  analysisSeconds: number;
  /** Of a process that did the analysis. */
  peakRssMb: number;
}

const maxRatio = 2.5;
const maxGrowth = 1.6;
const maxRssMb = 700;

export const ratioOf = ({ parseSeconds, analysisSeconds }: Row): number => analysisSeconds / parseSeconds;
export const microsecondsPerEvent = (seconds: number, { events }: Row): number => (seconds * 1e6) / events;

/**
 * Which limits the rows pass, in words; empty when they hold. `base` is the small size that `largest`, the largest, is
 * compared with.
 */
export function brokenLimits(rows: readonly Row[], base: Row, largest: Row): string[] {
  const slow = rows.filter((row) => ratioOf(row) > maxRatio);
  const growth =
    microsecondsPerEvent(largest.analysisSeconds, largest) / microsecondsPerEvent(base.analysisSeconds, base);
  return [
    ...slow.map((row) => `${row.name}: ${ratioOf(row).toFixed(2)} x the time of parsing, at most ${maxRatio}`),
    ...(growth > maxGrowth
      ? [`an event at ${largest.name} costs ${growth.toFixed(2)} x one at ${base.name}, at most ${maxGrowth}`]
      : []),
    ...(largest.peakRssMb > maxRssMb
      ? [`${largest.name}: ${largest.peakRssMb.toFixed(0)} MB at the peak, at most ${maxRssMb}`]
      : []),
  ];
}
