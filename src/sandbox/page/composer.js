import { h, mount } from './tree.js';

/**
 * A field to write in: `/` suggests commands, `@` people; arrows choose, Tab or Enter takes one, Escape leaves. Enter
 * sends, Shift and Enter begin a line.
 *
 * @param desk - `commands()` → `[{ command, description, usage_hint }]`, `people()` → `[{ name, real_name }]`,
 *   `submit(text)`, and `leave()` for an Escape that closes no suggestions.
 */
export function startComposer({ form, field, list }, { commands, people, submit, leave }) {
  let chosen = 0;
  let left = false;
  const draw = () => {
    const found = left ? [] : suggest(field, commands(), people());
    chosen = Math.min(chosen, Math.max(found.length - 1, 0));
    list.hidden = found.length === 0;
    list.replaceChildren(
      ...found.map((entry, index) => mount(renderEntry(entry, list.id, index, index === chosen, take))),
    );
    if (found.length > 0) field.setAttribute('aria-activedescendant', `${list.id}-${chosen}`);
    else field.removeAttribute('aria-activedescendant');
    return found;
  };
  const take = ({ start, words }) => {
    field.setRangeText(`${words} `, start, field.selectionStart, 'end');
    field.focus();
    draw();
  };
  const typed = () => {
    left = false;
    chosen = 0;
    draw();
  };
  field.addEventListener('input', typed);
  field.addEventListener('blur', () => {
    list.hidden = true;
  });
  field.addEventListener('keydown', (event) => {
    const found = list.hidden ? [] : draw();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.isComposing || (event.key === 'Enter' && event.shiftKey)) return;
    if (found.length > 0 && step) chosen = (chosen + found.length + step) % found.length;
    else if (found.length > 0 && (event.key === 'Tab' || event.key === 'Enter')) take(found[chosen]);
    else if (found.length > 0 && event.key === 'Escape') left = true;
    else if (event.key === 'Escape') leave?.();
    else if (event.key === 'Enter') form.requestSubmit();
    else return;
    event.preventDefault();
    draw();
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const text = field.value.trim();
    field.value = '';
    typed();
    if (text !== '') submit(text);
  });
  return {
    write(text) {
      field.value = text;
      field.focus();
      field.setSelectionRange(text.length, text.length);
      left = true;
      draw();
    },
  };
}

/** What fits what stands before the cursor: `{ start, words, title, hint, about }`. */
function suggest(field, commands, people) {
  const before = field.value.slice(0, field.selectionStart);
  if (/^\/\S*$/.test(before)) {
    return commands
      .filter(({ command }) => command.startsWith(before) && command !== before)
      .map(({ command, usage_hint = '', description }) => ({
        start: 0,
        words: command,
        title: command,
        hint: usage_hint,
        about: description,
      }));
  }
  const mention = /(?:^|\s)@([\w-]*)$/.exec(before);
  if (!mention) return [];
  const wanted = mention[1].toLowerCase();
  return people
    .filter(({ name, real_name }) => name !== wanted && `${name} ${real_name}`.toLowerCase().includes(wanted))
    .map(({ name, real_name }) => ({
      start: before.length - wanted.length - 1,
      words: `@${name}`,
      title: `@${name}`,
      hint: '',
      about: real_name,
    }));
}

function renderEntry(entry, id, index, selected, take) {
  return h(
    'div',
    {
      id: `${id}-${index}`,
      role: 'option',
      'aria-selected': String(selected),
      on: {
        // Before the field loses the focus.
        pointerdown(event) {
          event.preventDefault();
          take(entry);
        },
      },
    },
    h('strong', {}, entry.title),
    h('span', { class: 'usage' }, entry.hint),
    h('span', { class: 'quiet' }, entry.about),
  );
}

/** What a person typed as Slack's client would send it: escaped, `@name` and `#channel` as references. */
export function toWire(text, { users, groups, channels }) {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return escaped
    .replaceAll(/(?<=^|\s)@([\w-]+)/g, (whole, name) => {
      const user = users.find((entry) => entry.name === name);
      const group = groups.find(({ handle }) => handle === name);
      if (user) return `<@${user.id}>`;
      return group ? `<!subteam^${group.id}|@${group.handle}>` : whole;
    })
    .replaceAll(/(?<=^|\s)#([\w-]+)/g, (whole, name) => {
      const channel = channels.find((entry) => !entry.is_im && entry.name === name);
      return channel ? `<#${channel.id}|${channel.name}>` : whole;
    });
}
