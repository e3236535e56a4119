import { renderBlocks } from './blocks.js';
import { nearDay, showDay, showTime } from './dates.js';
import { quickReactions, renderEmoji } from './emoji.js';
import { renderFile } from './files.js';
import { renderMrkdwn } from './mrkdwn.js';
import { renderMenu } from './overflow.js';
import { h, icon, iconButton } from './tree.js';

/** A square with initials, or the app's shield; the colour follows from the id. */
export function renderAvatar({ id, real_name: name, is_bot: app }) {
  if (app) return h('img', { class: 'avatar', src: '/icon-app.svg', alt: '' });
  const shade = [...id].reduce((sum, char) => sum + char.charCodeAt(0), 0) % 6;
  return h('span', { class: `avatar shade-${shade}`, 'aria-hidden': 'true' }, name.slice(0, 1));
}

const secondsOf = ({ ts }) => Number(ts);
const groupedSeconds = 300;

/**
 * The rows of a list of messages: days between them, and those that follow each other closely without their author.
 *
 * @param messages - oldest first. @param draw - `(message, grouped) → tree`; @param facts - what else a row depends on.
 */
export function messageRows(messages, draw, facts) {
  const rows = [];
  let last = null;
  for (const message of messages) {
    const date = new Date(secondsOf(message) * 1000);
    const day = date.toDateString();
    const sameDay = last && new Date(secondsOf(last) * 1000).toDateString() === day;
    if (!sameDay) rows.push({ key: `day ${day}`, facts: [day, nearDay(date)], node: () => renderDay(date) });
    const close = sameDay && last.user === message.user && secondsOf(message) - secondsOf(last) < groupedSeconds;
    const grouped = close === true && last.to === message.to && !message.blocks;
    rows.push({ key: message.ts, facts: [message, grouped, facts(message)], node: () => draw(message, grouped) });
    last = message;
  }
  return rows;
}

function renderDay(date) {
  return h('div', { class: 'day' }, h('span', {}, showDay(date)));
}

/**
 * One message as a tree.
 *
 * @param context - as for renderBlocks, and `act(message, block, element, value)`, `openThread(ts)`,
 *   `react(message, name)`, `shortcut(message, id)`, `shortcuts`, `users` (id → user), `user`, `pins`.
 */
export function renderMessage(message, context, { replies = [], inThread = false, grouped = false } = {}) {
  const { users, origin } = context;
  const ephemeral = message.to !== undefined;
  const author = users[message.user] ?? { id: message.user, real_name: message.user };
  const inner = { ...context, act: (block, element, value) => context.act(message, block, element, value) };
  const content = message.blocks ? renderBlocks(message.blocks, inner) : renderMrkdwn(message.text, context);
  return h(
    'article',
    {
      'data-ts': message.ts,
      class: `message ${ephemeral ? 'ephemeral' : ''} ${grouped ? 'grouped' : ''}`,
      'aria-label': `Message of ${author.real_name}`,
    },
    ephemeral ? h('p', { class: 'only' }, icon('eye'), ' Only visible to you') : null,
    context.pins?.includes(message.ts) ? h('p', { class: 'pinned' }, icon('pin'), ' Pinned') : null,
    h('div', { class: 'gutter' }, grouped ? null : renderAvatar(author)),
    h(
      'div',
      { class: 'words' },
      h(
        'div',
        { class: grouped ? 'by unseen' : 'by' },
        h('strong', {}, author.real_name),
        author.is_bot ? h('span', { class: 'app' }, 'APP') : null,
        renderTime(message),
      ),
      h('div', { class: 'content' }, ...content, message.edited ? h('span', { class: 'quiet' }, ' (edited)') : null),
      ...(message.files ?? []).map((file) => renderFile(file, origin)),
      renderReactions(message, context),
      inThread ? null : renderReplies(message, replies, context),
    ),
    ephemeral ? null : renderTools(message, context, inThread),
  );
}

function renderTime(message) {
  const date = new Date(secondsOf(message) * 1000);
  return h('time', { datetime: date.toISOString(), title: date.toLocaleString() }, showTime(date));
}

function renderReactions(message, context) {
  if (!message.reactions?.length) return null;
  const buttons = message.reactions.map(({ name, users }) => {
    const mine = users.includes(context.user);
    const label = `${name}, ${users.length} ${users.length === 1 ? 'reaction' : 'reactions'}`;
    const who = users.map((id) => context.users[id]?.real_name ?? id).join(', ');
    const attributes = {
      'aria-pressed': String(mine),
      'aria-label': label,
      title: who,
      'data-focus': `${message.ts} ${name}`,
    };
    return h(
      'button',
      { type: 'button', class: 'reaction', ...attributes, on: { click: () => context.react(message, name) } },
      renderEmoji(name),
      ` ${users.length}`,
    );
  });
  return h('div', { class: 'reactions' }, ...buttons);
}

function renderReplies(message, replies, context) {
  if (replies.length === 0) return null;
  const last = new Date(Math.max(...replies.map(secondsOf)) * 1000);
  const faces = [...new Set(replies.map(({ user }) => user))].slice(0, 3);
  return h(
    'button',
    {
      type: 'button',
      class: 'replies',
      'data-focus': `thread ${message.ts}`,
      on: { click: () => context.openThread(message.ts) },
    },
    ...faces.map((id) => renderAvatar(context.users[id] ?? { id, real_name: id })),
    h('strong', {}, `${replies.length} ${replies.length === 1 ? 'reply' : 'replies'}`),
    h('span', { class: 'quiet' }, `Last reply ${nearDay(last) ?? showDay(last)} at ${showTime(last)}`),
  );
}

function renderTools(message, context, inThread) {
  const reactions = quickReactions.map((name) => ({
    label: `React with ${name}`,
    content: renderEmoji(name),
    act: () => context.react(message, name),
  }));
  const shortcuts = context.shortcuts.map(({ callback_id, name }) => ({
    label: name,
    act: () => context.shortcut(message, callback_id),
  }));
  return h(
    'div',
    { class: 'tools', role: 'toolbar', 'aria-label': 'For this message' },
    renderMenu('Add a reaction', reactions, { content: icon('smile'), 'data-focus': `react ${message.ts}` }),
    inThread
      ? null
      : iconButton('reply', 'Reply in thread', () => context.openThread(message.ts), {
          'data-focus': `reply ${message.ts}`,
        }),
    shortcuts.length === 0
      ? null
      : renderMenu('Message shortcuts', shortcuts, { content: icon('more'), 'data-focus': `more ${message.ts}` }),
  );
}
