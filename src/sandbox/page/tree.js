/** Attributes a node may carry; everything else is dropped, handlers and styles above all. */
const allowed =
  /^(aria-[a-z]+|data-[a-z-]+|class|href|target|rel|title|role|type|value|id|for|name|placeholder|disabled|checked|selected|multiple|required|rows|size|label|tabindex|src|alt|datetime|open|maxlength|minlength|min|max|step|autocomplete|hidden|download|spellcheck)$/;

/** A node of the page as a plain value: `{ tag, attributes, children }`; `on` holds listeners of ours. */
export function h(tag, attributes = {}, ...children) {
  const { on = {}, ...rest } = attributes;
  return { tag, attributes: rest, on, children: children.flat().filter((child) => child !== null && child !== false) };
}

/** Makes DOM nodes of a tree. Text goes in as text nodes only, so that nothing in it can become markup. */
export function mount(node, document = globalThis.document) {
  if (typeof node !== 'object') return document.createTextNode(String(node));
  const element = document.createElement(node.tag);
  for (const [name, value] of Object.entries(node.attributes)) {
    if (value === undefined || value === null || value === false || !allowed.test(name)) continue;
    if ((name === 'href' || name === 'src') && !/^(https?:\/\/|\/(?!\/)|#)/i.test(value)) continue;
    element.setAttribute(name, value === true ? '' : String(value));
  }
  for (const [name, listener] of Object.entries(node.on)) element.addEventListener(name, listener);
  element.append(...node.children.map((child) => mount(child, document)));
  return element;
}

/** All the text of a tree, pictures by their words, for tests and labels. */
export function textOf(node) {
  if (typeof node !== 'object') return String(node);
  return node.tag === 'img' ? String(node.attributes.alt ?? '') : node.children.map(textOf).join('');
}

/** A picture of ours that says nothing by itself: its button carries the words. */
export function icon(name) {
  return h('span', { class: `icon icon-${name}`, 'aria-hidden': 'true' });
}

/** A button that is a picture, with its words for the ear and the pointer. */
export function iconButton(name, label, click, rest = {}) {
  return h(
    'button',
    { type: 'button', class: 'icon-button', 'aria-label': label, title: label, ...rest, on: { click } },
    icon(name),
  );
}
