import { contentWords } from '../words.ts';
import type { Log } from './log.ts';
import { hasMoreWords } from './message-text.ts';
import type { Suspicion } from './suspicion.ts';

const minTopic = 5;
const minShare = 0.2;

/** The first message lays out a task or plan that shares almost no word with what the user asked for. */
export function detectOffTask({ session, goal, messages }: Log): Suspicion[] {
  const [first] = messages;
  if (first === undefined || first.kind === 'handout') return [];
  if (!hasMoreWords(first.text, 60) || !/\b(?:task|goal|objective|plan)\b/i.test(first.text)) return [];
  const topic = topicOf(goal);
  if (topic.size < minTopic) return [];
  const spoken = topicOf(first.text);
  const shared = [...topic].filter((word) => spoken.has(word)).length;
  if (shared / topic.size >= minShare) return [];
  const step = session.steps[first.index]?.step ?? 0;
  const evidence = `Step ${step} sets out a task that is not the user's: of the ${topic.size} words that carry the request, it takes up ${shared}.`;
  return [{ rule: 'off_task', index: first.index, evidence }];
}

function topicOf(text: string): Set<string> {
  const words = contentWords(text).filter((word) => word.length > 3 && !/^\d/.test(word));
  return new Set(words.map((word) => word.replace(/(?:ing|ed|es|s)$/, '')));
}
