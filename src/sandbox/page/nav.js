import { renderAvatar } from './messages.js';
import { h, icon } from './tree.js';

/** The list of places: channels, the direct channel with the app, and its Home. */
export function renderNav({ channels, place, unread, app, go }) {
  const entry = (id, mark, label) => {
    const count = id === place ? 0 : (unread[id] ?? 0);
    return h(
      'button',
      {
        type: 'button',
        class: count > 0 ? 'place unread' : 'place',
        'aria-current': id === place ? 'page' : undefined,
        'data-focus': `place ${id}`,
        on: { click: () => go(id) },
      },
      mark,
      h('span', { class: 'place-name' }, label),
      count > 0 ? h('span', { class: 'badge', 'aria-label': `${count} new` }, String(count)) : null,
    );
  };
  const rooms = channels.filter(({ is_im }) => !is_im);
  const direct = channels.filter(({ is_im }) => is_im);
  return [
    h('h2', {}, 'Channels'),
    ...rooms.map(({ id, name, is_archived }) => entry(id, icon('hash'), is_archived ? `${name} (archived)` : name)),
    h('h2', {}, 'App'),
    ...direct.map(({ id }) => entry(id, renderAvatar(app), app.real_name)),
    entry('home', icon('home'), 'App Home'),
  ];
}
