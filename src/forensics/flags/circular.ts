import { type Finding, finding } from '../finding.ts';
import { quote } from '../quote.ts';
import { coverage, sameWords, wordSet } from '../similarity.ts';
import type { Session, Step } from '../steps.ts';

const alarm = 4;
/** Reworded repetitions share about this much of their meaningful words. */
const similar = 0.6;
/** A longer chain of like thoughts needs less likeness from one to the next. */
const loose = 0.38;
const longChain = 5;
/** What leads into a chain may be looser still. */
const lead = 0.25;

/** LOOP_DETECTED without any tool: the model says the same thing again and again, call after call or within one answer. */
export function detectCircularReasoning(session: Session): Finding[] {
  const findings: Finding[] = [];
  let run: Step[] = [];
  const close = (): void => {
    // Most runs are too short to go round; their words are not even read.
    const circle = run.length < alarm ? null : findCircle(run.map((step) => ({ step, words: wordSet(step.said) })));
    if (circle !== null) findings.push(circular(circle));
    run = [];
  };
  for (const step of session.steps) {
    if (step.userTurn || step.tool !== null || step.type === 'agent_spawn') close();
    if (step.type !== 'llm_call') continue;
    const repeated = repeatedSentence(step.said);
    if (repeated !== null) findings.push(stuck(step, repeated));
    run.push(step);
  }
  close();
  return findings;
}

interface Thought {
  step: Step;
  words: Set<string>;
}

/** The first chain of like thoughts in a run of uninterrupted LLM calls, with the looser beginnings that lead into it. */
function findCircle(run: readonly Thought[]): Step[] | null {
  let start = 0;
  for (let i = 1; i <= run.length; i++) {
    const thought = run[i];
    if (
      thought !== undefined &&
      thought.words.size >= 3 &&
      run.slice(Math.max(start, i - 3), i).some((other) => isSame(other.words, thought.words))
    )
      continue;
    const chain = run.slice(start, i);
    if (isCircle(chain)) {
      while (start > 0 && chain.some((other) => sameWords(other.words, run[start - 1]?.words ?? new Set()) >= lead))
        start--;
      return run.slice(start, i).map((link) => link.step);
    }
    start = i;
  }
  return null;
}

/** Four near-equal thoughts, or five that stay on the same words. */
function isCircle(chain: readonly { words: Set<string> }[]): boolean {
  if (chain.length >= longChain) return true;
  return (
    chain.length >= alarm &&
    chain.slice(1).every((link, i) => sameWords(link.words, chain[i]?.words ?? new Set()) >= similar)
  );
}

function isSame(a: Set<string>, b: Set<string>): boolean {
  return (
    sameWords(a, b) >= loose || (Math.min(a.size, b.size) >= 6 && Math.max(coverage(a, b), coverage(b, a)) >= 0.85)
  );
}

function circular(steps: Step[]): Finding {
  const [first, , , fourth] = steps;
  const last = steps[steps.length - 1];
  return finding({
    kind: 'circular_reasoning',
    mode: 'cost_runaway',
    flag: 'LOOP_DETECTED',
    origin: first?.index ?? 0,
    at: fourth?.index ?? first?.index ?? 0,
    // Several agents agreeing with each other may be a discussion; one agent doing so is none.
    confidence: new Set(steps.map((step) => step.agent)).size > 1 ? 0.7 : 0.92,
    evidence: `The model said the same thing ${steps.length} times, steps ${first?.step ?? '?'} to ${last?.step ?? '?'}, with no tool call or user message in between: "${quote(first?.said ?? '', 80)}"`,
    steps: steps.map((step) => step.index),
  });
}

/** A sentence of 40 characters or more that one answer repeats ten times; gemini-cli draws the same line. */
function repeatedSentence(text: string): { sentence: string; times: number } | null {
  if (text.length < 400) return null;
  const counts = new Map<string, number>();
  for (const sentence of text.slice(0, 200_000).split(/(?<=[.!?\n])\s+/)) {
    const key = sentence.trim();
    if (key.length < 40) continue;
    const times = (counts.get(key) ?? 0) + 1;
    counts.set(key, times);
    if (times >= 10) return { sentence: key, times };
  }
  return null;
}

function stuck(step: Step, repeated: { sentence: string; times: number }): Finding {
  return finding({
    kind: 'circular_reasoning',
    mode: 'cost_runaway',
    flag: 'LOOP_DETECTED',
    origin: step.index,
    confidence: 0.88,
    evidence: `One answer at step ${step.step} repeats the same sentence ${repeated.times} times or more: "${quote(repeated.sentence, 80)}"`,
    steps: [step.index],
  });
}
