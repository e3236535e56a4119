import { h, mount } from './tree.js';

/** The line to write in: `/` suggests commands, arrows choose, Tab or Enter takes one, Escape leaves. */
export function startComposer(form, field, list, commands, submit) {
  let chosen = 0;
  const matching = () => {
    if (!/^\/\S*$/.test(field.value)) return [];
    return commands().filter(({ command }) => command.startsWith(field.value) && command !== field.value);
  };
  const draw = () => {
    const found = matching();
    chosen = Math.min(chosen, Math.max(found.length - 1, 0));
    list.hidden = found.length === 0;
    list.replaceChildren(
      ...found.map(({ command, description, usage_hint = '' }, index) =>
        mount(
          h(
            'div',
            {
              id: `command-${index}`,
              role: 'option',
              'aria-selected': String(index === chosen),
              on: { click: () => take(command) },
            },
            h('strong', {}, command),
            ` ${usage_hint} `,
            description,
          ),
        ),
      ),
    );
    if (found.length > 0) field.setAttribute('aria-activedescendant', `command-${chosen}`);
    else field.removeAttribute('aria-activedescendant');
  };
  const take = (command) => {
    field.value = `${command} `;
    field.focus();
    draw();
  };
  field.addEventListener('input', draw);
  field.addEventListener('keydown', (event) => {
    const found = matching();
    if (found.length === 0 || list.hidden) return;
    if (event.key === 'Escape') list.hidden = true;
    else if (event.key === 'ArrowDown') chosen = (chosen + 1) % found.length;
    else if (event.key === 'ArrowUp') chosen = (chosen + found.length - 1) % found.length;
    else if (event.key === 'Tab' || event.key === 'Enter') take(found[chosen].command);
    else return;
    event.preventDefault();
    if (event.key.startsWith('Arrow')) draw();
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const text = field.value.trim();
    field.value = '';
    draw();
    if (text !== '') submit(text);
  });
}
