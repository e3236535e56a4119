import { h } from './tree.js';

// A sign and a word, never colour alone.
const signs = {
  running: '▶',
  working: '▶',
  waiting: '○',
  paused: '‖',
  limited: '◔',
  stopping: '◐',
  stopped: '■',
  killed: '■',
  finished: '✓',
  done: '✓',
  failed: '✗',
  refused: '⊘',
};

/** Other programs, beside the conversation: what runs there, and what one can have them do. */
export function renderPanels(panels, { take, act }) {
  return panels.map((panel) =>
    h(
      'section',
      { class: 'panel', 'aria-label': panel.title },
      h('h2', {}, panel.title),
      ...renderBody(panel, take),
      panel.actions.length === 0
        ? null
        : h('div', { class: 'panel-actions' }, ...panel.actions.map((action) => renderAction(panel, action, act))),
    ),
  );
}

function renderBody(panel, take) {
  if (panel.reachable === null) return [h('p', { class: 'quiet' }, 'Looking…')];
  if (!panel.reachable) return [h('p', { class: 'quiet' }, 'Not reachable. It is shown here as soon as it runs.')];
  if (panel.lines.length === 0) return [h('p', { class: 'quiet' }, 'Nothing runs.')];
  return [h('ul', { class: 'panel-lines' }, ...panel.lines.map((line) => renderLine(panel, line, take)))];
}

function renderLine(panel, { id, label, state, text }, take) {
  const name = panel.command
    ? h(
        'button',
        {
          type: 'button',
          class: 'take',
          title: `Write ${panel.command} ${id}`,
          'data-focus': `panel ${panel.id} ${id}`,
          on: { click: () => take(`${panel.command} ${id}`) },
        },
        id,
      )
    : h('code', {}, id);
  const known = signs[state] ? state : 'other';
  return h(
    'li',
    {},
    h(
      'div',
      { class: 'panel-line' },
      h('strong', {}, label),
      h('span', { class: `state ${known}` }, `${signs[state] ?? '•'} ${state}`),
    ),
    text === '' ? null : h('p', { class: 'quiet' }, text),
    name,
  );
}

function renderAction(panel, { id, label }, act) {
  return h(
    'button',
    {
      type: 'button',
      class: 'button small',
      'data-focus': `panel ${panel.id} do ${id}`,
      on: { click: () => act(panel.id, id) },
    },
    label,
  );
}
