import { startComposer, toWire } from './composer.js';
import { ask } from './confirm.js';
import { drawChannel, drawHome, drawThread } from './conversation.js';
import { collect } from './fields.js';
import { drawBar, drawSidebar, titleOf } from './frame.js';
import { drawList, focusAgain } from './lists.js';
import { showModal } from './modal.js';
import { closeMenusOutside } from './overflow.js';
import { h } from './tree.js';

const at = (id) => document.getElementById(id);
const view = {
  user: localStorage.getItem('user') ?? '',
  place: localStorage.getItem('place') ?? '',
  thread: null,
  message: null,
};
let state = null;
/** Where the focus goes when a modal closes: what was pressed to open it. */
let pressed = null;

/** Asks the sandbox to do something; a refusal becomes a line above the messages. */
async function send(name, body) {
  const response = await fetch(`/_sandbox/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...body }),
  });
  const answer = await response.json();
  if (!response.ok && answer.error !== 'unknown_command')
    refused.push({ id: `local ${Date.now()}`, text: `The sandbox refused: ${answer.error}` });
  await refresh();
  return answer;
}
const refused = [];

let asked = 0;
let answered = 0;

async function refresh() {
  asked += 1;
  const turn = asked;
  try {
    const query = view.user === '' ? '' : `?user=${encodeURIComponent(view.user)}`;
    const response = await fetch(`/_sandbox/state${query}`);
    const next = await response.json();
    // An answer that was overtaken by a later one is old.
    if (turn < answered) return;
    answered = turn;
    state = next;
    at('lost').hidden = true;
  } catch {
    at('lost').hidden = false;
    return;
  }
  view.user = state.user;
  if (view.place !== 'home' && !state.channels.some(({ id }) => id === view.place)) view.place = state.channels[0].id;
  localStorage.setItem('user', view.user);
  localStorage.setItem('place', view.place);
  draw();
}

function remember(element) {
  const { block, action, value, focus } = element?.dataset ?? {};
  const ts = element?.closest('[data-ts]')?.dataset.ts;
  pressed = { names: { block, action, value, focus }, ts };
}

function giveBack() {
  const row = pressed?.ts ? document.querySelector(`[data-ts="${CSS.escape(pressed.ts)}"]`) : document;
  if (!pressed || !row || !focusAgain(row, pressed.names)) at('text').focus();
}

/** Everything that drawing a message or a view needs. */
function contextOf(channel) {
  const rooms = state.channels.filter(({ is_im }) => !is_im);
  const shortcuts = state.shortcuts.filter(({ type }) => type !== 'global');
  const target = (message) => ({ user: view.user, channel: channel.id, message_ts: message.ts });
  return {
    names: Object.fromEntries([
      ...state.users.map(({ id, real_name }) => [id, real_name]),
      ...rooms.map(({ id, name }) => [id, name]),
    ]),
    handles: Object.fromEntries([
      ...state.users.map(({ id, name }) => [id, name]),
      ...state.groups.map(({ id, handle }) => [id, handle]),
    ]),
    users: Object.fromEntries(state.users.map((user) => [user.id, user])),
    origin: location.origin,
    people: state.users.filter(({ is_bot }) => !is_bot).map(({ id, real_name }) => ({ value: id, label: real_name })),
    channels: rooms.map(({ id, name }) => ({ value: id, label: `#${name}` })),
    shortcuts,
    user: view.user,
    pins: channel?.pins,
    async act(message, block, element, value) {
      remember(document.activeElement);
      if (!(await ask(element.confirm, at('confirm'), contextOf(channel)))) return redraw();
      const values = collect(document.querySelector(`[data-ts="${CSS.escape(message.ts)}"]`));
      await send('interact', {
        ...target(message),
        block_id: block.block_id,
        action_id: element.action_id,
        value,
        values,
      });
    },
    openThread(ts) {
      view.thread = ts;
      draw();
      at('reply').focus();
    },
    react(message, name) {
      const mine = message.reactions?.some((entry) => entry.name === name && entry.users.includes(view.user)) ?? false;
      send('react', { ...target(message), name, remove: mine });
    },
    shortcut(message, callback_id) {
      remember(document.activeElement);
      send('shortcut', { ...target(message), callback_id });
    },
  };
}

/** A choice that was taken back at the confirm dialog must not stay chosen on the page. */
function redraw() {
  for (const select of document.querySelectorAll('#messages select, #thread-messages select')) {
    for (const option of select.options) option.selected = option.defaultSelected;
  }
}

function actInView(stored) {
  return async (block, element, value) => {
    if (!(await ask(element.confirm, at('confirm'), contextOf()))) return;
    const home = stored.type === 'home';
    if (home) remember(document.activeElement);
    const values = collect(at(home ? 'messages' : 'modal'));
    const what = { block_id: block.block_id, action_id: element.action_id, value, values };
    await send('interact', { user: view.user, view_id: stored.id, ...what });
  };
}

