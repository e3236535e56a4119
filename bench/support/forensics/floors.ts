import { poolRates, type Rate, shareOf } from './rate.ts';
import type { FaultScore, SetScore } from './score-set.ts';

export type Measure =
  | 'mode'
  | 'origin exact'
  | 'origin within 5'
  | 'right when confident'
  | 'external actions'
  | 'clean flagged'
  | 'clean called faulty';

/** What a figure must reach. Several sets are pooled; a set that is not there is not judged. */
export type Floor = {
  sets: readonly string[];
  /** A goal that is reported and never fails the run. */
  stretch?: true;
} & ({ atLeast: number } | { atMost: number }) &
  (
    | { measure: Measure }
    /** Mode and origin of each kind of fault on its own: of all but `except`, or of `only`. */
    | { measure: 'each fault'; except?: readonly string[]; only?: readonly string[] }
  );

export interface FloorResult {
  name: string;
  rate: Rate;
  bound: number;
  direction: 'at least' | 'at most';
  reached: boolean;
  stretch: boolean;
}

const measures: Record<Measure, (score: SetScore) => Rate> = {
  mode: (score) => score.mode,
  'origin exact': (score) => score.origin.exact,
  'origin within 5': (score) => score.origin.within5,
  'right when confident': (score) => score.origin.rightWhenConfident,
  'external actions': (score) => score.external,
  'clean flagged': (score) => score.clean.flagged,
  'clean called faulty': (score) => score.clean.calledFaulty,
};

/** Every floor that the scored sets have something to say about. */
export function checkFloors(scores: readonly SetScore[], floors: readonly Floor[]): FloorResult[] {
  return floors.flatMap((floor) => {
    const present = scores.filter(({ set }) => floor.sets.includes(set));
    return figuresOf(floor, present).flatMap(({ name, rate }) => judge(floor, name, rate));
  });
}

interface Figure {
  name: string;
  rate: Rate;
}

function figuresOf(floor: Floor, scores: readonly SetScore[]): Figure[] {
  const where = scores.map(({ set }) => set).join(' + ');
  if (floor.measure !== 'each fault') {
    return [{ name: `${where}: ${floor.measure}`, rate: poolRates(scores.map(measures[floor.measure])) }];
  }
  const { only, except = [] } = floor;
  return scores.flatMap(({ set, faults }) =>
    Object.entries(faults)
      .filter(([fault]) => (only === undefined ? !except.includes(fault) : only.includes(fault)))
      .flatMap(([fault, score]) => faultFigures(`${set}: ${fault}`, score)),
  );
}

function faultFigures(name: string, { mode, origin }: FaultScore): Figure[] {
  return [
    ...(mode === null ? [] : [{ name: `${name}, mode`, rate: mode }]),
    ...(origin === null ? [] : [{ name: `${name}, origin`, rate: origin }]),
  ];
}

function judge(floor: Floor, name: string, rate: Rate): FloorResult[] {
  const share = shareOf(rate);
  if (share === null) return [];
  const stretch = floor.stretch === true;
  if ('atLeast' in floor) {
    const bound = floor.atLeast;
    return [{ name, rate, bound, direction: 'at least', reached: share >= bound, stretch }];
  }
  return [{ name, rate, bound: floor.atMost, direction: 'at most', reached: share <= floor.atMost, stretch }];
}
