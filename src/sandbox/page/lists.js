import { collect, restore } from './fields.js';
import { mount } from './tree.js';

const drawn = new WeakMap();

/**
 * Brings the children of `root` in line with `rows`, touching only those that differ: focus, half-typed text and open
 * menus elsewhere stay.
 *
 * @param rows - `{ key, facts, node }`: a name, what it shows (any JSON), and a function that makes its tree.
 */
export function drawList(root, rows) {
  const before = drawn.get(root) ?? new Map();
  const after = new Map();
  for (const [index, { key, facts, node }] of rows.entries()) {
    const print = JSON.stringify(facts);
    const old = before.get(key);
    const element = old?.print === print ? old.element : mount(node());
    if (old && old.element !== element) {
      restore(element, collect(old.element, typed));
      const focus = focusOf(old.element);
      old.element.replaceWith(element);
      focusAgain(element, focus);
    }
    if (root.children[index] !== element) root.insertBefore(element, root.children[index] ?? null);
    after.set(key, { print, element });
  }
  while (root.children.length > rows.length) root.lastElementChild.remove();
  drawn.set(root, after);
}

// What people typed is carried over; what they chose is the bot's to show.
const typed = ['plain_text_input', 'number_input'];

/** Draws one part of the page, if it differs. */
export function drawPart(root, facts, nodes) {
  drawList(root, [{ key: 'part', facts, node: nodes }]);
}

/** Names of what has the focus, in a form that survives drawing again. */
export function focusOf(root) {
  const active = root.ownerDocument.activeElement;
  if (!active || !root.contains(active)) return null;
  const { block, action, value, focus } = active.dataset;
  return { block, action, value, focus };
}

/** Gives the focus back to what was named by focusOf; false when it is not there any more. */
export function focusAgain(root, names) {
  if (!names) return false;
  const { block, action, value, focus } = names;
  const same = [...root.querySelectorAll('[data-action], [data-focus]')].find(
    ({ dataset }) =>
      dataset.block === block && dataset.action === action && dataset.value === value && dataset.focus === focus,
  );
  same?.focus();
  return same !== undefined;
}
