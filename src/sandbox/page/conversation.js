import { renderBlocks } from './blocks.js';
import { drawList, drawPart } from './lists.js';
import { messageRows, renderMessage } from './messages.js';
import { h } from './tree.js';

const inOrder = (channel) =>
  [...channel.messages, ...channel.ephemerals].sort((one, other) => (one.ts < other.ts ? -1 : 1));

/** The messages of a channel; the list stays at its end when it stood there. */
export function drawChannel(root, channel, context, view) {
  const all = inOrder(channel);
  const tops = all.filter(({ ts, thread_ts }) => thread_ts === undefined || thread_ts === ts);
  const repliesOf = ({ ts }) => all.filter((reply) => reply.thread_ts === ts && reply.ts !== ts);
  const facts = (message) => [
    repliesOf(message).map(({ ts, user }) => [ts, user]),
    channel.pins.includes(message.ts),
    context.user,
    context.shortcuts,
    context.names,
  ];
  const draw = (message, grouped) => renderMessage(message, context, { replies: repliesOf(message), grouped });
  const key = `${channel.id} ${context.user}`;
  if (root.dataset.shown !== key) drawList(root, []);
  const rows = messageRows(tops, draw, facts);
  keepEnd(root, key, () => drawList(root, rows.length === 0 ? [emptyRow(channel)] : rows));
  jumpTo(root, view);
}

function emptyRow(channel) {
  const words = channel.is_im ? 'Nothing has been said here yet.' : `This is the beginning of #${channel.name}.`;
  return { key: 'empty', facts: words, node: () => h('p', { class: 'empty' }, words) };
}

/** The thread of a message; false when there is none to show. */
export function drawThread(root, channel, context, view) {
  const all = channel && view.thread !== null ? inOrder(channel) : [];
  const thread = all.filter(({ ts, thread_ts }) => ts === view.thread || thread_ts === view.thread);
  if (thread.length === 0) return false;
  const draw = (message, grouped) => renderMessage(message, context, { inThread: true, grouped });
  const key = `${view.thread} ${context.user}`;
  if (root.dataset.shown !== key) drawList(root, []);
  keepEnd(root, key, () =>
    drawList(
      root,
      messageRows(thread, draw, () => [context.user, context.names]),
    ),
  );
  jumpTo(root, view);
  return true;
}

/** The Home of the app, as it published it for this person. */
export function drawHome(root, home, context) {
  root.dataset.shown = 'home';
  drawPart(root, ['home', home?.id, home?.hash, context.user], () =>
    home
      ? h('div', { class: 'home' }, ...renderBlocks(home.blocks, context))
      : h('p', { class: 'empty' }, 'The app has not published a Home yet.'),
  );
}

function keepEnd(root, key, change) {
  const fresh = root.dataset.shown !== key;
  const atEnd = root.scrollHeight - root.scrollTop - root.clientHeight < 80;
  change();
  root.dataset.shown = key;
  if (fresh || atEnd) root.scrollTop = root.scrollHeight;
}

/** Shows the message a link led to, once. */
function jumpTo(root, view) {
  const message = view.message && root.querySelector(`[data-ts="${CSS.escape(view.message)}"]`);
  if (!message) return;
  view.message = null;
  message.scrollIntoView({ block: 'center' });
  message.classList.add('jumped');
}
