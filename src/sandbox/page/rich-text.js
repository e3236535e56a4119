import { renderEmoji } from './emoji.js';
import { link } from './mrkdwn.js';
import { h } from './tree.js';

/** The elements of a rich_text block as a tree. */
export function renderRichText(block, context) {
  const names = { ...context.names, ...context.handles };
  return block.elements.map((element) => {
    const inner = (entry) => entry.elements.flatMap((piece) => renderPiece(piece, names));
    if (element.type === 'rich_text_preformatted') return h('pre', {}, ...inner(element));
    if (element.type === 'rich_text_quote') return h('blockquote', {}, ...inner(element));
    if (element.type === 'rich_text_list') {
      const tag = element.style === 'ordered' ? 'ol' : 'ul';
      return h(
        tag,
        { class: `indent-${element.indent ?? 0}` },
        ...element.elements.map((item) => h('li', {}, ...inner(item))),
      );
    }
    return h('p', {}, ...inner(element));
  });
}

function renderPiece(piece, names) {
  const mention = (sign, id) => [h('span', { class: 'mention' }, `${sign}${names[id] ?? id}`)];
  switch (piece.type) {
    case 'text':
      return [styled(lines(piece.text), piece.style)];
    case 'link':
      return [styled([link(piece.url, piece.text)], piece.style)];
    case 'emoji':
      return [renderEmoji(piece.name)];
    case 'user':
      return mention('@', piece.user_id);
    case 'channel':
      return mention('#', piece.channel_id);
    case 'usergroup':
      return mention('@', piece.usergroup_id);
    case 'broadcast':
      return [h('span', { class: 'mention loud' }, `@${piece.range}`)];
    default:
      return [];
  }
}

function lines(text) {
  return text.split('\n').flatMap((line, index) => (index > 0 ? [h('br'), line] : [line]));
}

function styled(children, style = {}) {
  const tags = { bold: 'strong', italic: 'em', strike: 's', code: 'code' };
  return Object.entries(tags).reduce(
    (inner, [key, tag]) => (style[key] ? h(tag, {}, inner) : inner),
    children.length === 1 && typeof children[0] === 'object' ? children[0] : h('span', {}, ...children),
  );
}
