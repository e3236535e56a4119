import { renderDate } from './dates.js';
import { withEmoji } from './emoji.js';
import { h } from './tree.js';

/** What Slack's `&amp;`, `&lt;`, `&gt;` stand for. */
export function decode(text) {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** A link for http and https; anything else is shown as text. */
export function link(url, label) {
  const children = [label ?? url];
  if (!/^https?:\/\//i.test(url)) return h('span', {}, ...children);
  return h('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, ...children);
}

const styles = { '*': 'strong', _: 'em', '~': 's' };

/** Everything of the workspace that a text can name. */
const noNames = { names: {}, handles: {} };

/**
 * Slack's mrkdwn as a tree of plain nodes.
 *
 * @param context - `names` and `handles` (id → name) resolve people, groups and channels.
 * @param verbatim - leave bare addresses alone, which Slack makes links otherwise.
 */
export function renderMrkdwn(text, context = noNames, verbatim = false) {
  const how = { ...noNames, ...context, verbatim };
  const parts = text.split(/```/);
  return parts.flatMap((part, index) => {
    const fenced = index % 2 === 1;
    if (fenced && index < parts.length - 1) return [h('pre', {}, decode(part.replace(/^\n/, '')))];
    // The line break after a fence belongs to it.
    const rest = index > 0 && !fenced ? part.replace(/^\n/, '') : part;
    return renderLines(fenced ? `\`\`\`${rest}` : rest, how);
  });
}

function renderLines(text, how) {
  const nodes = [];
  let quoted = [];
  let plain = [];
  const flush = () => {
    if (quoted.length > 0) nodes.push(h('blockquote', {}, ...withBreaks(quoted, how)));
    if (plain.length > 0) nodes.push(...withBreaks(plain, how));
    quoted = [];
    plain = [];
  };
  for (const line of text.split('\n')) {
    const quote = /^(?:&gt;|>) ?(.*)$/.exec(line);
    if ((quote ? plain : quoted).length > 0) flush();
    if (quote) quoted.push(quote[1]);
    else plain.push(line);
  }
  flush();
  return nodes;
}

function withBreaks(lines, how) {
  return lines.flatMap((line, index) => [...(index > 0 ? [h('br')] : []), ...renderInline(line, how)]);
}

function renderInline(text, how) {
  const nodes = [];
  let rest = text;
  while (rest !== '') {
    const found = /`([^`]+)`|<([^<>\n]+)>|(?<![\w*_~])([*_~])(?=\S)(.+?)(?<=\S)\3(?![\w*_~])/.exec(rest);
    if (!found) break;
    if (found.index > 0) nodes.push(...renderPlain(rest.slice(0, found.index), how));
    if (found[1] !== undefined) nodes.push(h('code', {}, decode(found[1])));
    else if (found[2] !== undefined) nodes.push(renderReference(found[2], how));
    else nodes.push(h(styles[found[3]], {}, ...renderInline(found[4], how)));
    rest = rest.slice(found.index + found[0].length);
  }
  if (rest !== '') nodes.push(...renderPlain(rest, how));
  return nodes;
}

/** Text without marks: emoji become pictures, and bare addresses links unless the text is verbatim. */
function renderPlain(text, { verbatim }) {
  if (verbatim) return withEmoji(decode(text));
  return text.split(/(https?:\/\/[^\s<>|]*[^\s<>|.,;:!?)'"])/).flatMap((part, index) => {
    if (index % 2 === 0) return withEmoji(decode(part));
    return [link(decode(part))];
  });
}

function renderReference(body, { names, handles }) {
  const [target, label] = body.split(/\|(.*)/s);
  const mention = (sign, id) =>
    h('span', { class: 'mention' }, `${sign}${decode(label ?? handles[id] ?? names[id] ?? id)}`);
  if (target.startsWith('@')) return mention('@', target.slice(1));
  if (target.startsWith('#')) return mention('#', target.slice(1));
  if (target.startsWith('!subteam^')) return mention('@', target.slice('!subteam^'.length));
  if (target.startsWith('!date^')) return renderDate(target, label);
  if (target.startsWith('!')) return h('span', { class: 'mention loud' }, `@${target.slice(1)}`);
  return link(decode(target), label === undefined ? undefined : decode(label));
}
