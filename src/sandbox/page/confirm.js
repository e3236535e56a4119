import { renderText } from './blocks.js';
import { h, mount } from './tree.js';

/** Shows the confirm object of an element; true when the person agrees or there is nothing to ask. */
export function ask(confirm, dialog, context) {
  if (!confirm) return Promise.resolve(true);
  const button = (label, value, style) =>
    h('button', { class: `button ${style}`, type: 'button', on: { click: () => dialog.close(value) } }, label);
  const { title, text, deny, style = 'primary' } = confirm;
  return new Promise((resolve) => {
    dialog.replaceChildren(
      mount(h('header', {}, h('h2', { id: 'confirm-title' }, title.text))),
      mount(h('div', { class: 'dialog-body', id: 'confirm-text' }, ...renderText(text, context))),
      mount(h('footer', {}, button(deny.text, 'no', ''), button(confirm.confirm.text, 'yes', style))),
    );
    dialog.returnValue = '';
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true });
    dialog.showModal();
  });
}
