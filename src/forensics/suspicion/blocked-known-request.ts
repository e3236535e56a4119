import { effectOf } from '../effect.ts';
import { textOf } from '../provenance/values.ts';
import { quote } from '../quote.ts';
import type { Session, Step } from '../steps.ts';
import { idsOf } from './argument-ids.ts';
import type { Log } from './log.ts';
import { maxPerRule, type Suspicion } from './suspicion.ts';

interface Blocked {
  /** The write that was refused, and the agent's own earlier one on the same thing. */
  refused: Step;
  earlier: Step;
}

const maxBlocked = 100;

/**
 * A write is refused after the agent's own earlier write on the same thing, never goes through, and held something the
 * user had asked for before that earlier write: the two belonged together.
 */
export function detectBlockedKnownRequest(log: Log): Suspicion[] {
  if (!log.session.steps.some((step) => step.tool !== null && step.failed)) return [];
  const found = new Map<number, Suspicion>();
  for (const { refused, earlier } of blockedWrites(log.session)) {
    if (found.has(earlier.index)) continue;
    const known = knownBefore(log, refused, earlier);
    if (known === null) continue;
    const evidence = `Step ${earlier.step} called ${quote(earlier.tool ?? '', 60)} without "${quote(known, 40)}", which the user had asked for before; step ${refused.step} was then refused.`;
    found.set(earlier.index, { rule: 'blocked_known_request', index: earlier.index, evidence });
    if (found.size === maxPerRule) break;
  }
  return [...found.values()];
}

function blockedWrites({ steps }: Session): Blocked[] {
  const lastDone = new Map<string, Step>();
  const blocked: Blocked[] = [];
  for (const step of steps) {
    if (step.tool === null || effectOf(step.tool, step.definition, step.event.args) !== 'write') continue;
    const ids = idsOf(step.args);
    if (!step.failed) for (const id of ids) lastDone.set(id, step);
    else if (blocked.length < maxBlocked) {
      const earlier = ids.flatMap((id) => lastDone.get(id) ?? []).sort((a, b) => b.index - a.index)[0];
      if (earlier !== undefined) blocked.push({ refused: step, earlier });
    }
  }
  const isFixed = ({ refused }: Blocked): boolean =>
    idsOf(refused.args).some((id) => (lastDone.get(id)?.index ?? -1) > refused.index);
  return blocked.filter((pair) => !isFixed(pair));
}

/** An argument of the refused call that a user had named before the earlier write, which did not hold it. */
function knownBefore({ userTurns }: Log, refused: Step, earlier: Step): string | null {
  const before = userTurns.filter((turn) => turn.index < earlier.index);
  const held = textOf(earlier.event.args);
  for (const { path, value } of refused.args) {
    if (typeof value !== 'string' || value.length < 5 || path.length !== 1 || held.includes(value)) continue;
    if (before.some(({ text }) => text.includes(value))) return value;
  }
  return null;
}
