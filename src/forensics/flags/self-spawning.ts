import { type Finding, finding } from '../finding.ts';
import { quote } from '../quote.ts';
import { asksTheSame, wordSet } from '../similarity.ts';
import type { Session, Step } from '../steps.ts';

const alarm = 4;

interface Group {
  words: Set<string>;
  steps: Step[];
}

/** LOOP_DETECTED for agents that start agents: the same task handed on more than three times. Fan-out over different tasks is none. */
export function detectSelfSpawning(session: Session): Finding[] {
  const groups: Group[] = [];
  for (const step of session.steps) {
    if (step.type !== 'agent_spawn') continue;
    const words = wordSet(step.said.replace(/\b(?:worker|agent|helper|sub-?agent)?[-_ #]?\d{1,4}\b/gi, ' '));
    const group = groups.find((known) => asksTheSame(known.words, words, 0.75));
    if (group === undefined) {
      if (groups.length < 500) groups.push({ words, steps: [step] });
    } else group.steps.push(step);
  }
  return groups.filter((group) => group.steps.length >= alarm).map((group) => spawning(group.steps));
}

function spawning(steps: Step[]): Finding {
  const [first, , , fourth] = steps;
  return finding({
    kind: 'self_spawning',
    mode: 'cost_runaway',
    flag: 'LOOP_DETECTED',
    origin: first?.index ?? 0,
    at: fourth?.index ?? 0,
    confidence: 0.95,
    evidence: `${steps.length} agents were started with the same task from step ${first?.step ?? '?'} on: "${quote(first?.said ?? '', 80)}"`,
    steps: steps.map((step) => step.index),
  });
}
