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

/** Slack's mrkdwn as a tree of plain nodes; `names` resolves ids of people, channels and groups. */
export function renderMrkdwn(text, names = {}) {
  const parts = text.split(/```/);
  return parts.flatMap((part, index) => {
    if (index % 2 === 1 && index < parts.length - 1) return [h('pre', {}, decode(part.replace(/^\n/, '')))];
    return renderLines(index % 2 === 1 ? `\`\`\`${part}` : part, names);
  });
}

function renderLines(text, names) {
  const nodes = [];
  let quote = [];
  const flush = () => {
    if (quote.length > 0) nodes.push(h('blockquote', {}, ...withBreaks(quote, names)));
    quote = [];
  };
  let plain = [];
  const flushPlain = () => {
    if (plain.length > 0) nodes.push(...withBreaks(plain, names));
    plain = [];
  };
  for (const line of text.split('\n')) {
    const quoted = /^(?:&gt;|>) ?(.*)$/.exec(line);
    if (quoted) {
      flushPlain();
      quote.push(quoted[1]);
    } else {
      flush();
      plain.push(line);
    }
  }
  flush();
  flushPlain();
  return nodes;
}

function withBreaks(lines, names) {
  return lines.flatMap((line, index) => [...(index > 0 ? [h('br')] : []), ...renderInline(line, names)]);
}

function renderInline(text, names) {
  const nodes = [];
  let rest = text;
  while (rest !== '') {
    const found = /`([^`]+)`|<([^<>\n]+)>|(?<![\w*_~])([*_~])(?=\S)(.+?)(?<=\S)\3(?![\w*_~])/.exec(rest);
    if (!found) break;
    if (found.index > 0) nodes.push(decode(rest.slice(0, found.index)));
    if (found[1] !== undefined) nodes.push(h('code', {}, decode(found[1])));
    else if (found[2] !== undefined) nodes.push(renderReference(found[2], names));
    else nodes.push(h(styles[found[3]], {}, ...renderInline(found[4], names)));
    rest = rest.slice(found.index + found[0].length);
  }
  if (rest !== '') nodes.push(decode(rest));
  return nodes;
}

function renderReference(body, names) {
  const [target, label] = body.split(/\|(.*)/s);
  const mention = (sign, id) => h('span', { class: 'mention' }, `${sign}${decode(label ?? names[id] ?? id)}`);
  if (target.startsWith('@')) return mention('@', target.slice(1));
  if (target.startsWith('#')) return mention('#', target.slice(1));
  if (target.startsWith('!subteam^')) return mention('@', target.slice('!subteam^'.length));
  if (target.startsWith('!date^')) return renderDate(target, label);
  if (target.startsWith('!')) return h('span', { class: 'mention loud' }, `@${target.slice(1)}`);
  return link(decode(target), label === undefined ? undefined : decode(label));
}

function renderDate(target, fallback) {
  const [, seconds, format = '{date_short_pretty} {time}'] = target.split('^');
  const date = new Date(Number(seconds) * 1000);
  if (Number.isNaN(date.getTime())) return fallback ?? '';
  const day = date.toLocaleDateString();
  const time = date.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  const text = format.replaceAll(/\{date[a-z_]*\}/g, day).replaceAll(/\{time[a-z_]*\}/g, time);
  return h('time', { datetime: date.toISOString(), title: fallback ?? '' }, text);
}