function draw() {
  const channel = state.channels.find(({ id }) => id === view.place);
  const context = contextOf(channel);
  drawSidebar(state, view, { go, send, take, act: doInPanel });
  drawBar(channel, state, (callback_id) => send('shortcut', { user: view.user, callback_id }));
  const notices = [...refused, ...state.notices];
  drawList(
    at('notices'),
    notices.map((notice) => ({ key: notice.id, facts: notice, node: () => renderNotice(notice) })),
  );
  at('composer').hidden = !channel;
  if (channel) drawChannel(at('messages'), channel, context, view);
  else drawHome(at('messages'), state.home, { ...context, act: state.home && actInView(state.home) });
  // Seen before it is filled: what is hidden cannot be scrolled to its end.
  at('thread').hidden = view.thread === null;
  const thread = drawThread(at('thread-messages'), channel, context, view);
  at('thread').hidden = !thread;
  at('thread-where').textContent = channel ? titleOf(channel, state) : '';
  showModal(at('modal'), state.modals, { context, act: actInView, send, user: view.user, closed: giveBack });
}

function renderNotice({ id, text }) {
  const local = refused.findIndex((entry) => entry.id === id);
  const dismiss = () => {
    if (local < 0) return send('dismiss', { user: view.user, id });
    refused.splice(local, 1);
    draw();
  };
  return h(
    'p',
    {},
    h('span', {}, text),
    h('button', { type: 'button', class: 'link', on: { click: dismiss } }, 'Dismiss'),
  );
}

function take(words) {
  if (view.place === 'home') go(state.channels[0].id);
  closeNav();
  composer.write(words);
}

async function doInPanel(panel, action) {
  const done = await send('panel', { panel, action });
  if (done.ok === false) refused.push({ id: `local ${Date.now()}`, text: done.text });
  draw();
}

function go(place, { message = null, thread = null } = {}) {
  Object.assign(view, { place, thread, message });
  closeNav();
  if (place === 'home') send('home', { user: view.user });
  else refresh();
}

function closeNav() {
  at('nav').classList.remove('open');
  at('open-nav').setAttribute('aria-expanded', 'false');
}

/** `#C…/<ts>/<thread ts>`: where a link to a message leads. */
function followHash() {
  const [place, message = null, thread = null] = location.hash.slice(1).split('/').map(decodeURIComponent);
  if (place) go(place, { message, thread });
}

const suggestions = {
  commands: () => state?.commands ?? [],
  people: () => [
    ...(state?.users ?? []),
    ...(state?.groups ?? []).map(({ handle, name }) => ({ name: handle, real_name: name })),
  ],
};
const composer = startComposer(
  { form: at('composer'), field: at('text'), list: at('suggestions') },
  {
    ...suggestions,
    submit(text) {
      const command = /^(\/\S+)\s*(.*)$/s.exec(text);
      const base = { user: view.user, channel: view.place };
      if (command) send('command', { ...base, command: command[1], text: command[2] });
      else send('message', { ...base, text: toWire(text, state) });
    },
  },
);
startComposer(
  { form: at('reply-composer'), field: at('reply'), list: at('reply-suggestions') },
  {
    commands: () => [],
    people: suggestions.people,
    leave: closeThread,
    submit(text) {
      if (text.startsWith('/'))
        refused.push({ id: `local ${Date.now()}`, text: `${text.split(/\s/)[0]} is not supported in threads. Sorry!` });
      else send('message', { user: view.user, channel: view.place, text: toWire(text, state), thread_ts: view.thread });
      draw();
    },
  },
);

function closeThread() {
  const ts = view.thread;
  view.thread = null;
  draw();
  document.querySelector(`#messages [data-focus="thread ${ts}"], #messages [data-focus="reply ${ts}"]`)?.focus();
}

at('close-thread').addEventListener('click', closeThread);
at('open-nav').addEventListener('click', () => {
  const open = at('nav').classList.toggle('open');
  at('open-nav').setAttribute('aria-expanded', String(open));
});
at('user').addEventListener('change', (event) => {
  Object.assign(view, { user: event.target.value, thread: null });
  refresh();
});
// Links to messages lead there on this page instead of a new one.
document.addEventListener('click', (event) => {
  const href = event.target.closest?.('a')?.getAttribute('href') ?? '';
  if (!href.startsWith(`${location.origin}/archives/`)) return;
  event.preventDefault();
  const { pathname, searchParams } = new URL(href);
  const [, digits = ''] = /\/p(\d+)$/.exec(pathname) ?? [];
  const message = digits === '' ? null : `${digits.slice(0, -6)}.${digits.slice(-6)}`;
  go(pathname.split('/')[2], { message, thread: searchParams.get('thread_ts') });
});
closeMenusOutside(document);
addEventListener('hashchange', followHash);
const live = new EventSource('/_sandbox/events');
live.addEventListener('changed', refresh);
live.addEventListener('open', refresh);
live.addEventListener('error', () => {
  at('lost').hidden = false;
});
await refresh();
if (location.hash.length > 1) followHash();
