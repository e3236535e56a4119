import { renderBlocks } from './blocks.js';
import { link, renderMrkdwn } from './mrkdwn.js';
import { h } from './tree.js';

/**
 * One message as a tree.
 *
 * @param context - as for renderBlocks, and `act(message, block, element, value)`, `openThread(ts)`,
 *   `react(message, name)`, `shortcut(message, id)`, `shortcuts`, `user`.
 */
export function renderMessage(message, context, { replies = 0, inThread = false } = {}) {
  const { names, origin } = context;
  const ephemeral = message.to !== undefined;
  const inner = { ...context, act: (block, element, value) => context.act(message, block, element, value) };
  const content = message.blocks ? renderBlocks(message.blocks, inner) : renderMrkdwn(message.text, names);
  const time = new Date(Number(message.ts) * 1000);
  return h(
    'article',
    { 'data-ts': message.ts, class: ephemeral ? 'ephemeral' : '', 'aria-label': `Message of ${names[message.user]}` },
    h(
      'div',
      { class: 'by' },
      h('strong', {}, names[message.user] ?? message.user),
      h('time', { datetime: time.toISOString() }, time.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })),
      message.edited ? h('span', { class: 'quiet' }, '(edited)') : null,
      ephemeral ? h('span', { class: 'quiet' }, 'Only visible to you') : null,
      context.pins?.includes(message.ts) ? h('span', { class: 'quiet' }, 'Pinned') : null,
    ),
    h('div', { class: 'content' }, ...content),
    ...(message.files ?? []).map((file) =>
      h('p', {}, 'File: ', link(localize(file.permalink, origin), `${file.title} (${file.size} bytes)`)),
    ),
    ephemeral ? null : renderTools(message, context, replies, inThread),
  );
}

function localize(url, origin) {
  return `${origin}${new URL(url).pathname}`;
}

function renderTools(message, context, replies, inThread) {
  const button = (label, click, rest = {}) => h('button', { type: 'button', ...rest, on: { click } }, label);
  const reactions = (message.reactions ?? []).map(({ name, users }) =>
    button(`:${name}: ${users.length}`, () => context.react(message, name), {
      'aria-label': `Reaction ${name}, ${users.length}; yours: ${users.includes(context.user) ? 'yes' : 'no'}`,
    }),
  );
  const choices = ['pushpin', 'eyes', 'white_check_mark'].map((name) => h('option', { value: name }, `:${name}:`));
  return h(
    'div',
    { class: 'tools' },
    ...reactions,
    inThread
      ? null
      : button(replies > 0 ? `${replies} ${replies === 1 ? 'reply' : 'replies'}` : 'Reply', () =>
          context.openThread(message.ts),
        ),
    h(
      'select',
      { 'aria-label': 'React', on: { change: (event) => context.react(message, event.target.value) } },
      h('option', { value: '' }, 'React'),
      ...choices,
    ),
    ...context.shortcuts.map(({ callback_id, name }) => button(name, () => context.shortcut(message, callback_id))),
  );
}
