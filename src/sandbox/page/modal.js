import { renderBlocks } from './blocks.js';
import { readField } from './elements.js';
import { h, mount } from './tree.js';

/** What stands in the fields below an element: block id → action id → value. */
export function collect(root) {
  const values = {};
  for (const field of root?.querySelectorAll('[data-block][data-kind]') ?? []) {
    const { block, action, kind } = field.dataset;
    if (kind === 'button') continue;
    values[block] = { ...values[block], [action]: readField(field) };
  }
  return values;
}

/** Shows the confirm object of an element; true when the person agrees or there is nothing to ask. */
export function ask(confirm, dialog) {
  if (!confirm) return Promise.resolve(true);
  return new Promise((resolve) => {
    const button = (label, value, style) =>
      h('button', { class: `button ${style}`, type: 'button', on: { click: () => dialog.close(value) } }, label);
    dialog.replaceChildren(
      mount(h('h2', { id: 'confirm-title' }, confirm.title.text)),
      mount(h('p', {}, confirm.text.text)),
      mount(
        h(
          'div',
          { class: 'end' },
          button(confirm.deny.text, 'no', ''),
          button(confirm.confirm.text, 'yes', confirm.style ?? 'primary'),
        ),
      ),
    );
    dialog.returnValue = '';
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true });
    dialog.showModal();
  });
}

/** Shows the topmost modal of a person; draws it again only when the bot changed it. */
export function showModal(dialog, modals, { context, act, send, user }) {
  const stored = modals.at(-1);
  if (!stored) {
    dialog.dataset.shown = '';
    if (dialog.open) dialog.close();
    return;
  }
  const key = `${stored.id} ${stored.hash}`;
  if (dialog.dataset.shown === key) return;
  dialog.dataset.shown = key;
  const close = (all = false) => send('view-close', { user, view_id: stored.id, all });
  const draw = (errors, problem, values) => {
    const submit = async (event) => {
      event.preventDefault();
      const given = collect(dialog);
      const answer = await send('view-submit', { user, view_id: stored.id, values: given });
      if (answer.problem || Object.keys(answer.errors ?? {}).length > 0) draw(answer.errors, answer.problem, given);
    };
    const form = h(
      'form',
      { on: { submit } },
      h('h2', { id: 'modal-title' }, stored.title.text),
      ...renderBlocks(stored.blocks, { ...context, errors, act: act(stored) }),
      problem ? h('p', { class: 'error', role: 'alert' }, problem) : null,
      h(
        'div',
        { class: 'end' },
        h('button', { class: 'button', type: 'button', on: { click: () => close() } }, stored.close?.text ?? 'Close'),
        stored.submit ? h('button', { class: 'button primary', type: 'submit' }, stored.submit.text) : null,
      ),
    );
    dialog.replaceChildren(mount(form));
    restore(dialog, values);
    dialog.querySelector('[aria-invalid="true"]')?.focus();
  };
  dialog.oncancel = (event) => {
    event.preventDefault();
    close();
  };
  draw({}, null, {});
  if (!dialog.open) dialog.showModal();
}

/** After errors, the fields keep what the person had given. */
function restore(root, values) {
  for (const field of root.querySelectorAll('[data-block][data-kind]')) {
    const value = values[field.dataset.block]?.[field.dataset.action];
    if (value === undefined) continue;
    const chosen = Array.isArray(value) ? value : [value];
    if (field.dataset.kind === 'checkboxes' || field.dataset.kind === 'radio_buttons') {
      for (const box of field.querySelectorAll('input')) box.checked = chosen.includes(box.value);
    } else if (field.multiple) {
      for (const option of field.options) option.selected = chosen.includes(option.value);
    } else field.value = value ?? '';
  }
}
