import { clean } from './clean.ts';
import { hallucination } from './hallucination.ts';
import { misfire } from './misfire.ts';
import { poisoning } from './poisoning.ts';
import { runaway } from './runaway.ts';
import type { Scenario } from './scenario.ts';

/** Every scenario, in the order people are offered them. */
export const scenarios: readonly Scenario[] = [misfire, hallucination, poisoning, runaway, clean];

export function findScenario(name: string): Scenario | null {
  return scenarios.find((scenario) => scenario.name === name) ?? null;
}
