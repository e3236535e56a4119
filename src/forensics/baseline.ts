import type { Baseline } from './report.ts';

/** What one stored session used; null where that is not known. */
export interface SessionUse {
  cost_usd: number | null;
  tokens: number | null;
  steps: number;
}

/** The middle and the upper end of one figure over `sessions` sessions. */
export interface Usual {
  median: number;
  /** 95 in 100 sessions stay at or below it. */
  p95: number;
  sessions: number;
}

/** What sessions of one type usually use. A figure too few sessions know is null. */
export interface MeasuredBaseline {
  sessions: number;
  cost_usd: Usual | null;
  tokens: Usual | null;
  steps: Usual | null;
}

/** With fewer sessions than these nothing is called usual. */
export const minBaselineSessions = 20;

/** The baseline of a session type from its stored sessions; null while there are fewer than 20. */
export function baselineOf(stats: readonly SessionUse[]): MeasuredBaseline | null {
  if (stats.length < minBaselineSessions) return null;
  return {
    sessions: stats.length,
    cost_usd: usual(stats.map((use) => use.cost_usd)),
    tokens: usual(stats.map((use) => use.tokens)),
    steps: usual(stats.map((use) => use.steps)),
  };
}

/** What `analyze` compares a session with: the medians. */
export function usualOf({ cost_usd: cost, tokens }: MeasuredBaseline): Baseline {
  return {
    ...(cost === null ? {} : { cost_usd: cost.median }),
    ...(tokens === null ? {} : { tokens: tokens.median }),
    sessions: {
      ...(cost === null ? {} : { cost_usd: cost.sessions }),
      ...(tokens === null ? {} : { tokens: tokens.sessions }),
    },
  };
}

function usual(values: readonly (number | null)[]): Usual | null {
  const known = values
    .filter((value): value is number => value !== null && Number.isFinite(value))
    .sort((a, b) => a - b);
  const sessions = known.length;
  if (sessions < minBaselineSessions) return null;
  const at = (index: number): number => known[index] ?? 0;
  const middle = Math.floor(sessions / 2);
  const median = sessions % 2 === 1 ? at(middle) : (at(middle - 1) + at(middle)) / 2;
  return { median, p95: at(Math.ceil(sessions * 0.95) - 1), sessions };
}
