import { inline } from './escape.ts';
import type { PostmortemFacts } from './facts.ts';

/** How much of a list and of a text gets into the document, so that no session makes it unreadable. */
export const limits = {
  rows: 200,
  flags: 100,
  timeline: 300,
  containment: 50,
  captures: 30,
  candidates: 10,
  reasons: 20,
  sessions: 30,
  contextMessages: 16,
  text: 300,
  cell: 160,
  name: 80,
  quote: 600,
} as const;

/** Rows to show, and in words how many are left out: null when none are. */
export interface Listing<Row> {
  rows: Row[];
  more: string | null;
}

/** The first and the last rows of a long list: how it began and how it ended. */
export function listing<Item, Row>(items: readonly Item[], limit: number, toRow: (item: Item) => Row): Listing<Row> {
  if (items.length <= limit) return { rows: items.map(toRow), more: null };
  const head = Math.ceil((limit * 3) / 4);
  const shown = [...items.slice(0, head), ...items.slice(items.length - (limit - head))];
  const more = `${(items.length - limit).toLocaleString('en-US')} more between the first ${head} and the last ${limit - head}`;
  return { rows: shown.map(toRow), more };
}

/** A user by name, `bot` as the bot, null as nobody. */
export function personName({ people }: Pick<PostmortemFacts, 'people'>, id: string | null): string {
  if (id === null) return 'nobody yet';
  if (id === 'bot') return 'the bot';
  return inline(Object.hasOwn(people, id) ? (people[id] ?? id) : id, limits.name);
}

/** The words for a state or a kind; one we have no words for is shown as it is. */
export function wordFor(words: Readonly<Record<string, string>>, name: string): string {
  return (Object.hasOwn(words, name) ? words[name] : undefined) ?? inline(name, limits.name);
}

export function cell(text: string): string {
  return inline(text, limits.cell);
}

export function sentence(text: string): string {
  return inline(text, limits.text);
}
