import { renderElement } from './elements.js';
import { link, renderMrkdwn } from './mrkdwn.js';
import { renderRichText } from './rich-text.js';
import { h } from './tree.js';

/** A text object; plain text stays plain. */
export function renderText(object, names) {
  if (object.type === 'mrkdwn') return renderMrkdwn(object.text, names);
  return object.text.split('\n').flatMap((line, index) => (index > 0 ? [h('br'), line] : [line]));
}

/** Pictures from elsewhere are not fetched: their text stands for them, with a link. */
export function renderImage({ image_url, alt_text }, origin) {
  if (image_url.startsWith(`${origin}/`)) {
    return h('img', { src: image_url, alt: alt_text });
  }
  return h('span', { class: 'picture' }, 'Picture: ', link(image_url, alt_text));
}

/**
 * Renders blocks.
 *
 * @param context - names (id → name), origin (of this page), errors (block id → sentence),
 *   act(block, element, value) for presses, and people and channels to choose from.
 */
export function renderBlocks(blocks, context) {
  return blocks.map((block) => h('div', { class: `block ${block.type}` }, ...renderBlock(block, context)));
}

function renderBlock(block, context) {
  const { names, origin } = context;
  switch (block.type) {
    case 'header':
      return [h('h3', {}, block.text.text)];
    case 'divider':
      return [h('hr')];
    case 'image':
      return [...(block.title ? [h('p', { class: 'hint' }, block.title.text)] : []), renderImage(block, origin)];
    case 'context':
      return block.elements.map((element) =>
        element.type === 'image'
          ? renderImage(element, origin)
          : h('span', { class: 'piece' }, ...renderText(element, names)),
      );
    case 'actions':
      return block.elements.map((element) => renderElement(element, block, context));
    case 'section':
      return renderSection(block, context);
    case 'input':
      return renderInput(block, context);
    case 'rich_text':
      return renderRichText(block, names);
    case 'markdown':
      return [h('div', { class: 'markdown' }, block.text)];
    default:
      return [`This block cannot be shown: ${block.type}`];
  }
}

function renderSection(block, context) {
  const { names, origin } = context;
  const body = h(
    'div',
    { class: 'body' },
    ...(block.text ? [h('div', {}, ...renderText(block.text, names))] : []),
    ...(block.fields
      ? [h('div', { class: 'fields' }, ...block.fields.map((field) => h('div', {}, ...renderText(field, names))))]
      : []),
  );
  if (!block.accessory) return [body];
  const { accessory } = block;
  return [body, accessory.type === 'image' ? renderImage(accessory, origin) : renderElement(accessory, block, context)];
}

function renderInput(block, context) {
  const id = `input-${block.block_id}`;
  const error = context.errors?.[block.block_id];
  const label = `${block.label.text}${block.optional ? ' (optional)' : ''}`;
  return [
    h('label', { for: id }, label),
    renderElement(block.element, block, { ...context, input: { id, label, error } }),
    ...(block.hint ? [h('p', { class: 'hint', id: `${id}-hint` }, block.hint.text)] : []),
    ...(error ? [h('p', { class: 'error', role: 'alert', id: `${id}-error` }, error)] : []),
  ];
}
