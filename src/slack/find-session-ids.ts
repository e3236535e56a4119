import { bareWord } from './parse-command.ts';

const most = 10;
const longest = 256;

const patterns = [
  /`([^`\n]+)`/gu,
  /\b(?:ses|sess|session|conv|thread|run)[_-]\w[\w-]+(?:\.[\w-]+)*/giu,
  /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/giu,
];

/** What may be session ids in a message, in the order they stand there: marked as code, or looking like one. */
export function findSessionIds(text: string): string[] {
  const plain = text.replaceAll('&amp;', '&').replaceAll('&lt;', '<').replaceAll('&gt;', '>');
  const found = patterns.flatMap((pattern) =>
    [...plain.matchAll(pattern)].map((match) => ({ at: match.index, id: bareWord((match[1] ?? match[0]).trim()) })),
  );
  const ids = found.sort((one, other) => one.at - other.at).map(({ id }) => id);
  return [...new Set(ids)].filter((id) => id !== '' && id.length <= longest).slice(0, most);
}

/** The texts of a message with those of its blocks and attachments, where other bots say everything. */
export function textsOf(message: unknown, depth = 0): string {
  if (depth > 12 || typeof message !== 'object' || message === null) return '';
  const own = Object.entries(message).map(([key, value]) =>
    typeof value === 'string' ? (key === 'text' || key === 'fallback' ? value : '') : textsOf(value, depth + 1),
  );
  return own.filter((text) => text !== '').join('\n');
}
