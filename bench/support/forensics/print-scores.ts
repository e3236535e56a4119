import type { FloorResult } from './floors.ts';
import { formatRate, type Rate, shareOf } from './rate.ts';
import type { Miss, SetScore } from './score-set.ts';

const percent = (share: number | null): string => (share === null ? '-' : `${(share * 100).toFixed(1)} %`);
const hitsOf = (rate: Rate | null): string => (rate === null ? '-' : `${rate.hits}/${rate.n}`);

/** One set as lines for people: figures that rest on no session are left out. */
export function describeScore(score: SetScore, withMisses: boolean): string {
  const { origin, clean } = score;
  const chance = `random ${percent(origin.random)}`;
  const constant =
    origin.bestConstant === null
      ? ''
      : `, always step ${origin.bestConstant.step} ${percent(shareOf(origin.bestConstant.rate))}`;
  const rows: [name: string, rate: Rate, note?: string][] = [
    ['origin exact', origin.exact, `${chance}${constant}`],
    ['origin in first three', origin.top3],
    ['origin within 5 steps', origin.within5],
    ['origin given', origin.answered],
    ['right when given', origin.rightWhenAnswered],
    ['right when confident', origin.rightWhenConfident],
    ['external actions exact', score.external],
    ['mode', score.mode],
    ['clean, flagged', clean.flagged],
    ['clean, called faulty', clean.calledFaulty],
    ['clean, confident origin', clean.confidentOrigin],
  ];
  const figures = rows
    .filter(([, rate]) => rate.n > 0)
    .map(([name, rate, note]) => `  ${name.padEnd(24)} ${formatRate(rate)}${note === undefined ? '' : `   ${note}`}`);
  const faults = Object.entries(score.faults).map(
    ([fault, { n, mode, origin: found }]) =>
      `    ${fault.padEnd(24)} n ${String(n).padStart(3)}  mode ${hitsOf(mode).padStart(6)}  origin ${hitsOf(found).padStart(6)}`,
  );
  return [
    `${score.set}: ${score.sessions} sessions`,
    ...score.failed.map(({ file, error }) => `  not analysed: ${file}: ${error}`),
    ...figures,
    ...faults,
    ...(withMisses ? score.misses.map(describeMiss) : []),
  ].join('\n');
}

function describeMiss({ file, fault, want, got, what }: Miss): string {
  const steps = (list: number[] | null): string => (list === null || list.length === 0 ? '-' : list.join(','));
  const sure = got.confidence === null ? '' : ` (${got.confidence.toFixed(2)})`;
  return [
    `  miss ${file}${fault === null ? '' : ` ${fault}`}:`,
    `want ${want.mode ?? '?'} @${steps(want.steps)} actions ${steps(want.external)},`,
    `got ${got.mode} @${got.step ?? '-'}${sure} actions ${steps(got.external)} [${got.flags.join(' ')}]`,
    what === null ? '' : `| ${what.replace(/\s+/g, ' ').slice(0, 200)}`,
  ].join(' ');
}

/** The floors as lines: those missed first to see. */
export function describeFloors(results: readonly FloorResult[]): string {
  const line = ({ name, rate, bound, direction, reached, stretch }: FloorResult): string => {
    const verdict = stretch ? (reached ? 'goal reached' : 'goal not reached') : reached ? 'ok' : 'MISSED';
    return `  ${verdict.padEnd(16)} ${name.padEnd(48)} ${percent(shareOf(rate))}, ${direction} ${percent(bound)}`;
  };
  const order = [...results].sort((a, b) => Number(a.reached) - Number(b.reached));
  return ['Floors', ...order.map(line)].join('\n');
}
