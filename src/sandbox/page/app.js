import { renderBlocks } from './blocks.js';
import { startComposer } from './composer.js';
import { renderFaults } from './faults.js';
import { renderMessage } from './messages.js';
import { ask, collect, showModal } from './modal.js';
import { link } from './mrkdwn.js';
import { h, mount } from './tree.js';

const at = (id) => document.getElementById(id);
const view = { user: localStorage.getItem('user') ?? '', place: localStorage.getItem('place') ?? '', thread: null };
let state = null;
const shown = new Map();

/** Asks the sandbox to do something; a refusal becomes a line above the messages. */
async function send(name, body) {
  const response = await fetch(`/_sandbox/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...body }),
  });
  const answer = await response.json();
  if (!response.ok) at('notices').append(mount(h('p', {}, `The sandbox refused: ${answer.error}`)));
  return answer;
}

async function refresh() {
  const query = view.user === '' ? '' : `?user=${encodeURIComponent(view.user)}`;
  state = await (await fetch(`/_sandbox/state${query}`)).json();
  view.user = state.user;
  if (view.place !== 'home' && !state.channels.some(({ id }) => id === view.place)) view.place = state.channels[0].id;
  localStorage.setItem('user', view.user);
  localStorage.setItem('place', view.place);
  draw();
}

/** Draws a part of the page only when it differs, so that focus and half-typed text stay. */
function fill(id, facts, nodes) {
  const key = JSON.stringify(facts);
  if (shown.get(id) === key) return;
  shown.set(id, key);
  const { block, action } = document.activeElement?.dataset ?? {};
  at(id).replaceChildren(...nodes().map((node) => mount(node)));
  if (action)
    at(id)
      .querySelector(`[data-block="${CSS.escape(block)}"][data-action="${CSS.escape(action)}"]`)
      ?.focus();
}

function context(channel) {
  const named = [
    ...state.users.map(({ id, real_name }) => [id, real_name]),
    ...state.groups.map(({ id, handle }) => [id, handle]),
  ];
  const rooms = state.channels.filter(({ is_im }) => !is_im);
  return {
    names: Object.fromEntries([...named, ...rooms.map(({ id, name }) => [id, name])]),
    origin: location.origin,
    people: state.users.map(({ id, real_name }) => ({ value: id, label: real_name })),
    channels: rooms.map(({ id, name }) => ({ value: id, label: `#${name}` })),
    shortcuts: state.shortcuts,
    user: view.user,
    pins: channel?.pins,
    async act(message, block, element, value) {
      if (!(await ask(element.confirm, at('confirm')))) return;
      const values = collect(document.querySelector(`[data-ts="${message.ts}"]`));
      const target = { user: view.user, channel: channel.id, message_ts: message.ts };
      await send('interact', { ...target, block_id: block.block_id, action_id: element.action_id, value, values });
    },
    openThread(ts) {
      view.thread = ts;
      draw();
      document.querySelector('#thread input')?.focus();
    },
    react(message, name) {
      const mine = message.reactions?.some((entry) => entry.name === name && entry.users.includes(view.user)) ?? false;
      if (name !== '')
        send('react', { user: view.user, channel: channel.id, message_ts: message.ts, name, remove: mine });
    },
    shortcut: (message, callback_id) =>
      send('shortcut', { user: view.user, channel: channel.id, message_ts: message.ts, callback_id }),
  };
}

function actInView(stored) {
  return async (block, element, value) => {
    if (!(await ask(element.confirm, at('confirm')))) return;
    const values = collect(at(stored.type === 'home' ? 'messages' : 'modal'));
    await send('interact', {
      user: view.user,
      view_id: stored.id,
      block_id: block.block_id,
      action_id: element.action_id,
      value,
      values,
    });
  };
}

