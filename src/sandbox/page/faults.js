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
  'conversations.invite',
  'pins.add',
  'bookmarks.add',
  'files.getUploadURLExternal',
  'usergroups.users.list',
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
  'bad_signature',
  'old_signature',
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
    h('summary', {}, active.length === 0 ? 'Faults' : `Faults (${active.length} on)`),
    ...active.map(({ method, fault, error }) => h('p', {}, `${method}: ${fault === 'error' ? error : fault}`)),
    h(
      'form',
      { on: { submit } },
      choose('Method', 'method', methods),
      choose('Fault', 'fault', faults),
      h('button', { class: 'button small', type: 'submit' }, 'Switch on'),
    ),
    active.length === 0
      ? null
      : h('button', { class: 'button small', type: 'button', on: { click: clear } }, 'Clear all'),
  );
}
