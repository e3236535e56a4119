import { renderFaults } from './faults.js';
import { drawPart } from './lists.js';
import { renderAvatar } from './messages.js';
import { link } from './mrkdwn.js';
import { renderNav } from './nav.js';
import { renderMenu } from './overflow.js';
import { renderPanels } from './panel.js';
import { h, icon } from './tree.js';
import { unreadOf } from './unread.js';

const at = (id) => document.getElementById(id);

/** How a channel is called. */
export function titleOf(channel, { users, bot }) {
  return channel.is_im ? users.find(({ id }) => id === bot).real_name : `#${channel.name}`;
}

/** The line above the conversation: its name, topic, pins and bookmarks, and the shortcuts that work everywhere. */
export function drawBar(channel, state, use) {
  const title = channel ? titleOf(channel, state) : 'App Home';
  at('where').textContent = title;
  document.title = `${title} · Sandbox`;
  at('text').placeholder = channel ? `Message ${title}, or / for a command` : '';
  drawPart(at('topic'), [channel?.topic, channel?.bookmarks, channel?.pins.length], () => renderTopic(channel));
  const items = state.shortcuts
    .filter(({ type }) => type === 'global')
    .map(({ callback_id, name }) => ({ label: name, act: () => use(callback_id) }));
  const attributes = { content: icon('bolt'), 'data-focus': 'shortcuts' };
  drawPart(at('globals'), items, () =>
    h('div', {}, items.length === 0 ? null : renderMenu('Shortcuts', items, attributes)),
  );
}

function renderTopic(channel) {
  const bookmarks = (channel?.bookmarks ?? []).map(({ link: url, title }) =>
    h('span', { class: 'bookmark' }, icon('bookmark'), link(url, title)),
  );
  return h(
    'div',
    { class: 'topic' },
    channel?.pins.length ? h('span', { class: 'quiet' }, icon('pin'), ` ${channel.pins.length} pinned`) : null,
    ...bookmarks,
    channel?.topic ? h('span', { class: 'quiet' }, channel.topic) : null,
  );
}

/**
 * Places, other programs, faults, and who one is.
 *
 * @param desk - `go(place)`, `send(name, body)`, `take(words)` into the composer, `act(panel, action)`.
 */
export function drawSidebar(state, view, desk) {
  const people = state.users.filter(({ is_bot }) => !is_bot);
  const app = state.users.find(({ id }) => id === state.bot);
  const me = people.find(({ id }) => id === view.user);
  const channels = state.channels.filter(({ is_im, members }) => !is_im || members.includes(view.user));
  const unread = unreadOf(channels, view);
  const facts = channels.map(({ id, name, is_archived }) => [id, name, is_archived]);
  drawPart(at('channels'), [facts, view.place, unread, app], () =>
    h('div', {}, ...renderNav({ channels, place: view.place, unread, app, go: desk.go })),
  );
  drawPart(at('face'), me, () => renderAvatar(me));
  drawPeople(people, view.user);
  drawPart(at('panels'), state.panels, () => h('div', {}, ...renderPanels(state.panels, desk)));
  drawPart(at('faults'), state.faults, () =>
    renderFaults(state.faults, desk.send, () => fetch('/_faults', { method: 'DELETE' })),
  );
}

/** The list of people is left alone while nothing changed, so that it stays open in the hand of who is choosing. */
function drawPeople(people, user) {
  const shown = JSON.stringify([people, user]);
  if (at('user').dataset.shown === shown) return;
  at('user').dataset.shown = shown;
  at('user').replaceChildren(...people.map(({ id, real_name }) => new Option(real_name, id, id === user, id === user)));
}
