import type { TraceEvent } from '../event.ts';
import { hashText, sameJson } from './same-json.ts';

/** Beyond this many different events of one step and hash, repeats are no longer looked for. */
const maxCandidates = 16;
const maxListed = 5;

/**
 * Sorts the events of one session by step (stable), drops exact repeats, and says what a reader must know: repeats,
 * steps recorded more than once with different content, missing steps. Events of equal step stay in input order.
 */
export function orderEvents(input: readonly TraceEvent[]): { events: TraceEvent[]; warnings: string[] } {
  const warnings: string[] = [];
  const sorted = input.every((event, i) => i === 0 || event.step >= (input[i - 1]?.step ?? 0))
    ? input
    : input.toSorted((a, b) => a.step - b.step);
  if (sorted !== input) warnings.push('events stood out of order and were sorted by step');

  const events: TraceEvent[] = [];
  const doubled: string[] = [];
  const gaps: string[] = [];
  let missing = 0;
  let previous = 0;
  for (let from = 0; from < sorted.length; ) {
    const step = sorted[from]?.step ?? 0;
    let to = from + 1;
    while (to < sorted.length && sorted[to]?.step === step) to += 1;
    const group = sorted.slice(from, to);
    const different = group.length === 1 ? group : withoutRepeats(group);
    for (const event of different) events.push(event);
    if (different.length > 1) doubled.push(String(step));
    if (step > previous + 1) {
      missing += step - previous - 1;
      gaps.push(step === previous + 2 ? `${step - 1}` : `${previous + 1}-${step - 1}`);
    }
    previous = step;
    from = to;
  }

  const repeats = input.length - events.length;
  if (repeats > 0) warnings.push(`${repeats} repeated event${repeats === 1 ? '' : 's'} dropped`);
  if (doubled.length === 1) warnings.push(`step ${doubled[0]} stands more than once, with different content`);
  if (doubled.length > 1) {
    warnings.push(`${doubled.length} steps stand more than once, with different content: ${listed(doubled)}`);
  }
  if (missing === 1) warnings.push(`step ${gaps[0]} is missing`);
  else if (gaps.length > maxListed) warnings.push(`${missing} steps are missing: ${listed(gaps)}`);
  else if (gaps.length > 0) warnings.push(`steps ${gaps.join(', ')} are missing`);
  return { events, warnings };
}

function withoutRepeats(group: readonly TraceEvent[]): TraceEvent[] {
  const seen = new Map<number, TraceEvent[]>();
  const different: TraceEvent[] = [];
  for (const event of group) {
    // Prompts are long, shared and compared by reference below; the rest tells events apart well enough.
    const hash = hashText(JSON.stringify({ ...event, prompt: event.prompt?.length, tools: event.tools?.length }));
    const candidates = seen.get(hash) ?? [];
    if (candidates.some((candidate) => sameJson(event, candidate))) continue;
    if (candidates.length === 0) seen.set(hash, candidates);
    if (candidates.length < maxCandidates) candidates.push(event);
    different.push(event);
  }
  return different;
}

function listed(items: readonly string[]): string {
  const rest = items.length - maxListed;
  return items.slice(0, maxListed).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}
