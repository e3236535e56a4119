export { checkMessage, checkView, limits, messageSize } from './check-limits.ts';

import { limits } from './check-limits.ts';
import { unknown } from './words.ts';

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Invisible in honest text too: dropped without a trace. A joiner stays only inside an emoji. */
const dropped =
  /\u034f|[\u00ad\u200b\u200c\u2060\ufeff\u115f\u1160\u3164\uffa0]|(?<!\p{Extended_Pictographic}\ufe0f?|\p{Emoji_Modifier})\u200d|\u200d(?!\p{Extended_Pictographic})/gu;

/** Control, direction, tag and private characters, halves of surrogate pairs; the joiner was judged above. */
const unprintable = /(?!\u200d)[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu;

/** More marks than any script needs on one letter; they would climb over the neighbouring lines. */
const pileOfMarks = /(\p{M}{4})\p{M}+/gu;

/** `:white_check_mark:` would be drawn as one; `12:30:45` would not. */
const shortcode = /:(?=(?:[\w+'-]*[a-z][\w+'-]*|100|1234):)/giu;

/** Underscores at the edge of a word, where they would start or end italics; those inside `ord_555` are harmless. */
const edgeUnderscore = /(?<![\p{L}\p{N}_])_+|_+(?![\p{L}\p{N}_])/gu;

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Slack has no escape for formatting characters, so they become their look-alikes. */
const lookalikes: Readonly<Record<string, string>> = { '*': '∗', '~': '∼', '`': 'ˋ' };

/** Reading further than this many times what will be shown cannot change what is shown by much. */
const readAhead = 4;

function foldInvisible(text: string): string {
  return text.replace(dropped, '').replace(unprintable, '\ufffd').replace(pileOfMarks, '$1');
}

function foldLine(text: string): string {
  return foldInvisible(text.replace(/[^\S\ufeff]+/gu, ' ')).trim();
}

function escapeEntities(text: string): string {
  return text.replace(/[&<>]/g, (char) => entities[char] ?? char);
}

/** Cuts after `max` UTF-16 units at the latest, between graphemes, with an ellipsis where something was cut. */
export function clipText(text: string, max: number, cutBefore = false): string {
  if (text.length <= max - (cutBefore ? 1 : 0)) return cutBefore ? `${text}…` : text;
  if (max < 1) return '';
  let end = 0;
  for (const { index, segment } of graphemes.segment(text.slice(0, max + 2))) {
    if (index + segment.length > max - 1) break;
    end = index + segment.length;
  }
  return `${text.slice(0, end).trimEnd()}…`;
}

/** As {@link clipText}, without leaving half an entity behind. */
function clipEscaped(text: string, max: number, cutBefore: boolean): string {
  return clipText(text, max, cutBefore).replace(/&[a-z]*…$/, '…');
}

/**
 * Text from outside as one harmless line of mrkdwn, at most `max` characters once escaped: mentions, links, formatting
 * and emoji codes are shown, never obeyed; white space is folded, control and direction characters made visible.
 * Source: https://docs.slack.dev/messaging/formatting-message-text#escaping
 */
export function escapeMrkdwn(text: string, max: number = limits.sectionText): string {
  const raw = text.slice(0, max * readAhead);
  const shown = foldLine(raw)
    .replace(edgeUnderscore, (run) => 'ˍ'.repeat(run.length))
    .replace(shortcode, '∶')
    .replace(/[*~`]/g, (char) => lookalikes[char] ?? char);
  return clipEscaped(escapeEntities(shown), max, raw.length < text.length);
}

/** As {@link escapeMrkdwn} for the fallback `text` of a message, where bare URLs would become links as well. */
export function escapeFallback(text: string, max: number): string {
  return escapeMrkdwn(text.slice(0, max * readAhead).replaceAll('://', '∶//'), max);
}

/** Text from outside as lines for a code fence: formatting is dead in there, mentions, links and the fence are not. */
export function escapeFenced(text: string): string {
  const lines = text.split(/\r\n|[\n\r\u2028\u2029\u0085]/);
  return escapeEntities(lines.map((line) => foldInvisible(line.replace(/\t/g, '  ')).trimEnd()).join('\n')).replaceAll(
    '`',
    'ˋ',
  );
}

/** Text from outside for a `plain_text` object, where entities may be decoded or not: angle brackets become others. */
export function plainTrace(text: string, max: number): string {
  const raw = text.slice(0, max * readAhead);
  const shown = foldLine(raw).replaceAll('<', '‹').replaceAll('>', '›');
  return clipText(shown, max, raw.length < text.length);
}

/** A Slack user by id, `bot` as the bot; whatever is no user id is shown, not mentioned. */
export function mentionUser(id: string | null): string {
  if (id === null) return 'nobody';
  if (id === 'bot') return 'the bot';
  return /^[UW][A-Z0-9]{2,20}$/.test(id) ? `<@${id}>` : escapeMrkdwn(id, 40);
}

/** Milliseconds since 1970, NaN when `iso` is no date; Date.parse would take seconds over a very long text. */
export function parseMoment(iso: string | null): number {
  return iso === null || iso.length > 40 ? Number.NaN : Date.parse(iso);
}

/**
 * A moment in the reader's time zone, with UTC where Slack cannot tell it; `unknown` when `iso` is no date.
 * Source: https://docs.slack.dev/messaging/formatting-message-text#date-formatting
 */
export function formatMoment(iso: string | null): string {
  const ms = parseMoment(iso);
  if (!Number.isFinite(ms) || ms < 0 || ms > 8.64e15) return unknown;
  const fallback = `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return `<!date^${Math.floor(ms / 1000)}^{date_short_pretty} {time_secs}|${fallback}>`;
}
