const standIn =
  /\b(?:assum(?:e|ed|ing|ption|ptions)|hypothetical(?:ly)?|placeholders?|mock(?:ed|up)?|dummy|fictional|fabricated|made[- ]up|(?:sample|example|simulated|demo) (?:data|dataset|values?|prices?|video|file|ids?|numbers?|list)|for (?:the )?(?:demonstration|illustration)|for the sake of|let'?s (?:say|suppose|pretend)|suppose|general knowledge|generally speaking|as a rule of thumb|path\/to\/|your[_-](?:api[_-]?key|key|file|path))/gi;
const notCommitted =
  /\b(?:if|could|might|would|should|cannot|can't|not|avoid|without|unless|whether|be) (?:\w+ ){0,2}$/i;
const opensCase = /^\W*(?:assume|suppose)\b/i;
const holdsValue = /\d|['"`][\w./ -]{3,}['"`]|\w\/\w/;
const reach = 500;

/** A path or key that was meant to be filled in. */
export const placeholder = /\/?path\/to\/|\byour[_-](?:api[_-]?key|key|file|path)/i;

/**
 * The first place where a text uses an assumption or a placeholder as if it were data: the word, said as done, beside
 * a value. In fenced code only comments and paths count. `isExcused` says which words are fair here.
 */
export function findStandIn(text: string, isExcused: (word: string) => boolean): string | null {
  let fences = 0;
  let read = 0;
  for (const match of text.matchAll(standIn)) {
    const [word] = match;
    const at = match.index;
    for (let fence = text.indexOf('```', read); fence >= 0 && fence < at; fence = text.indexOf('```', read)) {
      fences++;
      read = fence + 3;
    }
    if (notCommitted.test(text.slice(Math.max(0, at - 40), at)) || isExcused(word)) continue;
    const claim = fences % 2 === 1 ? inCode(text, at, word) : inProse(text, at, word);
    if (claim !== null) return claim;
  }
  return null;
}

function inCode(text: string, at: number, word: string): string | null {
  const line = text.slice(lineStart(text, at), lineEnd(text, at));
  if (new RegExp(`^(?:${placeholder.source})`, 'i').test(word)) return line.trim();
  const comment = /(?:#|\/\/)(.*)$/.exec(line)?.[1] ?? '';
  const isGuess = /^(?:assum|suppose)/i.test(word);
  return comment.includes(word) && (!isGuess || /\d/.test(comment)) ? line.trim() : null;
}

function inProse(text: string, at: number, word: string): string | null {
  const after = at + word.length;
  const sentence = text.lastIndexOf('. ', at - 1);
  const start = Math.max(lineStart(text, at), sentence < 0 ? 0 : sentence + 1, at - reach);
  const here = text.slice(start, lineEnd(text, after)).replace(/^\s*(?:[-*#>]\s*)?\d+[.)]/, ' ');
  if (holdsValue.test(here)) return here.trim();
  // "Assume A: …" opens a proof by cases; "assuming the following:" with a list under it stands in for data.
  if (opensCase.test(here) || !/:\W*$|\bfollowing\b/.test(here)) return null;
  const rest = text.slice(after, after + 300);
  return /\d|['"`]|^\s{0,20}[-*]/m.test(rest) ? `${here}${rest.slice(0, 80)}`.trim() : null;
}

function lineStart(text: string, at: number): number {
  return Math.max(at === 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1, at - reach);
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return Math.min(end < 0 ? text.length : end, at + reach);
}
