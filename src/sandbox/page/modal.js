import { renderBlocks } from './blocks.js';
import { collect, restore } from './fields.js';
import { focusAgain, focusOf } from './lists.js';
import { h, iconButton, mount } from './tree.js';

const firstField = 'input, select, textarea, [data-action]';

/**
 * Shows the topmost modal of a person; draws it again only when the bot changed it, and keeps what was typed.
 *
 * @param desk - `context` of the blocks, `act(view)` for presses in it, `send(name, body)`, `user`, and
 *   `closed()` for when none is left.
 */
export function showModal(dialog, modals, desk) {
  const stored = modals.at(-1);
  if (!stored) {
    dialog.dataset.shown = '';
    dialog.dataset.view = '';
    if (dialog.open) {
      dialog.close();
      desk.closed();
    }
    return;
  }
  const key = `${stored.id} ${stored.hash}`;
  if (dialog.dataset.shown === key) return;
  const same = dialog.dataset.view === stored.id;
  const values = same ? collect(dialog) : {};
  const focus = same ? focusOf(dialog) : null;
  Object.assign(dialog.dataset, { shown: key, view: stored.id });
  draw(dialog, stored, modals.length, desk, { errors: {}, problem: null, values });
  if (!dialog.open) dialog.showModal();
  if (!focusAgain(dialog, focus))
    (
      dialog.querySelector(`.dialog-body :is(${firstField})`) ?? dialog.querySelector('footer button:last-child')
    )?.focus();
}

function draw(dialog, stored, depth, desk, { errors, problem, values }) {
  const { context, act, send, user } = desk;
  const close = (all) => send('view-close', { user, view_id: stored.id, all });
  const submit = async (event) => {
    event.preventDefault();
    const given = collect(dialog);
    const button = dialog.querySelector('button[type="submit"]');
    if (button.getAttribute('aria-busy') === 'true') return;
    button.setAttribute('aria-busy', 'true');
    const answer = await send('view-submit', { user, view_id: stored.id, values: given });
    button.removeAttribute('aria-busy');
    if (!answer.problem && Object.keys(answer.errors ?? {}).length === 0) return;
    draw(dialog, stored, depth, desk, { errors: answer.errors, problem: answer.problem, values: given });
    dialog.querySelector('[aria-invalid="true"]')?.focus();
  };
  const form = h(
    'form',
    { on: { submit } },
    h(
      'header',
      {},
      depth > 1 ? iconButton('back', 'Back', () => close(false)) : null,
      h('h2', { id: 'modal-title' }, stored.title.text),
      iconButton('close', 'Close', () => close(depth > 1)),
    ),
    h(
      'div',
      { class: 'dialog-body' },
      problem ? h('p', { class: 'problem', role: 'alert' }, problem) : null,
      ...renderBlocks(stored.blocks, { ...context, errors, act: act(stored) }),
    ),
    h(
      'footer',
      {},
      h(
        'button',
        { class: 'button', type: 'button', on: { click: () => close(false) } },
        stored.close?.text ?? (stored.submit ? 'Cancel' : 'Close'),
      ),
      stored.submit ? h('button', { class: 'button primary', type: 'submit' }, stored.submit.text) : null,
    ),
  );
  dialog.replaceChildren(mount(form));
  // The sandbox judges what is missing, as the bot's own errors are shown the same way.
  dialog.querySelector('form').noValidate = true;
  restore(dialog, values);
  dialog.oncancel = (event) => {
    event.preventDefault();
    close(false);
  };
}
