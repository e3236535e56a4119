import { type Config, readConfig, variableNames } from '../../config.ts';
import { AppError } from '../../errors.ts';
import { closestIds } from '../../trace/closest-ids.ts';
import { type Finding, fine, misconfigured, warning } from './finding.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Read by the demo alone; see `start/demo.ts`. */
export const demoVariableNames: readonly string[] = ['SANDBOX_PORT', 'ORDER_AGENT_PORT'];

const ours = [...variableNames, ...demoVariableNames];
const label = 'Configuration';

/** The configuration, or null with a finding for each bad variable. */
export function checkVariables(env: Environment): { config: Config | null; findings: Finding[] } {
  const slips = findSlips(env);
  try {
    const config = readConfig(env);
    const set = ours.filter((name) => isSet(env[name])).length;
    return { config, findings: [fine(label, `valid; ${set} of ${ours.length} variables are set`), ...slips] };
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'config.invalid') throw error;
    const listed = Array.isArray(error.details.problems) ? error.details.problems.map(String) : [error.message];
    const fix = 'Correct it; docs/configuration.md says what each variable means.';
    return { config: null, findings: [...listed.map((problem) => misconfigured(label, problem, fix)), ...slips] };
  }
}

/** Variables nobody reads whose names are nearly those of ours. */
function findSlips(env: Environment): Finding[] {
  return Object.keys(env).flatMap((name) => {
    if (ours.includes(name) || !isSet(env[name])) return [];
    const meant = meantBy(name);
    return meant === null ? [] : [warning(label, `${name} is set, but nothing reads it`, `Did you mean ${meant}?`)];
  });
}

function meantBy(name: string): string | null {
  // Short names and names from elsewhere (TOKEN, HOME) are too close to everything.
  if (name.length < 5) return null;
  const typed = name.toUpperCase();
  if (ours.includes(typed)) return typed;
  const near = closestIds(typed, ours, ours.length).filter((known) => known[0] === typed[0]);
  return near[0] ?? ours.find((known) => leavesOutWords(typed, known)) ?? null;
}

/** `SLACK_TOKEN` for `SLACK_BOT_TOKEN`: begins alike, every word is in it. */
function leavesOutWords(typed: string, known: string): boolean {
  const words = typed.split('_');
  const all = known.split('_');
  return words.length > 1 && words[0] === all[0] && words.every((word) => all.includes(word));
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value.trim() !== '';
}
