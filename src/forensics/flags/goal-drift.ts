import { type Finding, finding } from '../finding.ts';
import { isSameLanguage, type Language, languageOf } from '../language.ts';
import { quote } from '../quote.ts';
import { coverage } from '../similarity.ts';
import type { Session, Step } from '../steps.ts';
import { meaningSet } from '../synonyms.ts';
import type { TrustMap } from '../untrusted.ts';

/** A goal that shares at least this much of its meaning with what somebody entitled said is theirs. */
const enough = 0.3;

/** A system prompt speaks of everything the agent may do; only a close match makes a goal its own. */
const enoughOfSystem = 0.6;

interface Authority {
  meaning: Set<string>;
  isSystem: boolean;
  language: Language;
}

/**
 * CONTEXT_DRIFT of the stated goal: it changed without a user saying so, or it is one that nobody gave. The same goal
 * in other words is no change. Where the new goal's words come from a tool result or document, that step is the origin.
 */
export function detectGoalDrift(session: Session, trust: TrustMap): Finding[] {
  const lastGoal = new Map<string, string>();
  const authorities: Authority[] = [];
  const findings: Finding[] = [];
  let drifted: { finding: Finding; goal: string } | null = null;
  let hasAuthority = false;
  let hasExtreme = false;
  for (const step of session.steps) {
    for (const heard of step.heard) {
      if (heard.role === 'user') addTexts(authorities, [heard.text], false);
      if (heard.role === 'user' && isExtreme(heard.text)) hasExtreme = true;
      if (heard.role === 'system') addTexts(authorities, sentencesOf(heard.text), true);
      if (heard.role === 'user' || heard.role === 'system') hasAuthority = true;
    }
    if (step.type === 'agent_spawn') addTexts(authorities, [step.said], false);
    const goal = step.event.goal?.trim();
    if (goal === undefined || goal === '' || lastGoal.get(step.agent) === goal) {
      if (drifted !== null && goal === drifted.goal) drifted.finding.steps.push(step.index);
      continue;
    }
    const isFirst = !lastGoal.has(step.agent);
    const before = lastGoal.get(step.agent);
    lastGoal.set(step.agent, goal);
    if (drifted !== null && goal === drifted.goal) {
      drifted.finding.steps.push(step.index);
      continue;
    }
    const meaning = meaningSet(goal);
    if (meaning.size === 0) continue;
    const excess = isExtreme(goal) && !hasExtreme ? 0.2 : 0;
    const support = bestSupport(meaning, authorities, isFirst) - excess;
    const language = languageOf(goal);
    const comparable = authorities.some((authority) => isSameLanguage(authority.language, language));
    if (!comparable || (isFirst && !hasAuthority)) {
      authorities.push({ meaning, isSystem: false, language });
      continue;
    }
    if (support >= enough) {
      authorities.push({ meaning, isSystem: false, language });
      continue;
    }
    const found = drift(session, step, goal, before, support, trust);
    findings.push(found);
    drifted = { finding: found, goal };
  }
  return findings;
}

/** A goal that changes under way needs the user's word; the first one may come from the system prompt. */
function bestSupport(meaning: Set<string>, authorities: Authority[], isFirst: boolean): number {
  let best = 0;
  for (const authority of authorities) {
    const support = supportOf(meaning, authority.meaning);
    if (!authority.isSystem) best = Math.max(best, support);
    else if (isFirst && support >= enoughOfSystem) best = Math.max(best, support);
  }
  return best;
}

/** Goals that slip in tend to know no measure; people who asked for a part are not restating it with "every". */
function isExtreme(text: string): boolean {
  return /\b(?:as (?:many|much|often|fast)(?: \w+){0,3} as possible|every|everyone|everybody|everything|(?<!(?:that|this|is|at|for|['’]s) )all(?! (?:right|good|set|done|i )\b)|by any means|whole|entire|maximi[sz]e|minimi[sz]e|at any (?:cost|price)|no matter)\b/i.test(
    text,
  );
}

function addTexts(authorities: Authority[], texts: string[], isSystem: boolean): void {
  for (const text of texts) {
    if (authorities.length > 2000) return;
    const meaning = meaningSet(text);
    if (meaning.size > 0) authorities.push({ meaning, isSystem, language: languageOf(text) });
  }
}

function sentencesOf(text: string): string[] {
  return text.slice(0, 50_000).split(/(?<=[.!?])\s+|\n+/);
}

/** How much of the goal's meaning the text has, or, for a text shorter than the goal, the other way round. */
function supportOf(goal: Set<string>, text: Set<string>): number {
  const covered = coverage(goal, text);
  return text.size >= 3 && text.size < goal.size ? Math.max(covered, coverage(text, goal)) : covered;
}

function drift(
  session: Session,
  step: Step,
  goal: string,
  before: string | undefined,
  support: number,
  trust: TrustMap,
): Finding {
  const meaning = meaningSet(goal);
  const carrier = trust.instructions
    .filter((sentence) => sentence.index < step.index)
    .find((sentence) => coverage(meaning, meaningSet(sentence.text)) >= 0.5);
  const from = before === undefined ? 'stated a goal nobody gave' : `changed its goal from "${quote(before, 60)}"`;
  const source =
    carrier === undefined ? '' : ` The words came in at step ${session.steps[carrier.index]?.step ?? '?'}.`;
  return finding({
    kind: 'goal_drift',
    mode: 'context_poisoning',
    flag: 'CONTEXT_DRIFT',
    origin: carrier?.index ?? step.index,
    at: step.index,
    // Some words in common may be a restatement in words we do not know: then it is no promise.
    confidence: support <= 0.1 ? 0.9 : 0.78,
    evidence: `Step ${step.step} ${from}${before === undefined ? ':' : ' to'} "${quote(goal, 80)}"; no user message said so.${source}`,
    steps: [step.index],
  });
}