function draw() {
  const channel = state.channels.find(({ id }) => id === view.place);
  const people = state.users.filter(({ is_bot }) => !is_bot);
  fill('user', [people, view.user], () =>
    people.map(({ id, real_name }) => h('option', { value: id, selected: id === view.user }, real_name)),
  );
  drawNav();
  at('where').textContent = channel ? title(channel) : 'App Home';
  const bookmarks = (channel?.bookmarks ?? []).flatMap((entry) => [' ', link(entry.link, entry.title)]);
  fill('topic', [channel?.topic, channel?.bookmarks], () => [channel?.topic ?? '', ...bookmarks]);
  at('composer').hidden = !channel;
  fill('notices', state.notices, () =>
    state.notices.map(({ id, text }) =>
      h(
        'p',
        {},
        text,
        ' ',
        h(
          'button',
          { type: 'button', class: 'button', on: { click: () => send('dismiss', { user: view.user, id }) } },
          'Dismiss',
        ),
      ),
    ),
  );
  if (channel) drawMessages(channel);
  else
    fill('messages', ['home', state.home], () =>
      state.home
        ? renderBlocks(state.home.blocks, { ...context(), act: actInView(state.home) })
        : [h('p', {}, 'The app has not published a Home yet.')],
    );
  drawThread(channel);
  showModal(at('modal'), state.modals, { context: context(), act: actInView, send, user: view.user });
}

function title(channel) {
  return channel.is_im ? 'The bot (direct)' : `#${channel.name}`;
}

function drawNav() {
  const direct = state.channels.filter(({ is_im, members }) => !is_im || members.includes(view.user));
  const entry = (id, label) =>
    h(
      'button',
      { type: 'button', 'aria-current': id === view.place ? 'true' : undefined, on: { click: () => go(id) } },
      label,
    );
  fill('channels', [direct.map(({ id, name }) => [id, name]), view.place, state.faults], () => [
    ...direct.map((channel) => entry(channel.id, title(channel))),
    entry('home', 'App Home'),
    renderFaults(state.faults, send, () => fetch('/_faults', { method: 'DELETE' })),
  ]);
}

function go(place) {
  Object.assign(view, { place, thread: null });
  if (place === 'home') send('home', { user: view.user });
  refresh();
}

function drawMessages(channel) {
  const all = [...channel.messages, ...channel.ephemerals].sort((one, other) => (one.ts < other.ts ? -1 : 1));
  const tops = all.filter(({ ts, thread_ts }) => thread_ts === undefined || thread_ts === ts);
  const list = at('messages');
  const end = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
  fill('messages', [channel.id, view.user, all, channel.pins], () =>
    tops.map((message) =>
      renderMessage(message, context(channel), {
        replies: all.filter(({ thread_ts, ts }) => thread_ts === message.ts && ts !== message.ts).length,
      }),
    ),
  );
  if (end) list.scrollTop = list.scrollHeight;
}

function drawThread(channel) {
  const all = [...(channel?.messages ?? []), ...(channel?.ephemerals ?? [])];
  const thread = all.filter(({ ts, thread_ts }) => ts === view.thread || thread_ts === view.thread);
  at('thread').hidden = view.thread === null || thread.length === 0;
  fill('thread', [view.thread, view.user, thread], () => {
    const draft = document.querySelector('#thread input[name="reply"]')?.value;
    const close = () => {
      view.thread = null;
      draw();
    };
    const reply = (event) => {
      event.preventDefault();
      const field = event.currentTarget.elements.reply;
      if (field.value.trim() !== '')
        send('message', { user: view.user, channel: channel.id, text: field.value, thread_ts: view.thread });
      field.value = '';
    };
    return [
      h(
        'div',
        { class: 'by' },
        h('h2', {}, 'Thread'),
        h('button', { type: 'button', class: 'button', on: { click: close } }, 'Close'),
      ),
      ...thread.map((message) => renderMessage(message, context(channel), { inThread: true })),
      h(
        'form',
        { class: 'composer', on: { submit: reply } },
        h('input', {
          type: 'text',
          name: 'reply',
          'aria-label': 'Reply',
          placeholder: 'Reply',
          value: draft,
          autocomplete: 'off',
        }),
        h('button', { class: 'button primary', type: 'submit' }, 'Send'),
      ),
    ];
  });
}

at('user').addEventListener('change', (event) => {
  view.user = event.target.value;
  refresh();
});
startComposer(
  at('composer'),
  at('text'),
  at('suggestions'),
  () => state?.commands ?? [],
  (text) => {
    const command = /^(\/\S+)\s*(.*)$/s.exec(text);
    const base = { user: view.user, channel: view.place };
    return command
      ? send('command', { ...base, command: command[1], text: command[2] })
      : send('message', { ...base, text });
  },
);
if (location.hash.length > 1) view.place = decodeURIComponent(location.hash.slice(1));
const live = new EventSource('/_sandbox/events');
live.addEventListener('changed', refresh);
live.addEventListener('open', refresh);
await refresh();
