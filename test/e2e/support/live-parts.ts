/** Every text in an object, wherever it stands: `text` of blocks and options, titles, labels. */
export function textsIn(part: unknown): string[] {
  if (Array.isArray(part)) return part.flatMap(textsIn);
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([key, value]) => {
    if (typeof value !== 'string') return textsIn(value);
    if (key === 'body' && /^[[{]/.test(value)) return textsIn(JSON.parse(value));
    return key === 'text' ? [value] : [];
  });
}

/** References that our own messages make: people, channels, moments, and links to what is on this machine. */
const ours = /^<(?:@U[0-9A-Z]+|#C[0-9A-Z]+|!date\^\d+\^[^>|]*\|[^<>]*|https?:\/\/127\.0\.0\.1:\d+\/[^<>|]*\|[^<>]*)>$/;

/** Code keeps formatting dead, but neither mentions nor links. */
const code = /```[\s\S]*?```|`[^`]*`/g;

/**
 * What Slack would obey in texts: mentions, calls of a channel and links that are not our own, and the formatting that the
 * hostile text brought along. Plain text is read as if it were mrkdwn, which is stricter than Slack.
 */
export function liveParts(part: unknown): string[] {
  return textsIn(part).flatMap((text) => [
    ...[...text.matchAll(/<[^<>]*>?/g)].map(([found]) => found).filter((found) => !ours.test(found)),
    ...[...text.replace(code, '').matchAll(/\*b\*/g)].map(([found]) => found),
  ]);
}

/** What a browser would run, load or follow in a page, of what hostile text would bring along. Empty when nothing. */
export function liveTags(html: string): string[] {
  const found = [
    ...html.matchAll(/<(?:script|iframe|object|embed|img|link|base|svg|form)\b[^>]*>/gi),
    ...html.matchAll(/<[^>]* on\w+\s*=[^>]*>/gi),
    ...html.matchAll(/(?:href|src|action)\s*=\s*["']?(?:javascript:|data:|http:\/\/evil)[^"'\s>]*/gi),
  ];
  return found.map(([tag]) => tag);
}
