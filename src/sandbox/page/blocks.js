import { renderElement } from './elements.js';
import { withEmoji } from './emoji.js';
import { renderMarkdown } from './markdown.js';
import { link, renderMrkdwn } from './mrkdwn.js';
import { renderRichText } from './rich-text.js';
import { h } from './tree.js';

/** A text object; plain text stays plain. */
export function renderText(object, context) {
  if (object.type === 'mrkdwn') return renderMrkdwn(object.text, context, object.verbatim);
  return object.text
    .split('\n')
    .flatMap((line, index) => [...(index > 0 ? [h('br')] : []), ...withEmoji(line, object.emoji !== false)]);
}

/** Pictures from elsewhere are not fetched: their text stands for them, with a link. */
export function renderImage({ image_url, alt_text }, origin) {
  if (image_url.startsWith(`${origin}/`)) return h('img', { src: image_url, alt: alt_text });
  return h('span', { class: 'picture' }, 'Picture: ', link(image_url, alt_text));
}

/**
 * Renders blocks.
 *
 * @param context - names and handles (id → name), origin (of this page), errors (block id → sentence),
 *   act(block, element, value) for presses, and people and channels to choose from.
 */
export function renderBlocks(blocks, context) {
  return blocks.map((block) => h('div', { class: `block ${block.type}` }, ...renderBlock(block, context)));
}

function renderBlock(block, context) {
  const { origin } = context;
  switch (block.type) {
    case 'header':
      return [h('h3', {}, ...renderText(block.text, context))];
    case 'divider':
      return [h('hr')];
    case 'image':
      return [...(block.title ? [h('p', { class: 'hint' }, block.title.text)] : []), renderImage(block, origin)];
    case 'context':
      return block.elements.map((element) =>
        element.type === 'image'
          ? renderImage(element, origin)
          : h('span', { class: 'piece' }, ...renderText(element, context)),
      );
    case 'actions':
      return block.elements.map((element) => renderElement(element, block, context));
    case 'section':
      return renderSection(block, context);
    case 'input':
      return renderInput(block, context);
    case 'rich_text':
      return renderRichText(block, context);
    case 'markdown':
      return renderMarkdown(block.text);
    default:
      return [`This block cannot be shown: ${block.type}`];
  }
}

function renderSection(block, context) {
  const { accessory } = block;
  const body = h(
    'div',
    { class: 'body' },
    ...(block.text ? [h('div', {}, ...renderText(block.text, context))] : []),
    ...(block.fields
      ? [h('div', { class: 'fields' }, ...block.fields.map((field) => h('div', {}, ...renderText(field, context))))]
      : []),
  );
  if (!accessory) return [body];
  const beside =
    accessory.type === 'image' ? renderImage(accessory, context.origin) : renderElement(accessory, block, context);
  return [body, h('div', { class: 'accessory' }, beside)];
}

// Radio buttons and checkboxes are a group: its words are a legend, not the label of one field.
const groups = ['radio_buttons', 'checkboxes'];

function renderInput(block, context) {
  const id = `input-${block.block_id}`;
  const error = context.errors?.[block.block_id];
  const label = block.label.text;
  const words = [label, ...(block.optional ? [h('span', { class: 'optional' }, ' (optional)')] : [])];
  const hint = block.hint ? `${id}-hint` : undefined;
  return [
    groups.includes(block.element.type)
      ? h('span', { class: 'label', id: `${id}-label` }, ...words)
      : h('label', { for: id, class: 'label' }, ...words),
    renderElement(block.element, block, { ...context, input: { id, label, error, hint } }),
    ...(block.hint ? [h('p', { class: 'hint', id: hint }, ...renderText(block.hint, context))] : []),
    ...(error ? [h('p', { class: 'error', role: 'alert', id: `${id}-error` }, error)] : []),
  ];
}
