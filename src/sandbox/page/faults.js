import { h } from './tree.js';

const methods = [
  'deliver.command',
  'deliver.interactive',
  'deliver.event',
  'response_url',
  'chat.postMessage',
  'chat.update',
  'views.open',
  'views.update',
  'conversations.create',
  'pins.add',
  'bookmarks.add',
  'files.getUploadURLExternal',
  'usergroups.list',
  '*',
];
const faults = [
  'duplicate',
  'delay',
  'rate_limited',
  'server_error',
  'reset',
  'lost_response',
  'throttle',
  'unknown_method',
  'missing_scope',
  'not_in_channel',
];
const errors = ['unknown_method', 'missing_scope', 'not_in_channel'];

/** The switches for what goes wrong on purpose. */
export function renderFaults(active, send, clear) {
  const choose = (label, name, values) =>
    h('select', { name, 'aria-label': label }, ...values.map((value) => h('option', { value }, value)));
  const submit = (event) => {
    event.preventDefault();
    const { method, fault } = Object.fromEntries(new FormData(event.currentTarget));
    send('faults', errors.includes(fault) ? { method, fault: 'error', error: fault } : { method, fault });
  };
  return h(
    'details',
    { class: 'faults', open: active.length > 0 },
    h('summary', {}, `Faults (${active.length})`),
    ...active.map(({ method, fault, error }) => h('p', {}, `${method}: ${fault === 'error' ? error : fault}`)),
    h(
      'form',
      { on: { submit } },
      choose('Method', 'method', methods),
      choose('Fault', 'fault', faults),
      h('button', { type: 'submit' }, 'Switch on'),
    ),
    h('button', { type: 'button', on: { click: clear } }, 'Clear all'),
  );
}
