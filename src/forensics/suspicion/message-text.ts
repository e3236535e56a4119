/** How much of one message the rules look at, in characters: people do not hide the point behind more. */
export const maxText = 20_000;

const word = /[A-Za-z][A-Za-z'’-]*|\d+/g;
const program = /\b(?:import |def \w+\(|print\(|return |for \w+ in )|\w = \S|^\$ /im;

/** A message with its fenced code set apart. */
export interface Fenced {
  /** Everything outside ``` fences. */
  prose: string;
  /** Does a fence hold something to run, rather than a table or a quotation? */
  hasProgram: boolean;
}

/** Splits a message at its ``` fences; a fence left open reaches to the end. */
export function splitFences(text: string): Fenced {
  if (!text.includes('```')) return { prose: text, hasProgram: false };
  const parts = text.split('```');
  const code = parts.filter((_, i) => i % 2 === 1);
  return {
    prose: parts.filter((_, i) => i % 2 === 0).join(' '),
    hasProgram: code.some((part) => part.length > 6 && (/^[ \t]*[a-z]/i.test(part) || program.test(part))),
  };
}

/** The words and whole numbers of a text, lower case, in order. */
export function plainWords(text: string): string[] {
  return text.toLowerCase().match(word) ?? [];
}

/** Does a text have more than `count` words? Stops reading as soon as it knows. */
export function hasMoreWords(text: string, count: number): boolean {
  let seen = 0;
  for (const _ of text.matchAll(word)) if (++seen > count) return true;
  return false;
}

/** Is this message the page a browsing model looked at: an observation, not a claim? */
export function isPastedPage(text: string): boolean {
  if (!text.includes('](') && !text.includes('://')) return false;
  let links = 0;
  for (const _ of text.matchAll(/\]\(|https?:\/\//g)) if (++links >= 10) return true;
  return false;
}

/** Does a message repeat the request, word for word or nearly (70 % of its runs of six words)? */
export function repeatsGoal(text: string, goal: string): boolean {
  const wanted = runsOfSix(goal);
  if (wanted.size === 0) return goal.trim() !== '' && text.includes(goal.trim());
  const given = runsOfSix(text);
  let shared = 0;
  for (const run of wanted) if (given.has(run)) shared++;
  return shared / wanted.size >= 0.7;
}

function runsOfSix(text: string): Set<string> {
  const words = plainWords(text);
  const runs = new Set<string>();
  for (let i = 0; i + 6 <= words.length; i++) runs.add(words.slice(i, i + 6).join(' '));
  return runs;
}
