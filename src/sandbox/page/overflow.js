import { h } from './tree.js';

/** The menu behind `⋯`: opened by Enter or a click, walked with arrows, left with Escape. */
export function renderMenu(label, items, attributes = {}) {
  const close = (menu) => {
    menu.open = false;
    menu.querySelector('summary').focus();
  };
  const keydown = (event) => {
    const menu = event.currentTarget;
    const entries = [...menu.querySelectorAll('[role="menuitem"]')];
    const index = entries.indexOf(menu.ownerDocument.activeElement);
    if (event.key === 'Escape' && menu.open) close(menu);
    else if (event.key === 'ArrowDown' && menu.open) entries[(index + 1) % entries.length].focus();
    else if (event.key === 'ArrowUp' && menu.open) entries.at(index <= 0 ? -1 : index - 1).focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const focusout = (event) => {
    const menu = event.currentTarget;
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  };
  const toggle = (event) => {
    const menu = event.currentTarget;
    menu.classList.toggle('up', menu.open && menu.getBoundingClientRect().bottom > innerHeight - 240);
  };
  const entries = items.map(({ label: words, content, act, data = {} }) =>
    h(
      'button',
      {
        type: 'button',
        role: 'menuitem',
        'aria-label': content ? words : undefined,
        ...data,
        on: {
          click(event) {
            close(event.currentTarget.closest('details'));
            act();
          },
        },
      },
      content ?? words,
    ),
  );
  return h(
    'details',
    { class: 'menu', on: { keydown, focusout, toggle } },
    h('summary', { 'aria-label': label, title: label, ...attributes }, attributes.content ?? '⋯'),
    h('div', { role: 'menu' }, ...entries),
  );
}

/** An overflow element. */
export function renderOverflow(element, block, context) {
  const items = element.options.map((option) => ({
    label: option.text.text,
    data: { 'data-block': block.block_id, 'data-action': element.action_id, 'data-value': option.value },
    act: () => context.act(block, element, option.value),
  }));
  return renderMenu('More actions', items);
}

/** Clicks elsewhere close what is open. */
export function closeMenusOutside(document) {
  document.addEventListener('pointerdown', (event) => {
    for (const menu of document.querySelectorAll('details.menu[open]')) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
}
